import { Migrator, sql, type Kysely } from 'kysely';
import { migrationsFor } from '../../src/registry/migrations/all';
import { Secret } from '../../src/domain/secret';
import type { Tables } from '../../src/registry/schema';
import { putSecret } from '../../src/registry/vault';
import { T0, TEST_KEYS, testDatabase, type TestDatabase } from './fixture';

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
      connection_revision, connection_host, created_at)
      values ('acme', 'm', 'na', 'en', '{}', 'h', 0, 2, 'shop.example', ${T0})`,
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
  const place = { table: 'onboardings', row: 'acme', purpose: 'commerce_connection' };
  await putSecret(db, TEST_KEYS.vault, place, 'acme', new Secret(JSON.stringify(FIRST_CONNECTION)));
}

/** A connection as the first version sealed it. */
const FIRST_CONNECTION = {
  revision: 2,
  baseUrl: 'https://shop.example',
  consumerKey: 'consumer-key',
  consumerSecret: 'consumer-secret',
  accessToken: 'access-token',
  accessTokenSecret: 'access-token-secret',
};

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

test('a connection from before an upgrade signs with all of its credentials', async () => {
  await database.beside(firstVersion);
  const registry = await database.open();
  const connection = await registry.credentials.readConnection('acme');

  expect(connection).toMatchObject({ type: 'integration', revision: 2, baseUrl: 'https://shop.example' });
  if (connection?.type !== 'integration') throw new Error('It is no integration');
  expect([
    connection.accessToken.reveal(),
    connection.signing?.consumerKey.reveal(),
    connection.signing?.consumerSecret.reveal(),
    connection.signing?.accessTokenSecret.reveal(),
  ]).toEqual(['access-token', 'consumer-key', 'consumer-secret', 'access-token-secret']);
});

test('the status names the type of a connection from before an upgrade', async () => {
  await database.beside(firstVersion);
  const registry = await database.open();

  expect((await registry.onboardings.status('acme'))?.commerceConnection).toMatchObject({
    type: 'integration',
    host: 'shop.example',
  });
});
