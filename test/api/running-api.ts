import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { createOpenCommerce } from '../../src/activities/open-commerce';
import { type AppOptions, createApp } from '../../src/api/app';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import { Secret } from '../../src/domain/secret';
import { STRICT_RULES } from '../../src/outgoing/address-rules';
import type { Outgoing } from '../../src/outgoing/guarded-dispatcher';
import { parseKeyRing } from '../../src/registry/key-ring';
import { openRegistry } from '../../src/registry/open';
import { SCOPES, type Scope } from '../../src/domain/scopes';
import type { Registry } from '../../src/registry/registry';
import { contractCheck, type ContractCheck, type OpenApiDocument } from './contract-check';

export const SIMULATOR_ORIGIN = 'http://127.0.0.1:4000';
export const PUBLIC_BASE_URL = 'https://connect.example.com';
/** The instant at which the tests begin. */
export const T0 = Date.UTC(2026, 10, 1, 12);

export const SP_API_BASE = { na: 'https://na.sp-api.example', eu: 'https://eu.sp-api.example', fe: '' };

/** Amazon, giving an hour to whoever asks. */
export const freshToken: AppOptions['amazon']['refresh'] = () =>
  Promise.resolve({ outcome: 'ok', accessToken: new Secret('Atza|canary-live-token'), expiresAt: T0 + 3_600_000 });

/** Every Commerce instance is there and empty; nothing leaves the machine. */
const EMPTY_COMMERCE: Outgoing = {
  send: ({ url }) =>
    Promise.resolve({
      outcome: 'response',
      status: 200,
      headers: {},
      text: url.includes('/products/attributes') ? '{"items":[],"total_count":0}' : '[]',
      date: undefined,
      durationMs: 0,
    }),
  close: () => Promise.resolve(),
};

export interface RunningApi {
  readonly url: string;
  readonly registry: Registry;
  /** Every byte of its database. */
  readonly stored: () => Buffer;
  readonly document: OpenApiDocument;
  /** Secret of a key with every scope for every merchant. */
  readonly secret: string;
  readonly keyWith: (scopes: readonly Scope[], merchantIds?: readonly string[] | null) => Promise<string>;
  /** Sends one request and holds its answer against the public document. */
  readonly call: (method: string, path: string, options?: CallOptions) => Promise<ApiAnswer>;
  /** Everything that was logged, as text. */
  readonly logged: () => string;
  readonly clock: { at: number };
  readonly close: () => Promise<void>;
}

export interface CallOptions {
  /** Null: no Authorization header. */
  readonly secret?: string | null;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly raw?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** As JSON.parse types it: the document, not the compiler, vouches for its form. */
  readonly body: ReturnType<typeof JSON.parse>;
}

/** The API over a real socket, on a registry of its own. */
export async function startApi(overrides: Partial<AppOptions> = {}): Promise<RunningApi> {
  const folder = mkdtempSync(join(tmpdir(), 'evergrant-api-'));
  const registry = await openRegistry({
    url: `sqlite:${join(folder, 'registry.sqlite')}`,
    keys: { vault: ring('v1', 1), links: ring('l1', 2) },
    mode: 'simulator',
  });
  await registry.policies.ensure(DEFAULT_POLICY, T0);
  const lines: string[] = [];
  const clock = { at: T0, now: () => clock.at };
  const app = createApp({
    registry,
    keys: { bodyHmac: Buffer.alloc(32, 3) },
    amazon: { refresh: freshToken, spApiBase: SP_API_BASE, authorizationLimit: 25 },
    publicBaseUrl: PUBLIC_BASE_URL,
    addressRules: { ...STRICT_RULES, allowedOrigins: [SIMULATOR_ORIGIN] },
    webhookRules: { ...STRICT_RULES, allowLoopbackHttp: true },
    saasStandIn: `${SIMULATOR_ORIGIN}/commerce/saas`,
    openCommerce: createOpenCommerce({ outgoing: EMPTY_COMMERCE, clock, imsTokenUrl: '', saasStandIn: undefined }),
    trustProxy: false,
    clock,
    log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
    ready: [],
    ...overrides,
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApiDocument;
  const { secret } = await registry.apiKeys.create(
    { name: 'test', scopes: SCOPES, merchantIds: null, actor: 'test' },
    T0,
  );

  return {
    url,
    registry,
    stored: () => Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name)))),
    document,
    secret,
    clock,
    async keyWith(scopes, merchantIds = null) {
      return (await registry.apiKeys.create({ name: 'limited', scopes, merchantIds, actor: 'test' }, T0)).secret;
    },
    call: caller(url, secret, contractCheck(document)),
    logged: () => lines.join(''),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await registry.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function caller(url: string, defaultSecret: string, check: ContractCheck): RunningApi['call'] {
  return async (method, path, { secret = defaultSecret, body, raw, headers } = {}) => {
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(secret !== null && { authorization: `Bearer ${secret}` }),
        ...((body !== undefined || raw !== undefined) && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(raw !== undefined && { body: raw as NonNullable<RequestInit['body']> }),
    });
    const text = await response.text();
    const mediaType = (response.headers.get('content-type') ?? '').split(';')[0]!;
    const parsed: unknown = text === '' ? undefined : JSON.parse(text);
    if (method !== 'HEAD') {
      const difference = check({ method, path, status: response.status, mediaType, body: parsed });
      if (difference !== null) throw new Error(`The answer breaks the public document. ${difference}\n${text}`);
    }
    return { status: response.status, headers: response.headers, text, body: parsed };
  };
}

function ring(id: string, fill: number) {
  return parseKeyRing(`${id}:${Buffer.alloc(32, fill).toString('base64')}`, 'TEST_KEYS');
}
