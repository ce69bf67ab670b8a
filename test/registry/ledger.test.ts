import type { Registry } from '../../src/registry/registry';
import { publication, started } from './consent-steps';
import { T0, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterEach(() => database.remove());

/** Commerce holds the ball from T0 on, the seller from T0 + 1000 on. */
async function waitingForSeller(): Promise<string> {
  const id = await started(registry);
  await registry.onboardings.publish(publication(id));
  return id;
}

test('the ledger of a time adds up who held the ball within it, over all onboardings', async () => {
  await waitingForSeller();
  await started(registry);

  expect(await registry.ledger.between(T0 + 400, T0 + 3_000)).toEqual({
    seller: 2_000,
    merchant: 0,
    operator: 0,
    amazon: 0,
    commerce: 600 + 2_600,
    us: 0,
    nobody: 0,
  });
  expect(await registry.ledger.between(T0 - 2_000, T0)).toMatchObject({ seller: 0, commerce: 0 });
});

test('the time of an onboarding ends as it is closed', async () => {
  const id = await waitingForSeller();
  await registry.onboardings.close(id, T0 + 2_000);
  expect(await registry.ledger.between(T0, T0 + 60_000)).toMatchObject({ commerce: 1_000, seller: 1_000, nobody: 0 });
});

test('who holds the ball now is counted without those that are closed', async () => {
  await waitingForSeller();
  await registry.onboardings.close(await waitingForSeller(), T0 + 2_000);
  expect(await registry.ledger.holders()).toMatchObject({ seller: 1, commerce: 0, nobody: 0 });
});

test('the longest waits come first, and whoever waits for nobody is none of them', async () => {
  const first = await waitingForSeller();
  const connected = await started(registry);
  await registry.onboardings.publish(publication(connected, { stage: 'connected', waitingOn: 'nobody' }));
  const second = await started(registry);
  await registry.onboardings.publish(publication(second, { waitingSince: T0 + 5_000 }));

  const waits = await registry.ledger.longestWaits(10);
  expect(waits).toEqual([
    { onboardingId: first, stage: 'awaiting_consent', waitingOn: 'seller', since: T0 + 1_000 },
    { onboardingId: second, stage: 'awaiting_consent', waitingOn: 'seller', since: T0 + 5_000 },
  ]);
  expect(await registry.ledger.longestWaits(1)).toHaveLength(1);
});
