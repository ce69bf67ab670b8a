import { existsSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { Secret } from '../../src/domain/secret';
import { parseKeyRing, type KeyRing } from '../../src/registry/key-ring';
import type { Registry } from '../../src/registry/registry';
import { rewrap } from '../../src/registry/vault';
import { candidate, openAttempt, renewLink, started } from './consent-steps';
import { KEY, randomRing, T0, TEST_KEYS, testDatabase, type TestDatabase } from './fixture';

const onSqlite = process.env['EVERGRANT_TEST_DATABASE_URL'] ? test.skip : test;

let database: TestDatabase;
let registry: Registry;
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterEach(() => database.remove());

/** Does everything that handles a secret, and returns those secrets that must not be found. */
async function handleSecrets(): Promise<readonly string[]> {
  const id = await started(registry);
  await registry.credentials.replaceKey(id, { ...KEY, apiKey: new Secret('canary-next-key') }, 'key_test', T0);
  const { consentId } = await candidate(registry, id);
  const { state } = await openAttempt(registry, id);
  const { token } = await renewLink(registry, id);
  const { secret } = await registry.apiKeys.create(
    { name: 'backend', scopes: ['read'], merchantIds: null, actor: 'test' },
    T0,
  );
  await registry.apiKeys.ensure(new Secret('canary-from-a-file'), { name: 'file', scopes: ['read'] }, T0);
  return ['canary-api-key', 'canary-next-key', 'canary-private-key', 'canary-consumer-key', 'canary-consumer-secret']
    .concat(['canary-access-token', 'canary-from-a-file', `canary-token-of-${consentId}`])
    .concat([state, token, token.split('.')[1]!, secret]);
}

describe('what lies in the database', () => {
  test('holds no secret in any row', async () => {
    const secrets = await handleSecrets();
    const rows = await database.beside(async (db) => {
      const tables = await db.introspection.getTables();
      return Promise.all(tables.map(({ name }) => sql`select * from ${sql.table(name)}`.execute(db)));
    });
    const text = JSON.stringify(rows);
    expect(text).toContain('seller@shop.example');
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  });

  onSqlite('holds no secret in the bytes of its files, write-ahead log included', async () => {
    const secrets = await handleSecrets();
    const files = [database.file!, `${database.file!}-wal`].filter((path) => existsSync(path));
    const bytes = Buffer.concat(files.map((path) => readFileSync(path)));
    expect(bytes.includes('seller@shop.example')).toBe(true);
    expect(secrets.filter((secret) => bytes.includes(secret))).toEqual([]);
  });

  onSqlite('leaves nothing of a deleted row behind in the file', async () => {
    const id = await started(registry);
    const { linkId } = await renewLink(registry, id);
    await registry.browsers.admit('canary-browser-hash', id, linkId, T0);
    await registry.onboardings.close(id, T0);
    await registry.close();
    const files = [database.file!, `${database.file!}-wal`].filter((path) => existsSync(path));
    const bytes = Buffer.concat(files.map((path) => readFileSync(path)));
    expect(bytes.includes('canary-browser-hash')).toBe(false);
  });

  test('does not open after two vault entries changed places', async () => {
    const [a, b] = [await started(registry), await started(registry)];
    await database.beside(async (db) => {
      const entry = (id: string) =>
        db.selectFrom('vault').select('envelope').where('owner_row', '=', id).where('purpose', '=', 'merchant_key');
      const [ofA, ofB] = [await entry(a).executeTakeFirstOrThrow(), await entry(b).executeTakeFirstOrThrow()];
      for (const [id, { envelope }] of [[a, ofB] as const, [b, ofA] as const]) {
        const place = db.updateTable('vault').set({ envelope }).where('owner_row', '=', id);
        await place.where('purpose', '=', 'merchant_key').execute();
      }
    });
    await expect(registry.credentials.readKey(a)).rejects.toThrow(/does not open/);
  });
});

describe('a change of the vault key', () => {
  test('is complete after rewrapping: the old key may leave the ring', async () => {
    const id = await started(registry);
    const newer = randomRing('v2');
    const grown = parseKeyRing(`${newer},v1:${Buffer.alloc(32, 1).toString('base64')}`, 'KEYS');
    const rewritten = await database.beside((db) => rewrap(db, grown));
    expect(rewritten).toBe(3);
    expect(await database.beside((db) => rewrap(db, grown))).toBe(0);

    const onlyNew: KeyRing = parseKeyRing(newer, 'KEYS');
    const reopened = await database.open({ keys: { ...TEST_KEYS, vault: onlyNew } });
    expect((await reopened.credentials.readKey(id))?.apiKey?.reveal()).toBe('canary-api-key');
  });
});
