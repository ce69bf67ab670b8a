import type { Registry } from '../../src/registry/registry';
import { started } from './consent-steps';
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

const MINUTE = 60_000;
const purgeTicket = async () =>
  (await registry.tickets.issue({ action: 'purge', onboardingId, actor: 'key_test' }, T0)).ticket;

test('a ticket permits its action once', async () => {
  const ticket = await purgeTicket();

  expect(await registry.tickets.redeem(ticket, 'purge', onboardingId, T0)).toBe(true);
  expect(await registry.tickets.redeem(ticket, 'purge', onboardingId, T0)).toBe(false);
});

test('a ticket about no onboarding permits what concerns none', async () => {
  const { ticket } = await registry.tickets.issue({ action: 'adoption', onboardingId: null, actor: 'key_test' }, T0);

  expect(await registry.tickets.redeem(ticket, 'adoption', onboardingId, T0)).toBe(false);
  expect(await registry.tickets.redeem(ticket, 'adoption', null, T0)).toBe(true);
});

test.each([
  ['another action', (ticket: string) => registry.tickets.redeem(ticket, 'owner_change', onboardingId, T0)],
  ['another onboarding', (ticket: string) => registry.tickets.redeem(ticket, 'purge', 'other', T0)],
  ['no onboarding', (ticket: string) => registry.tickets.redeem(ticket, 'purge', null, T0)],
])('a ticket does not permit %s, and is not used up by being shown there', async (_name, elsewhere) => {
  const ticket = await purgeTicket();

  expect(await elsewhere(ticket)).toBe(false);
  expect(await registry.tickets.redeem(ticket, 'purge', onboardingId, T0)).toBe(true);
});

test('a ticket is good for ten minutes', async () => {
  const early = await purgeTicket();
  const late = await purgeTicket();

  expect(await registry.tickets.redeem(early, 'purge', onboardingId, T0 + 10 * MINUTE - 1)).toBe(true);
  expect(await registry.tickets.redeem(late, 'purge', onboardingId, T0 + 10 * MINUTE)).toBe(false);
});

test('the database does not know a ticket itself, and forgets those that are dead', async () => {
  const ticket = await purgeTicket();
  const stored = () => database.beside((db) => db.selectFrom('tickets').selectAll().execute());
  const before = await stored();
  await registry.tickets.issue({ action: 'adoption', onboardingId: null, actor: 'key_test' }, T0 + 10 * MINUTE);

  expect(JSON.stringify(before)).not.toContain(ticket);
  expect((await stored()).map(({ action }) => action)).toEqual(['adoption']);
});

test('the audit says who asked for which ticket', async () => {
  await purgeTicket();
  const { items } = await registry.audit.list({ onboardingId, limit: 10 });

  expect(items).toContainEqual(
    expect.objectContaining({ action: 'issue_ticket', subject: 'purge', actor: 'key_test', onboardingId }),
  );
});
