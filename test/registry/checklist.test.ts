import type { Registry } from '../../src/registry/registry';
import { grantInForce, READINESS, started } from './consent-steps';
import { T0, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
let onboardingId: string;
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
  onboardingId = await started(registry);
});
afterEach(() => database.remove());

const JANE = { name: 'Jane Doe', actor: 'key_test' };

async function item(code: string) {
  const status = await registry.onboardings.status(onboardingId);
  return status?.checklist.find((one) => one.code === code);
}

const audited = () =>
  database.beside((db) =>
    db
      .selectFrom('audit')
      .select(['action', 'actor', 'subject', 'reason'])
      .where('action', 'like', '%checklist%')
      .orderBy('created_at')
      .execute(),
  );

test('a confirmation stands in the status until it is taken back', async () => {
  await registry.checklist.confirm(onboardingId, 'return_policy', JANE, T0 + 1);
  const confirmed = await item('return_policy');
  await registry.checklist.takeBack(onboardingId, 'return_policy', 'key_test', T0 + 2);

  expect(confirmed).toMatchObject({ state: 'confirmed', source: { by: 'person', name: 'Jane Doe', at: T0 + 1 } });
  expect(await item('return_policy')).toMatchObject({ state: 'unknown', source: null });
});

test('a second confirmation takes the place of the first', async () => {
  await registry.checklist.confirm(onboardingId, 'return_policy', JANE, T0);
  await registry.checklist.confirm(onboardingId, 'return_policy', { ...JANE, name: 'John Doe' }, T0 + 1);

  expect(await item('return_policy')).toMatchObject({ source: { name: 'John Doe', at: T0 + 1 } });
});

test('both are audited, and the audit names the key and not the person', async () => {
  await registry.checklist.confirm(onboardingId, 'return_policy', JANE, T0);
  await registry.checklist.takeBack(onboardingId, 'return_policy', 'key_other', T0 + 1);
  await registry.checklist.takeBack(onboardingId, 'return_policy', 'key_other', T0 + 2);

  expect(await audited()).toEqual([
    { action: 'confirm_checklist_item', actor: 'key_test', subject: 'return_policy', reason: '' },
    { action: 'take_back_checklist_item', actor: 'key_other', subject: 'return_policy', reason: '' },
  ]);
});

test('nothing of it wakes the process or counts as a change', async () => {
  const before = await registry.audit.changesSince(onboardingId, 0);
  const tasks = () => database.beside((db) => db.selectFrom('outbox').select('task').execute());
  const queued = await tasks();
  await registry.checklist.confirm(onboardingId, 'return_policy', JANE, T0);

  expect(await registry.audit.changesSince(onboardingId, 0)).toBe(before);
  expect(await tasks()).toEqual(queued);
});

test.each([
  ['an unknown onboarding', 'absent', 'return_policy'],
  ['an item of another region', '', 'vat_settings'],
] as const)('%s has no item to confirm', async (_name, id, code) => {
  expect(await registry.checklist.confirm(id === '' ? onboardingId : id, code, JANE, T0)).toBeUndefined();
  expect(await audited()).toEqual([]);
});

test('a closed onboarding takes no confirmation and keeps those that it has', async () => {
  await registry.checklist.confirm(onboardingId, 'return_policy', JANE, T0);
  await registry.onboardings.close(onboardingId, T0);

  expect(await registry.checklist.confirm(onboardingId, 'tax_settings', JANE, T0)).toBeUndefined();
  expect(await item('return_policy')).toMatchObject({ state: 'confirmed' });
});

test('a store that is created brings what was checked with it', async () => {
  const warnings = [{ code: 'currency_differs', storeCurrency: 'EUR', marketplaceCurrency: 'USD' } as const];
  await registry.stores.makeReady(onboardingId, 'us', 1, { ...READINESS, warnings }, T0 + 7);

  expect(await item('website')).toMatchObject({ state: 'ok', source: { by: 'evergrant', at: T0 + 7 } });
  expect(await item('currency')).toMatchObject({ state: 'attention', stores: ['us'] });
});

test('a store that is checked anew says when', async () => {
  await registry.stores.makeReady(onboardingId, 'us', 1, READINESS, T0);
  await registry.stores.makeReady(onboardingId, 'us', 1, READINESS, T0 + 5);

  expect(await item('website')).toMatchObject({ source: { at: T0 + 5 } });
});

test('a consent brings what Amazon says of the account', async () => {
  const { grantRef } = await grantInForce(registry, onboardingId);
  await registry.grants.noteSellingPlan(grantRef, 'professional', T0 + 3);

  expect(await item('seller_account')).toMatchObject({ state: 'ok', source: { at: T0 } });
  expect(await item('selling_plan')).toMatchObject({ state: 'ok', source: { at: T0 + 3 } });
});
