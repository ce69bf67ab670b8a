import { Migrator, sql, type Kysely } from 'kysely';
import { migrationsFor } from '../../src/registry/migrations/all';
import type { Tables } from '../../src/registry/schema';
import { T0, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.remove());

/** A database as the first version made it, with one onboarding that has been connected and is being disconnected. */
async function firstVersion(db: Kysely<Tables>): Promise<void> {
  const dialect = database.file === undefined ? 'postgres' : 'sqlite';
  const provider = { getMigrations: () => Promise.resolve(migrationsFor(dialect)) };
  const { error } = await new Migrator({ db, provider }).migrateTo('0001-initial');
  if (error !== undefined) throw error as Error;
  for (const statement of [
    sql`insert into onboardings (onboarding_id, merchant_id, region, language, metadata, body_hmac, key_revision,
      connection_revision, created_at) values ('acme', 'm', 'na', 'en', '{}', 'h', 0, 0, ${T0})`,
    sql`insert into projections (onboarding_id, merchant_id, region, stage, waiting_on, waiting_since, requirements,
      generation, published_generation, state_version, view)
      values ('acme', 'm', 'na', 'disconnected', 'nobody', ${T0}, '[]', 1, 1, 1, '{"onboardingId":"acme"}')`,
    sql`insert into grants (grant_ref, onboarding_id, consent_id, seller_id, seller_id_proof, granted_at, status,
      generation, expires_at, print, recorded_at)
      values ('grt', 'acme', 'cst', 'SELLER-1', 'claimed', ${T0}, 'in_force', 1, ${T0 + 1}, '[]', ${T0})`,
    sql`insert into audit (audit_id, onboarding_id, action, actor, reason, source, created_at)
      values ('aud', 'acme', 'disconnect', 'key', 'r', 'api', ${T0})`,
  ]) {
    await statement.execute(db);
  }
}

test('an onboarding that was being disconnected before an upgrade gives no tokens after it', async () => {
  await database.beside(firstVersion);
  const registry = await database.open();

  expect(await registry.accessTokens.standing('acme')).toEqual({ outcome: 'disconnected' });
});

test('a status from before an upgrade has all that a status has today', async () => {
  await database.beside(firstVersion);
  const registry = await database.open();
  const status = await registry.onboardings.status('acme');

  expect(status?.authorization).toMatchObject({ sellerId: 'SELLER-1', suspectedSince: null });
  expect(status?.checklist.length).toBeGreaterThan(10);
});
