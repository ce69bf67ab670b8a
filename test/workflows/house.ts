import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkflowBundle } from '@temporalio/worker';
import pino from 'pino';
import { createActivities } from '../../src/activities/create';
import { createOpenCommerce } from '../../src/activities/open-commerce';
import type { OnboardingActivities } from '../../src/activities/onboarding-activities';
import { createSweepActivities } from '../../src/activities/sweep';
import { createAmazonClient } from '../../src/amazon/client';
import { consentUrl } from '../../src/amazon/consent-url';
import { startBounceListener } from '../../src/bounces/listener';
import type { OnboardingFacts } from '../../src/domain/facts';
import { marketplaceOfStore, type StoreId } from '../../src/domain/marketplaces';
import { DAY_MS, DEFAULT_POLICY } from '../../src/domain/policy';
import { Secret } from '../../src/domain/secret';
import type { Stage } from '../../src/domain/stages';
import { createMailer } from '../../src/notifications/smtp';
import { createOutgoing } from '../../src/outgoing/guarded-dispatcher';
import { parseKeyRing } from '../../src/registry/key-ring';
import { openRegistry } from '../../src/registry/open';
import type { AttemptOutcome } from '../../src/registry/attempts';
import type { AuditEntry } from '../../src/registry/audit';
import type { ConnectionInput } from '../../src/registry/credentials';
import type { StartInput } from '../../src/registry/onboardings';
import type { Registry } from '../../src/registry/registry';
import type { StatusView } from '../../src/registry/status-view';
import type { StoreInput } from '../../src/registry/stores';
import { createRelay } from '../../src/registry/relay';
import { relayExecutors } from '../../src/relay-executors';
import type { Application } from '../../src/simulator/amazon/application';
import type { Operation } from '../../src/simulator/calls';
import type { DemoMerchant } from '../../src/simulator/demo';
import { startSimulator, type Simulator } from '../../src/simulator/start-simulator';
import { dataConverter } from '../../src/temporal/data-converter';
import { ONBOARDING_TASK_QUEUE, onboardingWorkflowId } from '../../src/temporal/ids';
import { createOnboardingClient } from '../../src/temporal/onboarding-client';
import { SWEEP_WORKFLOW } from '../../src/workflows/messages';
import { WORKFLOWS_PATH } from '../../src/worker/onboarding-worker';
import { recordHistories } from '../replay/record';
import { FedClock } from './fed-clock';

/** The whole product but for its HTTP side, on a server that skips time, with the simulator on the same clock. */
export interface House {
  readonly clock: FedClock;
  readonly registry: Registry;
  readonly simulator: Simulator;
  readonly merchant: (name: string) => DemoMerchant;
  /** What a backend would send for a merchant of the simulator; `change` replaces parts of it. */
  start(merchant: string, change?: Partial<StartInput>): Promise<string>;
  status(onboardingId: string): Promise<StatusView>;
  /** Resolves with the status once it fits. */
  until(onboardingId: string, fits: (status: StatusView) => boolean): Promise<StatusView>;
  untilStage(onboardingId: string, stage: Stage): Promise<StatusView>;
  /** Resolves once the year of this generation is planned and its confirmation is dealt with. */
  untilRenewed(onboardingId: string, generation: number): Promise<StatusView>;
  /** A seller goes to Amazon and back; resolves with the consent's id once the candidate is stored. */
  consent(
    onboardingId: string,
    seller: string,
    options?: {
      readonly storeId?: StoreId;
      /** Between the exchange and the verification. */ readonly afterExchange?: () => Promise<unknown>;
    },
  ): Promise<string>;
  disconnect(onboardingId: string): Promise<void>;
  /** One round over all grants and keys, as the schedule would begin it. */
  sweep(): Promise<void>;
  /** A person presses Connect and goes no further; resolves with the state and the address of Amazon's consent page. */
  openAttempt(
    onboardingId: string,
    storeId?: StoreId,
  ): Promise<{ readonly consentId: string; readonly consentUrl: string }>;
  untilAttempt(consentId: string, outcome: AttemptOutcome): Promise<void>;
  /** Resolves once it is known what a verb has come to. */
  untilAudited(auditId: string): Promise<AuditEntry>;
  /** Lets days pass. */
  pass(days: number): Promise<void>;
  /** Lets time pass up to a minute after the next planned step of the onboarding. */
  passNextStep(onboardingId: string): Promise<void>;
  /** Lets one planned step after the other pass, until this one is the next. */
  passUntilNext(onboardingId: string, key: string): Promise<StatusView>;
  handle(onboardingId: string): WorkflowHandle;
  facts(onboardingId: string): Promise<OnboardingFacts>;
  untilFacts(onboardingId: string, fits: (facts: OnboardingFacts) => boolean): Promise<void>;
  untilRunOtherThan(onboardingId: string, runId: string): Promise<void>;
  untilCompleted(onboardingId: string): Promise<void>;
  /** Sends bytes that no converter can read. */
  signalRaw(onboardingId: string, signal: string, data: Uint8Array): Promise<void>;
  /** The history of one run. */
  firstRun(onboardingId: string, runId: string): ReturnType<WorkflowHandle['fetchHistory']>;
  /** Subjects of the mails to an address, oldest first. */
  mailsTo(address: string): readonly string[];
  /** Resolves once the simulator has been asked for this since its calls were last cleared. */
  untilCalled(operation: Operation): Promise<void>;
  /** Takes back all faults that the simulator was ordered. */
  clearFaults(): Promise<void>;
  /** Disconnects every onboarding that was started and lets the grace period pass. */
  leaveAll(): Promise<void>;
  /** Writes the histories of every onboarding that was started, as committed replays. */
  recordAll(name: string): Promise<void>;
  close(): Promise<void>;
}

