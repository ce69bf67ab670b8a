import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { Connection } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import pino, { type Logger } from 'pino';
import { createActivities } from './activities/create';
import { createAmazonClient, type AmazonClient } from './amazon/client';
import type { AmazonApp } from './amazon/app';
import { consentUrl } from './amazon/consent-url';
import { createApp } from './api/app';
import { HTTP_LIMITS } from './api/http-limits';
import type { ReadyCheck } from './api/routes/context';
import type { Config } from './config';
import { offsetClock, type Clock } from './domain/clock';
import { marketplaceOfStore } from './domain/marketplaces';
import { DEFAULT_POLICY, policyProblems, type PolicyContent } from './domain/policy';
import { endpointsOf, type Endpoints } from './endpoints';
import { createMailer } from './notifications/smtp';
import { createOutgoing } from './outgoing/guarded-dispatcher';
import { createPages } from './pages/pages';
import { parseKeyRing } from './registry/key-ring';
import { openRegistry } from './registry/open';
import { SCOPES, type Registry } from './registry/registry';
import { createRelay } from './registry/relay';
import { createClient, lazyConnection, type ServerAccess } from './temporal/connection';
import { createOnboardingClient } from './temporal/onboarding-client';
import { awaitTemporal } from './worker/await-temporal';
import { createOnboardingWorker } from './worker/onboarding-worker';
import { relayExecutors } from './relay-executors';

/** The roles of one process, running. */
export interface Product {
  /** Ends what was begun, in the reverse order: no new requests, the work under way, the connections. */
  stop(): Promise<void>;
  /** Rejects if a role ends by itself. */
  readonly failed: Promise<never>;
}

/** Starts the roles that the configuration names. Throws if one cannot start; what was begun is then ended. */
export async function startProduct(config: Config): Promise<Product> {
  const log = pino({ level: config.LOG_LEVEL });
  const clock = clockOf(config);
  const endpoints = endpointsOf(config);
  const policy = policyOf(config);
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (let end = undo.pop(); end; end = undo.pop()) await end();
  };

  try {
    const registry = await openRegistry({
      url: config.DATABASE_URL.reveal(),
      keys: {
        vault: parseKeyRing(config.VAULT_KEYS.reveal(), 'VAULT_KEYS'),
        links: parseKeyRing(config.LINK_KEYS.reveal(), 'LINK_KEYS'),
      },
      mode: config.EVERGRANT_MODE,
    });
    undo.push(() => registry.close());
    const currentPolicy = await registry.policies.ensure(policy, clock.now());

    const access = accessOf(config);
    const connection = lazyConnection(access);
    undo.push(() => connection.close());
    const onboardings = createOnboardingClient(createClient(connection, config.TEMPORAL_NAMESPACE));
    const relay = createRelay({
      outbox: registry.outbox,
      executors: relayExecutors(onboardings, currentPolicy, log),
      clock,
      log,
      owner: randomUUID(),
    });
    undo.push(() => relay.stop());

    const amazon = createAmazonClient({ app: amazonAppOf(config), endpoints: endpoints.amazon, clock });
    undo.push(() => amazon.close());

    const failures: Promise<never>[] = [];
    if (config.EVERGRANT_ROLES.includes('worker')) {
      const worker = startWorker(config, {
        registry,
        dayMs: currentPolicy.dayMs,
        amazon,
        clock,
        endpoints,
        access,
        connection,
        log,
      });
      undo.push(worker.stop);
      failures.push(worker.failed);
    }
    if (config.EVERGRANT_ROLES.includes('api')) {
      if (config.EVERGRANT_API_KEY) {
        await registry.apiKeys.ensure(config.EVERGRANT_API_KEY, { name: 'configured', scopes: SCOPES }, clock.now());
      }
      const check = () =>
        connection.withDeadline(Date.now() + 2_000, () => connection.workflowService.getSystemInfo({}));
      // An api alone takes requests and callbacks also while Temporal is down, and must not be taken out of service then.
      const ready = config.EVERGRANT_ROLES.includes('worker') ? [{ name: 'temporal', check }] : [];
      const server = await startApi(config, { registry, amazon, clock, endpoints, log, ready });
      undo.push(() => closeServer(server));
    }
    log.info({ roles: config.EVERGRANT_ROLES, mode: config.EVERGRANT_MODE }, 'Evergrant is running');
    return { stop, failed: Promise.race(failures.length > 0 ? failures : [forever()]) };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Parts {
  readonly registry: Registry;
  readonly amazon: AmazonClient;
  readonly clock: Clock;
  readonly endpoints: Endpoints;
  readonly log: Logger;
}

/** Starts a worker, at once or as soon as Temporal answers. */
function startWorker(
  config: Config,
  {
    registry,
    dayMs,
    amazon,
    clock,
    endpoints,
    access,
    connection,
    log,
  }: Parts & { readonly dayMs: number; readonly access: ServerAccess; readonly connection: Connection },
) {
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
      if (level === 'ERROR')
        log.error({ temporal: meta?.['error'] instanceof Error ? meta['error'].name : undefined }, message);
      else if (level === 'WARN') log.warn(message);
    }),
    shutdownSignals: [],
  });
  const outgoing = createOutgoing({ rules: endpoints.outgoing });
  const activities = createActivities({
    registry,
    amazon,
    clock,
    outgoing,
    gatewayBase: endpoints.gateway,
    mailer: createMailer({
      host: config.SMTP_HOST,
      port: config.SMTP_PORT,
      secure: config.SMTP_SECURE,
      ...(config.SMTP_USER !== undefined && config.SMTP_PASSWORD
        ? { auth: { user: config.SMTP_USER, password: config.SMTP_PASSWORD } }
        : {}),
      from: { name: config.PUBLIC_NAME, address: config.MAIL_FROM },
      clock,
    }),
    dayMs,
    publicName: config.PUBLIC_NAME,
    publicBaseUrl: config.PUBLIC_BASE_URL,
    mailDomain: config.MAIL_FROM.slice(config.MAIL_FROM.lastIndexOf('@') + 1),
  });
  const namespace = config.TEMPORAL_NAMESPACE;
  const ending = new AbortController();
  const { signal } = ending;
  const run = async () => {
    const native = await awaitTemporal({ access, namespace, connection, log, signal });
    try {
      const worker = await createOnboardingWorker({ connection: native, namespace, activities });
      log.info({ namespace }, 'The worker is running');
      await worker.runUntil(aborted(signal));
    } finally {
      await native.close();
    }
  };
  const running = run();
  const failed = running.then(forever, (error: unknown) => {
    if (signal.aborted) return forever();
    throw error;
  });
  failed.catch(() => undefined);
  const stop = async () => {
    ending.abort();
    await running.catch(() => undefined);
    await outgoing.close();
  };
  return { stop, failed };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function forever(): Promise<never> {
  return new Promise<never>(() => undefined);
}

