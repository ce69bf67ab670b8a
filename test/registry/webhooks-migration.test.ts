import { Migrator, sql, type Kysely } from 'kysely';
import { migrationsFor } from '../../src/registry/migrations/all';
import { openPostgres } from '../../src/registry/postgres';
import type { Tables } from '../../src/registry/schema';
import { openSqlite } from '../../src/registry/sqlite';
import { started } from './consent-steps';
import { T0, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.remove());

test('events that were there before events could be about the house stay, and their order goes on', async () => {
  const { file, url } = database;
  const db = file === undefined ? openPostgres(url) : openSqlite(file);
  try {
    const migrations = migrationsFor(file === undefined ? 'postgres' : 'sqlite');
    const before = Object.keys(migrations).filter((name) => name < nameOf(migrations));
    const provider = { getMigrations: () => Promise.resolve(migrations) };
    const { error } = await new Migrator({ db, provider }).migrateTo(before.at(-1)!);
    expect(error).toBeUndefined();
    await writeOldEvents(db);
  } finally {
    await db.destroy();
  }

  const registry = await database.open();
  await started(registry);
  const { items } = await registry.events.page({ limit: 10 });
  expect(items.map(({ eventId }) => eventId).slice(0, 2)).toEqual(['evt_old_1', 'evt_old_2']);
  expect(items).toHaveLength(3);
});

function nameOf(migrations: object): string {
  return Object.keys(migrations).find((name) => name.endsWith('-webhooks'))!;
}

async function writeOldEvents(db: Kysely<Tables>): Promise<void> {
  await sql`
    insert into onboardings (onboarding_id, merchant_id, region, language, metadata, body_hmac, key_revision,
      connection_revision, created_at)
    values ('old', 'm-1', 'na', 'en', '{}', 'hmac', 0, 0, ${T0})`.execute(db);
  for (const n of [1, 2]) {
    await sql`
      insert into events (event_id, onboarding_id, merchant_id, type, dedupe_key, data, created_at)
      values (${`evt_old_${n}`}, 'old', 'm-1', 'onboarding.started', ${`key-${n}`}, '{}', ${T0})`.execute(db);
  }
}
