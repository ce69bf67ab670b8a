import { once } from 'node:events';
import { chmod, mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '../domain/clock';
import type { Region } from '../domain/marketplaces';
import { defaultApplication, type Application } from './amazon/application';
import { rotateClientSecret } from './amazon/client-secret';
import { disableAuthorizations, GRANT_DAYS, type ConsentGiven } from './amazon/authorizations';
import { startLoginVisit } from './amazon/manage-apps';
import { SELLERS_BURST } from './amazon/rate-limit';
import type { Refusal } from './amazon/refusals';
import { changeAccount, sellerByKey, type Seller } from './amazon/sellers';
import { createCallLog, type CallSummary } from './calls';
import { makeApiKey, makeMerchantKeyPair, seedApiKeys, type MerchantApiKey } from './commerce/api-keys';
import { allowBearerTokens, grantResources } from './commerce/access';
import type { Environment } from './commerce/gateway-signature';
import { revokeImsTokens } from './commerce/ims';
import type { Attribute, CommerceInstance, PaasInstance, SaasInstance } from './commerce/instances';
import { attribute as makeAttribute, makeIntegration, seedInstances } from './commerce/seeds';
import { credentialsOf, describeMerchants, type CommerceCredentials, type Demo } from './demo';
import { createFaults, type Fault, type FaultOrder } from './faults';
import { consentHeadlessly } from './headless';
import { openMailbox, type Mail } from './mailbox';
import { createWatch } from './operations';
import { reset } from './reset';
import { createApp } from './routes';
import { addressesAt, type Addresses, type Simulation } from './simulation';
import { startSmtp } from './smtp';
import { openStateFile, writeDurably, type StateFile } from './state-file';
import { completeState, firstState, forgetOld, type SimulatorState } from './state';

export interface SimulatorOptions {
  /** Also the only Host that is answered, together with the port. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly smtpPort: number;
  /** Where the product takes in mails that come back; without it none do. */
  readonly bouncePort?: number;
  /** Made if absent, 0700: state, mails, private keys, `demo.json`. */
  readonly dataDir: string;
  readonly clock: Clock;
  /** A policy day in milliseconds. Only the life of a grant scales with it. */
  readonly dayMs: number;
  /** Life of a grant in policy days; Amazon's 365 unless a year is to be shorter. */
  readonly grantDays?: number;
  /** Where the product is; gives the application its redirect and Login URI. */
  readonly productBase?: string;
  readonly application?: Partial<Application>;
  /** Amazon's burst of 15 requests per seller, for those who must ask more often. */
  readonly sellersBurst?: number;
}

/** The running simulator. What its methods change is on disk when they resolve. */
export interface Simulator {
  readonly url: string;
  readonly smtpPort: number;
  readonly addresses: Addresses;
  readonly application: Application;
  /** Also in `demo.json` of the data folder. */
  readonly demo: Demo;

  /** Registers other addresses for the application, as its developer would in the Solution Provider Portal. */
  registerUris(uris: { readonly redirectUris: readonly string[]; readonly loginUri: string }): void;
  /** Lets the application's client secret expire, or takes that back. LWA goes on giving tokens; SP-API refuses them. */
  expireSecret(expired: boolean): Promise<void>;
  /** Rotates the client secret and returns the new one; the old one works for seven more days. */
  rotateSecret(): Promise<string>;
  addSeller(seller: Seller): Promise<void>;
  /** Consents without a browser; throws `RangeError` for an unknown seller. */
  consent(order: {
    readonly seller: string;
    readonly consentUrl: string;
    readonly region?: Region;
  }): Promise<ConsentGiven | Refusal>;
  /** Presses Re-authorize in Manage Your Apps; the answer is the Login URI to which the browser is sent. */
  reauthorize(seller: string, region: Region): Promise<string>;
  /** Presses Disable authorization; the answer is how many grants died. */
  disable(seller: string, region: Region): Promise<number>;
  /** What getAccount tells of the seller. */
  changeAccount(seller: string, change: Pick<Seller, 'sellingPlan' | 'businessType'>): Promise<void>;

  addApiKey(instance: string, environment: Environment): Promise<MerchantApiKey>;
  forgetApiKey(key: string): Promise<void>;
  addIntegration(instance: string, name: string, resources: readonly string[]): Promise<CommerceCredentials>;
  /** Revokes the access token of an integration. */
  revokeIntegration(instance: string, name: string): Promise<void>;
  /** Gives an integration, or the `role` of the SaaS edition, these ACL resources in place of those it had. */
  grantResources(instance: string, name: string, resources: readonly string[]): Promise<void>;
  /** Whether an integration's access token alone opens the instance; no, unless this says so. */
  allowBearerTokens(instance: string, allowed: boolean): Promise<void>;
  /** Kills the access tokens that IMS has given out for a tenant; the answer is how many died. */
  revokeImsTokens(tenant: string): Promise<number>;
  /** Adds an attribute or replaces the one of that code. */
  setAttribute(instance: string, code: string, change?: Partial<Attribute>): Promise<void>;

  orderFault(order: FaultOrder): Promise<Fault>;
  pendingFaults(): readonly Fault[];
  mails(to?: string): readonly Mail[];
  /** The first mail that fits, already here or still to come; throws after `timeoutMs`. */
  waitForMail(fits: (mail: Mail) => boolean, timeoutMs: number): Promise<Mail>;
  /** Every secret given out so far: what a canary test must find nowhere else. */
  issued(): {
    readonly codes: readonly string[];
    readonly refreshTokens: readonly string[];
    readonly accessTokens: readonly string[];
    readonly imsTokens: readonly string[];
  };
  calls(): CallSummary;
  clearCalls(): void;
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the simulator; it listens when the promise resolves. Throws if a port is taken. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { dataDir, clock, host = '127.0.0.1' } = options;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await chmod(dataDir, 0o700);
  const state = await openStateFile(join(dataDir, 'state.json'), firstState, (value) => forgetOld(value, clock.now()));
  completeState(state.value);
  await seedCommerce(dataDir, state);

  const mailbox = await openMailbox(join(dataDir, 'mails'));
  const calls = createCallLog();
  const faults = createFaults(state);
  const server = createServer();
  server.listen(options.port, host);
  await once(server, 'listening');
  const origin = `http://${host}:${(server.address() as AddressInfo).port}`;

  const simulation: Simulation = {
    state,
    clock,
    application: {
      ...defaultApplication(options.productBase ?? 'http://localhost:3000', state.value.clientSecret),
      ...options.application,
    },
    addresses: addressesAt(origin),
    dayMs: options.dayMs,
    grantDays: options.grantDays ?? GRANT_DAYS,
    sellersBurst: options.sellersBurst ?? SELLERS_BURST,
    calls,
    faults,
    mailbox,
    watch: createWatch(calls, faults, clock),
  };
  server.on('request', createApp(simulation));
  const smtp = await startSmtp(
    { mailbox, calls, faults, clock, bouncePort: options.bouncePort },
    host,
    options.smtpPort,
  ).catch((error: unknown) => {
    server.close();
    throw error;
  });

  const demo: Demo = {
    addresses: simulation.addresses,
    smtpPort: smtp.port,
    application: simulation.application,
    ...(await describeMerchants(dataDir, state.value, simulation.addresses)),
  };
  await writeDurably(join(dataDir, 'demo.json'), `${JSON.stringify(demo, undefined, 2)}\n`);

  return {
    url: origin,
    smtpPort: smtp.port,
    addresses: simulation.addresses,
    get application() {
      return simulation.application;
    },
    demo,
    ...handleOf(simulation, dataDir),
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await smtp.stop();
      await state.close();
    },
  };
}