async function startApi(
  config: Config,
  { registry, amazon, clock, endpoints, log, ready }: Parts & { readonly ready: readonly ReadyCheck[] },
): Promise<Server> {
  const app = amazonAppOf(config);
  const pages = createPages({
    registry,
    amazon: {
      consentUrl: (storeId, state) => consentUrl(app, endpoints.amazon, marketplaceOfStore(storeId), state),
      exchangeCode: amazon.exchangeCode,
    },
    publicBaseUrl: config.PUBLIC_BASE_URL,
    publicName: config.PUBLIC_NAME,
    csrfKey: config.CSRF_KEY,
    clock,
    log,
    simulator: config.EVERGRANT_MODE === 'simulator',
  });
  const handler = createApp({
    registry,
    keys: { bodyHmac: Buffer.from(config.BODY_HMAC_KEY.reveal(), 'base64') },
    publicBaseUrl: config.PUBLIC_BASE_URL,
    addressRules: endpoints.outgoing,
    trustProxy: config.TRUST_PROXY ?? false,
    clock,
    log,
    ready,
    pages,
  });
  const server = createServer(HTTP_LIMITS, handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${config.PORT} is taken: end the program that uses it, or set PORT.`)
          : error,
      );
    });
    server.listen(config.PORT, config.HOST, resolve);
  });
  return server;
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await closed;
}

function amazonAppOf(config: Config): AmazonApp {
  return {
    applicationId: config.AMAZON_APPLICATION_ID,
    clientId: config.AMAZON_CLIENT_ID,
    clientSecret: config.AMAZON_CLIENT_SECRET,
    redirectUri: `${config.PUBLIC_BASE_URL}/amazon/callback`,
    draft: config.AMAZON_APP_DRAFT,
  };
}

function accessOf(config: Config): ServerAccess {
  return {
    address: config.TEMPORAL_ADDRESS,
    ...(config.TEMPORAL_TLS === undefined ? {} : { tls: config.TEMPORAL_TLS }),
    ...(config.TEMPORAL_API_KEY ? { apiKey: config.TEMPORAL_API_KEY.reveal() } : {}),
  };
}

/** The policy of this deployment. Throws an Error that names every problem. */
function policyOf(config: Config): PolicyContent {
  const policy = { ...DEFAULT_POLICY, dayMs: config.POLICY_DAY_MS ?? DEFAULT_POLICY.dayMs };
  const problems = policyProblems(policy);
  if (problems.length > 0) throw new Error(`The policy cannot be used: ${problems.join(' ')}`);
  return policy;
}

/** The system's clock, or in simulator mode one that runs ahead of it by what a file says. */
function clockOf(config: Config): Clock {
  const path = config.EVERGRANT_CLOCK_FILE;
  return offsetClock(() => (path === undefined ? 0 : readOffsetMs(path)));
}

function readOffsetMs(path: string): number {
  try {
    const offset = Number(readFileSync(path, 'utf8'));
    return Number.isFinite(offset) ? offset : 0;
  } catch {
    return 0;
  }
}