const BROWSER = 'browser-hash';
const MAIL_FROM = 'no-reply@backend.example';
/** Every wait ends with what it waits for; this is only for when that never comes, on however busy a machine. */
const PATIENCE_MS = 40_000;

let bundle: Promise<WorkflowBundle> | undefined;

/** Bundled once for all houses of a test file. */
export function workflowBundle(): Promise<WorkflowBundle> {
  bundle ??= bundleWorkflowCode({
    workflowsPath: WORKFLOWS_PATH,
    ...dataConverter,
    logger: new DefaultLogger('ERROR'),
  });
  return bundle;
}

export async function openHouse(
  environment: TestWorkflowEnvironment,
  replace: (activities: OnboardingActivities) => Partial<OnboardingActivities> = () => ({}),
  /** How our application is known to Amazon, where that is to be otherwise. */
  application: Partial<Application> = {},
): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'evergrant-house-'));
  const clock = new FedClock(await environment.currentTimeMs());
  const key = () => `k1:${randomBytes(32).toString('base64')}`;
  const registry = await openRegistry({
    url: `sqlite:${join(folder, 'registry.db')}`,
    keys: { vault: parseKeyRing(key(), 'vault'), links: parseKeyRing(key(), 'links') },
    mode: 'simulator',
  });
  const log = pino({ level: process.env['HOUSE_LOG'] ?? 'silent' });
  const bounces = await startBounceListener({
    host: '127.0.0.1',
    port: 0,
    address: MAIL_FROM,
    mails: registry.mails,
    clock,
    log,
  });
  const simulator = await startSimulator({
    port: 0,
    smtpPort: 0,
    dataDir: join(folder, 'simulator'),
    clock,
    dayMs: DAY_MS,
    bouncePort: bounces.port,
    application,
  });
  const { addresses } = simulator;
  const policy = await registry.policies.ensure({ ...DEFAULT_POLICY, reminderDaysBefore: [30, 7, 0] }, clock.now());

  const endpoints = {
    lwaTokenUrl: addresses.lwaToken,
    spApiBase: addresses.spApi,
    sellerCentralBase: () => addresses.sellerCentral,
  };
  const app = {
    applicationId: simulator.application.applicationId,
    clientId: simulator.application.clientId,
    clientSecret: new Secret(simulator.application.clientSecret),
    redirectUri: simulator.application.redirectUris[0]!,
    draft: simulator.application.draft,
  };
  const amazon = createAmazonClient({ app, endpoints, clock });
  const outgoing = createOutgoing({
    rules: { allowedOrigins: [new URL(simulator.url).origin], allowedPorts: [], allowedHosts: [], allowedCidrs: [] },
  });
  const activities = createActivities({
    registry,
    amazon,
    clock,
    outgoing,
    openCommerce: createOpenCommerce({
      outgoing,
      clock,
      imsTokenUrl: `${simulator.url}/ims/token/v3`,
      saasStandIn: `${simulator.url}/commerce/saas`,
    }),
    gatewayBase: addresses.gateway,
    mailer: createMailer({
      host: '127.0.0.1',
      port: simulator.smtpPort,
      secure: false,
      from: { name: 'Shop Backend', address: MAIL_FROM },
      clock,
    }),
    dayMs: DAY_MS,
    publicName: 'Shop Backend',
    publicBaseUrl: 'http://localhost:3000',
    mailDomain: 'backend.example',
    messageIdKey: createSecretKey(randomBytes(32)),
    environment: 'test',
    muted: false,
  });
  const sweepActivities = createSweepActivities({
    registry,
    amazon,
    outgoing,
    gatewayBase: addresses.gateway,
    appSecret: { fingerprint: 'test', since: null },
    clock,
    dayMs: DAY_MS,
    log: { warn: () => undefined },
  });
  const relay = createRelay({
    outbox: registry.outbox,
    executors: relayExecutors(createOnboardingClient(environment.client), policy, log),
    // A message that the server did not take at once is sent again, whether or not anything feeds the clock meanwhile.
    clock: clock.ticking,
    log,
    owner: randomUUID(),
    pollMs: 50,
  });
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue: ONBOARDING_TASK_QUEUE,
    workflowBundle: await workflowBundle(),
    activities: { ...activities, ...sweepActivities, ...replace(activities) },
    dataConverter,
    interceptors: { activity: [clock.interceptor] },
  });
  const working = worker.run();
  const started: string[] = [];

  const merchant = (name: string) => {
    const found = simulator.demo.merchants.find((candidate) => candidate.name === name);
    if (!found) throw new Error(`The simulator has no merchant ${name}`);
    return found;
  };
  const handle = (onboardingId: string) => environment.client.workflow.getHandle(onboardingWorkflowId(onboardingId));
  const status = async (onboardingId: string) => {
    const found = await registry.onboardings.status(onboardingId);
    if (!found) throw new Error(`No onboarding ${onboardingId}`);
    return found;
  };
  const until = (onboardingId: string, fits: (found: StatusView) => boolean) =>
    eventually(
      () => status(onboardingId),
      fits,
      (last) => `stage ${last.stage}, requirements ${JSON.stringify(last.requirements)}`,
    );

  const openAttempt: House['openAttempt'] = async (onboardingId, storeId) => {
    const store = storeId ?? (await status(onboardingId)).stores[0]!.storeId;
    const { linkId } = await registry.links.mint(
      { onboardingId, purpose: 'renew', contactId: null, expiresAt: null, idempotencyKey: randomUUID() },
      clock.now(),
    );
    const attempt = await registry.attempts.create(
      { onboardingId, linkId, browserHash: BROWSER, door: 'link', storeId: store },
      clock.now(),
    );
    if (attempt.outcome !== 'created') throw new Error(`No attempt: ${attempt.outcome}`);
    return {
      consentId: attempt.consentId,
      consentUrl: consentUrl(app, endpoints, marketplaceOfStore(store), attempt.state),
    };
  };

  // Calls that can take for ever are broken off with the house: their connection tries again after its end otherwise,
  // and what it then throws hits whichever test file runs in the process.
  const underWay = new Set<AbortController>();
  const whileOpen = async <T>(call: () => Promise<T>) => {
    const breaking = new AbortController();
    underWay.add(breaking);
    try {
      return await environment.connection.withAbortSignal(breaking.signal, call);
    } finally {
      underWay.delete(breaking);
    }
  };
  const pass = async (days: number) => {
    await whileOpen(() => environment.sleep(Math.round(days * DAY_MS)));
    clock.feed(await environment.currentTimeMs());
  };

  const facts = (onboardingId: string) => whileOpen(() => handle(onboardingId).query<OnboardingFacts>('facts'));
  const untilFacts: House['untilFacts'] = async (onboardingId, fits) => {
    await eventually(
      () => facts(onboardingId),
      fits,
      (last) => JSON.stringify(last),
    );
  };
  const disconnect = async (onboardingId: string) => {
    await registry.verbs.request({ onboardingId, verb: 'disconnect', actor: 'test', reason: 'test over' }, clock.now());
  };
  const clearFaults = async () => {
    await fetch(`${addresses.control}/faults`, { method: 'DELETE' });
  };

  return {
    clock,
    registry,
    simulator,
    merchant,
    handle,
    status,
    until,
    untilStage: (onboardingId, stage) => until(onboardingId, (found) => found.stage === stage && isAtRest(found)),

    // The status tells of a new grant before the process has told of it, and is then the old one otherwise.
    async untilRenewed(onboardingId, generation) {
      await eventually(
        () => registry.grants.plan(onboardingId),
        (found) => found?.plan.generation === generation && found.marks.some(({ key }) => key === 'connected'),
        (found) => `plan of generation ${found?.plan.generation ?? 'none'}, ${JSON.stringify(found?.marks)}`,
      );
      return until(
        onboardingId,
        (found) => found.authorization?.generation === generation && found.stage === 'connected' && isAtRest(found),
      );
    },

    async start(name, change = {}) {
      const onboardingId = `${name}-${randomUUID().slice(0, 8)}`;
      const input = startInput(onboardingId, merchant(name), change);
      expect(await registry.onboardings.start(input, clock.now())).toBe('created');
      started.push(onboardingId);
      return onboardingId;
    },

    openAttempt,

    async consent(onboardingId, seller, { storeId, afterExchange } = {}) {
      const { consentId, consentUrl: url } = await openAttempt(onboardingId, storeId);
      const given = await simulator.consent({ seller, consentUrl: url });
      if (given.outcome !== 'granted') throw new Error(`No consent: ${JSON.stringify(given)}`);
      const query = new URL(given.callbackUrl).searchParams;
      const claimed = await registry.attempts.consume(query.get('state')!, BROWSER, clock.now());
      if (claimed.outcome !== 'claimed') throw new Error(`No claim: ${claimed.outcome}`);
      const tokens = await amazon.exchangeCode(new Secret(query.get('spapi_oauth_code')!));
      if (tokens.outcome !== 'ok') throw new Error(`No tokens: ${tokens.outcome}`);
      await afterExchange?.();
      await registry.attempts.recordCandidate(
        {
          consentId,
          sellerId: query.get('selling_partner_id')!,
          refreshToken: tokens.refreshToken,
          grantedAt: clock.now(),
        },
        clock.now(),
      );
      return consentId;
    },

    async untilAttempt(consentId, outcome) {
      await eventually(
        () => registry.attempts.forBrowser(consentId, BROWSER, clock.now()),
        (attempt) => attempt?.outcome === outcome,
        (attempt) => `outcome ${attempt?.outcome ?? 'none'}`,
      );
    },

    pass,
    async passNextStep(onboardingId) {
      const { nextStep } = await status(onboardingId);
      if (!nextStep) throw new Error('Nothing is planned');
      await pass((nextStep.at - (await environment.currentTimeMs()) + 60_000) / DAY_MS);
    },

    async passUntilNext(onboardingId, key) {
      for (;;) {
        const found = await until(onboardingId, ({ nextStep }) => nextStep !== null && nextStep.at > clock.now());
        if (found.nextStep?.key === key) return found;
        await pass(((found.nextStep?.at ?? 0) - (await environment.currentTimeMs()) + 60_000) / DAY_MS);
      }
    },

    facts,
    untilFacts,
    async untilRunOtherThan(onboardingId, runId) {
      await eventually(
        () => handle(onboardingId).describe(),
        (described) => described.runId !== runId,
        () => 'the same run',
      );
    },
    async untilCompleted(onboardingId) {
      await eventually(
        () => handle(onboardingId).describe(),
        ({ status: { name } }) => name === 'COMPLETED',
        ({ status: { name } }) => name,
      );
    },
    async signalRaw(onboardingId, signalName, data) {
      await environment.connection.workflowService.signalWorkflowExecution({
        namespace: 'default',
        workflowExecution: { workflowId: onboardingWorkflowId(onboardingId) },
        signalName,
        input: { payloads: [{ metadata: { encoding: Buffer.from('json/plain') }, data }] },
      });
    },
    disconnect,
    async sweep() {
      const round = { workflowId: `sweep/${randomUUID()}`, taskQueue: ONBOARDING_TASK_QUEUE };
      const sweeping = await environment.client.workflow.start(SWEEP_WORKFLOW, round);
      // Its result is not awaited: the server would let time run on meanwhile.
      await eventually(
        () => sweeping.describe(),
        ({ status: { name } }) => name === 'COMPLETED',
        ({ status: { name } }) => `the sweep is ${name}`,
      );
    },
    firstRun: (onboardingId, runId) =>
      environment.client.workflow.getHandle(onboardingWorkflowId(onboardingId), runId).fetchHistory(),
    mailsTo: (address) => simulator.mails(address).map(({ subject }) => subject),

    clearFaults,

    async untilAudited(auditId) {
      const found = await eventually(
        () => registry.audit.find(auditId),
        (entry) => entry?.outcome != null,
        () => `no outcome of ${auditId}`,
      );
      if (!found) throw new Error(`No audit entry ${auditId}`);
      return found;
    },

    async untilCalled(operation) {
      await eventually(
        () => Promise.resolve(simulator.calls().totals[operation].count),
        (count) => count > 0,
        () => `nobody called ${operation}`,
      );
    },

    async recordAll(name) {
      for (const [index, onboardingId] of started.entries()) {
        const suffix = started.length > 1 ? `-${index + 1}` : '';
        await recordHistories(environment.client, onboardingWorkflowId(onboardingId), `${name}${suffix}`);
      }
    },

    async leaveAll() {
      await clearFaults();
      simulator.clearCalls();
      const leaving = started.splice(0);
      for (const onboardingId of leaving) {
        await until(onboardingId, isAtRest);
        await registry.verbs.request(
          { onboardingId, verb: 'disconnect', actor: 'test', reason: 'test over' },
          clock.now(),
        );
      }
      for (const onboardingId of leaving) await until(onboardingId, ({ stage }) => stage === 'disconnected');
      if (leaving.length > 0) await pass(DEFAULT_POLICY.disconnectDays + 0.1);
      for (const onboardingId of leaving) await until(onboardingId, ({ closedAt }) => closedAt !== null);
    },

    async close() {
      for (const call of underWay) call.abort();
      await relay.stop();
      worker.shutdown();
      await working;
      await amazon.close();
      await outgoing.close();
      await simulator.stop();
      await bounces.stop();
      await registry.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Whether a message can be sent without a race that only the server for skipped time loses. A new grant is told before its
 * run ends, and what is sent between two runs is lost there. A second later the connection is confirmed by mail; where the
 * timer of that fires while the message is being taken in, and so cancels the timer, the server refuses the workflow task
 * for good, and neither the workflow nor its time goes on.
 */
function isAtRest({ stage, nextStep }: StatusView): boolean {
  return stage !== 'connected' || (nextStep !== null && nextStep.key !== 'connected');
}

/** Looks until the value fits: nothing tells a reader of a database that a row has changed. */
async function eventually<T>(
  look: () => Promise<T>,
  fits: (value: T) => boolean,
  describe: (value: T) => string,
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await look();
    if (fits(value)) return value;
    if (Date.now() > deadline) throw new Error(`It did not come to that; last seen: ${describe(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export function connectionOf(
  { commerce }: Pick<DemoMerchant, 'commerce'>,
  change: Partial<Record<'accessToken' | 'baseUrl', string>> = {},
): ConnectionInput {
  return {
    type: 'integration',
    baseUrl: change.baseUrl ?? commerce.baseUrl,
    accessToken: new Secret(change.accessToken ?? commerce.accessToken),
    signing: {
      consumerKey: new Secret(commerce.consumerKey),
      consumerSecret: new Secret(commerce.consumerSecret),
      accessTokenSecret: new Secret(commerce.accessTokenSecret),
    },
  };
}

export const ACME_US: StoreInput = {
  country: 'US',
  websiteCode: 'base',
  email: 'shop@acme.example',
  name: 'Acme Outdoor',
  mapping: { amazonIdType: 'asin', attributeCode: 'amazon_asin' },
};

function startInput(onboardingId: string, merchant: DemoMerchant, change: Partial<StartInput>): StartInput {
  const key = merchant.apiKeys.find(({ environment }) => environment === 'production')!;
  return {
    onboardingId,
    merchantId: merchant.name,
    region: 'na',
    language: 'en',
    expectedSellerId: null,
    returnUrl: null,
    metadata: {},
    apiKey: { environment: 'production', apiKey: new Secret(key.apiKey), privateKey: new Secret(key.privateKey) },
    connection: connectionOf(merchant),
    stores: [ACME_US],
    contacts: [{ role: 'seller', email: `${onboardingId}@acme.example`, language: 'en', timeZone: 'America/New_York' }],
    bodyHmac: randomUUID(),
    actor: 'test',
    ...change,
  };
}