async function seedCommerce(dataDir: string, state: StateFile<SimulatorState>): Promise<void> {
  const present = new Set(state.value.instances.map(({ code }) => code));
  const missing = seedInstances().filter(({ code }) => !present.has(code));
  if (missing.length === 0) return;
  const codes = missing.map(({ code }) => code);
  state.value.apiKeys.push(...(await seedApiKeys(dataDir, codes)));
  state.value.instances.push(...missing);
  await state.commit();
}

type Handle = Omit<Simulator, 'url' | 'smtpPort' | 'addresses' | 'application' | 'demo' | 'stop'>;

function handleOf(simulation: Simulation, dataDir: string): Handle {
  const { state, addresses, faults, mailbox, calls } = simulation;
  return {
    registerUris(uris) {
      simulation.application = { ...simulation.application, ...uris };
    },
    async expireSecret(expired) {
      state.value.secretExpired = expired;
      await state.commit();
    },
    rotateSecret: () => rotateClientSecret(simulation),
    async addSeller(seller) {
      state.value.sellers = [...state.value.sellers.filter(({ key }) => key !== seller.key), seller];
      await state.commit();
    },
    consent: async ({ seller, consentUrl, region }) =>
      consentHeadlessly(simulation, findSeller(seller), consentUrl, region),
    reauthorize: async (seller, region) => startLoginVisit(simulation, findSeller(seller), region),
    disable: async (seller, region) => disableAuthorizations(simulation, findSeller(seller).key, region),
    async changeAccount(seller, change) {
      await changeAccount(state, findSeller(seller).key, change);
    },

    async addApiKey(instance, environment) {
      const { registered, merchant } = await makeApiKey(
        dataDir,
        { instance, environment },
        await makeMerchantKeyPair(),
      );
      state.value.apiKeys.push(registered);
      await state.commit();
      return merchant;
    },
    async forgetApiKey(key) {
      state.value.apiKeys = state.value.apiKeys.filter((registered) => registered.key !== key);
      await state.commit();
    },
    async addIntegration(instanceCode, name, resources) {
      const instance = findPaas(instanceCode);
      instance.integrations.push(makeIntegration(name, instance.integrations.length + 1, resources));
      await state.commit();
      return credentialsOf(instance, name, addresses);
    },
    async revokeIntegration(instanceCode, name) {
      for (const integration of findPaas(instanceCode).integrations) {
        if (integration.name === name) integration.revoked = true;
      }
      await state.commit();
    },
    async grantResources(instance, name, resources) {
      if (await grantResources(simulation, { instance, name }, resources)) return;
      throw new RangeError(`${instance} has no ${name}`);
    },
    async allowBearerTokens(instance, allowed) {
      await allowBearerTokens(simulation, findPaas(instance).code, allowed);
    },
    revokeImsTokens: async (tenant) => revokeImsTokens(simulation, findSaas(tenant).credential),
    async setAttribute(instanceCode, code, change) {
      const instance = findInstance(instanceCode);
      const others = instance.attributes.filter((one) => one.attribute_code !== code);
      instance.attributes = [...others, makeAttribute(code, change)];
      await state.commit();
    },

    orderFault: (order) => faults.order(order),
    pendingFaults: () => faults.pending(),
    mails: (to) => mailbox.list(to),
    waitForMail: (fits, timeoutMs) => mailbox.waitFor(fits, timeoutMs),
    issued: () => ({
      codes: Object.keys(state.value.codes),
      refreshTokens: Object.keys(state.value.refreshTokens),
      accessTokens: Object.keys(state.value.accessTokens),
      imsTokens: Object.keys(state.value.imsTokens),
    }),
    calls: () => calls.summary(),
    clearCalls: () => calls.clear(),
    reset: () => reset(simulation),
  };

  function findSeller(key: string): Seller {
    const seller = sellerByKey(state.value.sellers, key);
    if (!seller) throw new RangeError(`No seller is called ${key}`);
    return seller;
  }

  function findInstance(code: string): CommerceInstance {
    const instance = state.value.instances.find((one) => one.code === code);
    if (!instance) throw new RangeError(`No Commerce instance is called ${code}`);
    return instance;
  }

  function findPaas(code: string): PaasInstance {
    const instance = findInstance(code);
    if (instance.edition !== 'paas') throw new RangeError(`${code} is of the SaaS edition`);
    return instance;
  }

  function findSaas(code: string): SaasInstance {
    const instance = findInstance(code);
    if (instance.edition !== 'saas') throw new RangeError(`${code} is not of the SaaS edition`);
    return instance;
  }
}
