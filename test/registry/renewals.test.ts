import { sql } from 'kysely';
import { FORECAST_WEEKS, weekOf, WEEK_MS } from '../../src/domain/forecast';
import type { Stage } from '../../src/domain/stages';
import type { Registry } from '../../src/registry/registry';
import { grantInForce, publication, started } from './consent-steps';
import { T0, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterEach(() => database.remove());

const FIRST_WEEK = weekOf(T0);

/** An onboarding whose authorization ends then, at a stage. */
async function endingAt(expiresAt: number, stage: Stage = 'connected'): Promise<void> {
  const onboardingId = await started(registry);
  await grantInForce(registry, onboardingId, `SELLER-${onboardingId}`);
  await registry.onboardings.publish(publication(onboardingId, { generation: 1, stage, waitingOn: 'nobody' }));
  await database.beside((db) =>
    db.updateTable('projections').set({ expires_at: expiresAt }).where('onboarding_id', '=', onboardingId).execute(),
  );
}

const counted = () => registry.grants.countRenewals(FIRST_WEEK, T0);

test('authorizations are counted in the week in which they end', async () => {
  const third = FIRST_WEEK + 3 * WEEK_MS;
  for (const at of [third, third + WEEK_MS - 1, third + WEEK_MS]) await endingAt(at);
  const { ending } = await counted();
  expect([...ending].sort((a, b) => a.week - b.week)).toEqual([
    { week: 3, count: 2 },
    { week: 4, count: 1 },
  ]);
});

test('those that have ended and those that end after the forecast are counted apart', async () => {
  await endingAt(T0);
  await endingAt(FIRST_WEEK + FORECAST_WEEKS * WEEK_MS);
  await endingAt(FIRST_WEEK + FORECAST_WEEKS * WEEK_MS - 1);
  expect(await counted()).toEqual({ ending: [{ week: FORECAST_WEEKS - 1, count: 1 }], ended: 1, later: 1 });
});

test.each(['disconnected', 'revoked'] as const)('one that is %s has nothing to renew', async (stage) => {
  await endingAt(T0 + WEEK_MS, stage);
  expect(await counted()).toEqual({ ending: [], ended: 0, later: 0 });
});

test('they are counted without a look at the rows', async () => {
  if (database.file === undefined) return;
  const plan = await database.beside(async (db) => {
    const query = sql<{ detail: string }>`explain query plan select count(*) from projections
      where expires_at > 1 and stage not in ('disconnected', 'revoked')`;
    return (await query.execute(db)).rows.map(({ detail }) => detail);
  });
  expect(plan.join('\n')).toContain('USING COVERING INDEX projections_by_expiry');
});
