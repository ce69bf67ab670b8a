import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseKeyRing } from '../../src/registry/key-ring';
import { openRegistry } from '../../src/registry/open';
import { RegistryRefusal } from '../../src/registry/stamp';
import { randomRing, startInput, T0, TEST_KEYS, testDatabase, type TestDatabase } from './fixture';

const onSqlite = process.env['EVERGRANT_TEST_DATABASE_URL'] ? test.skip : test;

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.remove());

describe('opening a registry', () => {
  test('keeps what was written before', async () => {
    const first = await database.open();
    await first.onboardings.start(startInput('acme'), T0);
    await first.close();
    const second = await database.open();
    expect((await second.onboardings.status('acme'))?.merchantId).toBe('m-1');
  });

  test('makes status documents anew that an older version wrote', async () => {
    const first = await database.open();
    await first.onboardings.start(startInput('acme'), T0);
    const whole = await first.onboardings.status('acme');
    await database.beside(async (db) => {
      await db
        .updateTable('projections')
        .set({ view: '{}' as never })
        .execute();
      await db.deleteFrom('meta').where('key', '=', 'status_documents').execute();
    });
    const second = await database.open();

    expect(await second.onboardings.status('acme')).toEqual(whole);
  });

  test('leaves status documents alone that this version wrote', async () => {
    const first = await database.open();
    await first.onboardings.start(startInput('acme'), T0);
    await database.beside((db) =>
      db
        .updateTable('projections')
        .set({ view: '{}' as never })
        .execute(),
    );
    const second = await database.open();

    expect(await second.onboardings.status('acme')).toEqual({});
  });

  test('works for several at the same time on a new database', async () => {
    const registries = await Promise.all([database.open(), database.open(), database.open()]);
    await Promise.all(registries.map((registry) => registry.ping()));
  });

  test('refuses a database of the other mode', async () => {
    await database.open({ mode: 'simulator' });
    await expect(database.open({ mode: 'production' })).rejects.toThrow(/belongs to a simulator/);
  });

  test('refuses another vault key of the same id', async () => {
    await database.open();
    const keys = { ...TEST_KEYS, vault: parseKeyRing(randomRing('v1'), 'KEYS') };
    await expect(database.open({ keys })).rejects.toThrow(RegistryRefusal);
  });

  test('refuses a vault ring that lacks the key of the database', async () => {
    await database.open();
    const keys = { ...TEST_KEYS, vault: parseKeyRing(randomRing('v2'), 'KEYS') };
    await expect(database.open({ keys })).rejects.toThrow(/vault keys do not open/);
  });

  test('refuses another link ring', async () => {
    await database.open();
    const keys = { ...TEST_KEYS, links: parseKeyRing(randomRing('l1'), 'KEYS') };
    await expect(database.open({ keys })).rejects.toThrow(/link keys are not those/);
  });

  test('lets an old link key leave the ring once a newer one has been current', async () => {
    const [older, newer] = [randomRing('older'), randomRing('newer')];
    const withLinks = (links: string) => database.open({ keys: { ...TEST_KEYS, links: parseKeyRing(links, 'KEYS') } });
    await withLinks(older);
    await withLinks(`${newer},${older}`);
    await expect(withLinks(newer)).resolves.toBeDefined();
  });

  test('refuses a URL of another kind without repeating it', async () => {
    const options = { url: 'mysql://user:canary@host/db', keys: TEST_KEYS, mode: 'simulator' } as const;
    await expect(openRegistry(options)).rejects.toThrow('must be sqlite:<path> or postgres://');
    await expect(openRegistry(options)).rejects.not.toThrow('canary');
  });

  onSqlite('lets nobody but the owner into its folder and files', async () => {
    const registry = await database.open();
    await registry.onboardings.start(startInput('acme'), T0);
    const file = database.file!;
    const modes = [dirname(file), file, `${file}-wal`, `${file}-shm`].map((path) => statSync(path).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600, 0o600, 0o600]);
  });
});
