import { existsSync } from 'node:fs';
import { sql } from 'kysely';
import { inspectDatabase } from '../../src/registry/inspect';
import { parseKeyRing } from '../../src/registry/key-ring';
import { openExistingRegistry } from '../../src/registry/open';
import { randomRing, startInput, T0, TEST_KEYS, testDatabase, type TestDatabase } from './fixture';

const onSqlite = process.env['EVERGRANT_TEST_DATABASE_URL'] ? test.skip : test;

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.remove());

const existing = (keys = TEST_KEYS) => openExistingRegistry({ url: database.url, keys, mode: 'simulator' });
const report = (keys = TEST_KEYS) => inspectDatabase(database.url, keys, 'test', T0);
const otherRings = {
  vault: parseKeyRing(randomRing('v1'), 'KEYS'),
  links: parseKeyRing(randomRing('l1'), 'KEYS'),
};

describe('a database that Evergrant has not used yet', () => {
  onSqlite('is reported as absent, and not made by looking at it', async () => {
    expect(await report()).toEqual({ state: 'absent' });
    await expect(existing()).rejects.toMatchObject({ reason: 'no_database' });
    expect(existsSync(database.file!)).toBe(false);
  });

  test('is reported as empty, and not prepared by looking at it', async () => {
    await database.beside((db) => sql`create table of_somebody_else (it text)`.execute(db));
    expect(await report()).toMatchObject({ state: 'empty' });
    await expect(existing()).rejects.toMatchObject({ reason: 'never_prepared' });
    const tables = await database.beside((db) => db.introspection.getTables());
    expect(tables.map(({ name }) => name)).toEqual(['of_somebody_else']);
  });
});

describe('a database of another version', () => {
  beforeEach(async () => {
    await (await database.open()).close();
  });

  test('is refused while a migration is to be made, and not migrated', async () => {
    await database.beside((db) =>
      sql`delete from kysely_migration where name = (select max(name) from kysely_migration)`.execute(db),
    );
    expect(await report()).toMatchObject({
      state: 'other_schema',
      schema: { pending: [expect.any(String)], unknown: [] },
    });
    await expect(existing()).rejects.toMatchObject({ reason: 'schema_behind' });
  });

  test('is refused when it has a migration of a later version', async () => {
    await database.beside((db) =>
      sql`insert into kysely_migration (name, timestamp) values ('9999-later', 'x')`.execute(db),
    );
    expect(await report()).toMatchObject({ state: 'other_schema', schema: { pending: [], unknown: ['9999-later'] } });
    await expect(existing()).rejects.toMatchObject({ reason: 'schema_ahead' });
  });
});

describe('a database in use', () => {
  beforeEach(async () => {
    const registry = await database.open();
    await registry.onboardings.start(startInput('acme'), T0);
    await registry.close();
  });

  test('tells mode, keys, outbox and vault', async () => {
    expect(await report()).toMatchObject({
      state: 'current',
      stamps: { mode: 'simulator', vaultKeys: 'fit', linkKeys: 'fit' },
      outbox: { waiting: 1, failing: 0, oldestDueAt: T0 },
      vault: { entries: 3, underOlderKeys: 0 },
    });
  });

  test('tells what was tried in vain again and again', async () => {
    const registry = await existing();
    const [row] = await registry.outbox.claim('test', 1, 1, T0);
    for (let tries = 0; tries < 4; tries += 1) await registry.outbox.failed(row!.outboxId, 'Error', T0);
    expect(await report()).toMatchObject({ outbox: { waiting: 1, failing: 0 } });
    await registry.outbox.failed(row!.outboxId, 'Error', T0);
    expect(await report()).toMatchObject({ outbox: { waiting: 1, failing: 1 } });
    await registry.close();
  });

  test('tells keys that are not its own', async () => {
    expect(await report(otherRings)).toMatchObject({ stamps: { vaultKeys: 'other', linkKeys: 'other' } });
  });

  test('opens as it is, and is worked on', async () => {
    const registry = await existing();
    expect((await registry.onboardings.status('acme'))?.merchantId).toBe('m-1');
    await registry.close();
  });

  test.each([
    ['vault', 'other_vault_keys'],
    ['links', 'other_link_keys'],
  ] as const)('refuses another %s ring', async (ring, reason) => {
    await expect(existing({ ...TEST_KEYS, [ring]: otherRings[ring] })).rejects.toMatchObject({ reason });
  });

  test('counts what is under older keys, and rewraps it with a word for each', async () => {
    const grown = parseKeyRing(`${randomRing('v2')},v1:${Buffer.alloc(32, 1).toString('base64')}`, 'KEYS');
    const registry = await existing({ ...TEST_KEYS, vault: grown });
    expect(await registry.vault.count()).toEqual({ entries: 3, underOlderKeys: 3 });
    const told: number[] = [];
    expect(await registry.vault.rewrap((rewritten) => told.push(rewritten))).toBe(3);
    expect(told).toEqual([1, 2, 3]);
    expect(await registry.vault.count()).toEqual({ entries: 3, underOlderKeys: 0 });
    await registry.close();
  });
});
