import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { Client } from 'pg';
import { Secret } from '../../src/domain/secret';
import { parseKeyRing, type RegistryKeys } from '../../src/registry/key-ring';
import { openRegistry } from '../../src/registry/open';
import { openPostgres } from '../../src/registry/postgres';
import type { Tables } from '../../src/registry/schema';
import { openSqlite } from '../../src/registry/sqlite';
import type { Mode } from '../../src/registry/stamp';
import type { ConnectionInput, MerchantKeyInput } from '../../src/registry/credentials';
import type { StartInput } from '../../src/registry/onboardings';
import type { Registry } from '../../src/registry/registry';
import type { StoreInput } from '../../src/registry/stores';

/** Set by `npm run test:postgres`: the same tests then run against this server. */
const POSTGRES_URL = process.env['EVERGRANT_TEST_DATABASE_URL'];

/** An empty database of the kind under test. */
export interface TestDatabase {
  readonly url: string;
  /** Path of the SQLite file; undefined on PostgreSQL. */
  readonly file: string | undefined;
  open(overrides?: {
    readonly keys?: RegistryKeys;
    readonly mode?: Mode;
    readonly applicationId?: string;
  }): Promise<Registry>;
  /** A connection beside the registry, for what no method of it does. */
  beside<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** Closes every registry opened here and removes the database. */
  remove(): Promise<void>;
}

export async function testDatabase(): Promise<TestDatabase> {
  const { url, file, drop } = POSTGRES_URL ? await createOnPostgres(POSTGRES_URL) : createOnSqlite();
  const opened: Registry[] = [];
  return {
    url,
    file,
    async open({ keys = TEST_KEYS, mode = 'simulator', applicationId } = {}) {
      const registry = await openRegistry({ url, keys, mode, ...(applicationId !== undefined && { applicationId }) });
      opened.push(registry);
      return registry;
    },
    async beside(work) {
      const db = file === undefined ? openPostgres(url) : openSqlite(file);
      try {
        return await work(db);
      } finally {
        await db.destroy();
      }
    },
    async remove() {
      await Promise.all(opened.map((registry) => registry.close()));
      await drop();
    },
  };
}

function createOnSqlite() {
  const folder = mkdtempSync(join(tmpdir(), 'evergrant-registry-'));
  const file = join(folder, 'data', 'registry.sqlite');
  return {
    url: `sqlite:${file}`,
    file,
    drop: () => rm(folder, { recursive: true, force: true }),
  };
}

async function createOnPostgres(server: string) {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, file: undefined, drop: () => onServer(server, `drop database ${name} with (force)`) };
}

async function onServer(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

export function randomRing(id: string): string {
  return `${id}:${randomBytes(32).toString('base64')}`;
}

export const TEST_KEYS: RegistryKeys = {
  vault: parseKeyRing('v1:' + Buffer.alloc(32, 1).toString('base64'), 'EVERGRANT_VAULT_KEYS'),
  links: parseKeyRing('l1:' + Buffer.alloc(32, 2).toString('base64'), 'EVERGRANT_LINK_KEYS'),
};

/** An instant that tests count from. */
export const T0 = Date.UTC(2026, 0, 15, 12);

export const KEY: MerchantKeyInput = {
  environment: 'sandbox',
  apiKey: new Secret('canary-api-key'),
  privateKey: new Secret('canary-private-key'),
};

export const CONNECTION: ConnectionInput = {
  type: 'integration',
  baseUrl: 'https://shop.example/store/',
  accessToken: new Secret('canary-access-token'),
  signing: {
    consumerKey: new Secret('canary-consumer-key'),
    consumerSecret: new Secret('canary-consumer-secret'),
    accessTokenSecret: new Secret('canary-access-token-secret'),
  },
};

export const US_STORE: StoreInput = {
  country: 'US',
  websiteCode: 'base',
  email: 'seller@shop.example',
  name: 'Acme US',
  mapping: { amazonIdType: 'asin', attributeCode: 'asin' },
};

export const US = 'ATVPDKIKX0DER';
export const CA = 'A2EUQ1WTGCTBG2';

export function startInput(onboardingId: string, changes: Partial<StartInput> = {}): StartInput {
  return {
    onboardingId,
    merchantId: 'm-1',
    region: 'na',
    language: 'en',
    expectedSellerId: null,
    returnUrl: null,
    metadata: { tier: 'gold' },
    apiKey: KEY,
    connection: CONNECTION,
    stores: [US_STORE],
    contacts: [],
    bodyHmac: 'hmac-1',
    actor: 'key_test',
    ...changes,
  };
}
