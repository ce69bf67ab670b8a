import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { createOpenCommerce } from '../../src/activities/open-commerce';
import { createAmazonClient } from '../../src/amazon/client';
import { startApiRole } from '../../src/api-role';
import { readConfig } from '../../src/config';
import { amazonAppOf } from '../../src/deployment';
import { endpointsOf } from '../../src/endpoints';
import { createOutgoing } from '../../src/outgoing/guarded-dispatcher';
import { parseKeyRing } from '../../src/registry/key-ring';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import { openRegistry } from '../../src/registry/open';
import { SCOPES, type Scope } from '../../src/domain/scopes';
import type { Registry } from '../../src/registry/registry';
import { CONNECTION, START } from '../api/bodies';
import { connected } from '../api/connected';
import type { OpenApiDocument } from '../api/contract-check';
import { T0 } from '../api/running-api';
import { freePort } from '../temporal/dev-server';
import { startOutside, type Outside } from './outside';
import { createSend, type Send } from './send';
import { SEED } from './setting';

/** The product as it is served, over HTTP, with a registry of its own and nobody outside but a local stand-in. */
export interface World {
  readonly port: number;
  readonly send: Send;
  readonly registry: Registry;
  readonly document: OpenApiDocument;
  readonly outside: Outside;
  /** Every request comes a minute later than the one before, so that what is kept for a while runs out. */
  readonly clock: { at: number };
  readonly keys: Keys;
  /** What must stand in no answer and in no line of the log. */
  readonly secrets: readonly string[];
  readonly logged: () => string;
  /** Throws unless the server still answers rightly for an onboarding that nobody has touched. */
  readonly expectAlive: () => Promise<void>;
  close(): Promise<void>;
}

/** Secrets of API keys by what their callers may do. */
export interface Keys {
  readonly all: string;
  readonly limited: string;
  readonly readOnly: string;
  readonly revoked: string;
}

/** The merchant of the key that is limited to one. */
export const LIMITED_TO = START.merchantId;

/** No limit that a fuzzer reaches, yet the limit's headers are there. */
const REQUESTS_PER_MINUTE = 10_000_000;

export async function openWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'evergrant-fuzz-'));
  const outside = await startOutside(SEED);
  const port = await freePort();
  const key = () => randomBytes(32).toString('base64');
  const amazonSecret = `canary-${key()}`;
  const config = readConfig({
    EVERGRANT_MODE: 'simulator',
    EVERGRANT_ROLES: 'api',
    PORT: String(port),
    PUBLIC_BASE_URL: `http://localhost:${port}`,
    PUBLIC_NAME: 'Fuzz & Co',
    API_REQUESTS_PER_MINUTE: String(REQUESTS_PER_MINUTE),
    DATABASE_URL: `sqlite:${join(folder, 'evergrant.db')}`,
    VAULT_KEYS: `k1:${key()}`,
    LINK_KEYS: `k1:${key()}`,
    BODY_HMAC_KEY: key(),
    CSRF_KEY: key(),
    SIMULATOR_URL: outside.origin,
    AMAZON_APPLICATION_ID: 'amzn1.sp.solution.fuzz',
    AMAZON_CLIENT_ID: 'client',
    AMAZON_CLIENT_SECRET: amazonSecret,
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: '1',
    MAIL_FROM: 'evergrant@backend.example',
  });
  const registry = await openRegistry({
    url: config.DATABASE_URL.reveal(),
    keys: {
      vault: parseKeyRing(config.VAULT_KEYS.reveal(), 'VAULT_KEYS'),
      links: parseKeyRing(config.LINK_KEYS.reveal(), 'LINK_KEYS'),
    },
    mode: 'simulator',
  });
  await registry.policies.ensure(DEFAULT_POLICY, T0);

  const clock = { at: T0, now: () => clock.at };
  const endpoints = endpointsOf(config);
  const amazon = createAmazonClient({ app: amazonAppOf(config), endpoints: endpoints.amazon, clock });
  // No name leads anywhere: what a fuzzer makes up must not be asked for.
  const outgoing = createOutgoing({
    rules: endpoints.outgoing,
    resolveName: () => Promise.reject(new Error('No name is known')),
  });
  const { imsTokenUrl, saasStandIn } = endpoints;
  const openCommerce = createOpenCommerce({ outgoing, clock, imsTokenUrl, saasStandIn });
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const api = await startApiRole(config, { registry, amazon, openCommerce, clock, endpoints, log, ready: [] });

  const { send, close: closeConnections } = createSend(port);
  const made = (name: string, scopes: readonly Scope[], merchantIds: readonly string[] | null = null) =>
    registry.apiKeys.create({ name, scopes, merchantIds, actor: 'test' }, T0);
  const revoked = await made('revoked', SCOPES);
  await registry.apiKeys.revoke(revoked.keyId, 'test', T0);
  const keys = {
    all: (await made('all', SCOPES)).secret,
    limited: (await made('limited', SCOPES, [LIMITED_TO])).secret,
    readOnly: (await made('read only', ['read'])).secret,
    revoked: revoked.secret,
  };

  const call = async (method: string, path: string, { body }: { readonly body?: unknown } = {}) => {
    const { status, text } = await send({ method, path, headers: jsonHeaders(keys.all), body: JSON.stringify(body) });
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
    return JSON.parse(text) as unknown;
  };
  await connected({ call, registry } as Parameters<typeof connected>[0], WITNESS);
  const witness = async () => {
    const status = (await call('GET', `/v1/onboardings/${WITNESS}`)) as Record<string, unknown>;
    // They tell how long the stage has lasted.
    delete status['timeline'];
    delete status['ledger'];
    return status;
  };
  const before = await witness();

  return {
    port,
    send,
    registry,
    document: (await call('GET', '/openapi.json')) as OpenApiDocument,
    outside,
    clock,
    keys,
    secrets: [...Object.values(keys), 'canary', 'Atzr|', ...pemLines()],
    logged: () => lines.join(''),
    async expectAlive() {
      expect(await witness()).toEqual(before);
    },
    async close() {
      closeConnections();
      await api.stop();
      await amazon.close();
      await outgoing.close();
      await registry.close();
      await outside.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const WITNESS = 'witness';

export function jsonHeaders(secret: string): Record<string, string> {
  return { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
}

/** The private key, told by any of its lines. */
function pemLines(): readonly string[] {
  return START.apiKey.privateKey.split('\n').filter((line) => line.length > 40 && !line.includes('-----'));
}

/** A Commerce connection to the stand-in. */
export function connectionTo(baseUrl: string): typeof CONNECTION {
  return { ...CONNECTION, baseUrl };
}
