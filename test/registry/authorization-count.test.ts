import type { Registry } from '../../src/registry/registry';
import { candidate, grantInForce, started, YEAR_MS } from './consent-steps';
import { T0, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterEach(() => database.remove());

const count = (at = T0) => registry.grants.countAuthorizations(at);

test('a seller counts once in each region, however often he has consented', async () => {
  const na = await started(registry);
  await grantInForce(registry, na, 'SELLER-1');
  await grantInForce(registry, na, 'SELLER-1');
  expect(await count()).toBe(1);

  await candidate(registry, await started(registry, { region: 'eu', stores: [] }), 'SELLER-1');
  await candidate(registry, await started(registry), 'SELLER-2');
  expect(await count()).toBe(3);
});

test('a consent counts until it expires', async () => {
  await grantInForce(registry, await started(registry));
  expect([await count(T0 + YEAR_MS - 1), await count(T0 + YEAR_MS)]).toEqual([1, 0]);
});

test('a consent still counts after a disconnect, because Amazon goes on counting it', async () => {
  const id = await started(registry);
  await grantInForce(registry, id);
  await registry.onboardings.close(id, T0);
  expect(await count()).toBe(1);
});

test('a consent that was refused does not count, because nothing is kept of its seller', async () => {
  const { candidateRef } = await candidate(registry, await started(registry));
  await registry.grants.destroy(candidateRef, 'refused', T0);
  expect(await count()).toBe(0);
});
