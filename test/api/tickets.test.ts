import { connected } from './connected';
import { type RunningApi, startApi } from './running-api';

const TICKETS = '/v1/tickets';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
  await connected(api, 'acme');
});
afterAll(() => api.close());

const issue = (body: object, options: object = {}) => api.call('POST', TICKETS, { body, ...options });

test('a ticket for an onboarding is good for that onboarding', async () => {
  const made = await issue({ action: 'purge', onboardingId: 'acme' });

  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ action: 'purge', onboardingId: 'acme' });
  expect(await api.registry.tickets.redeem(made.body.ticket, 'purge', 'acme', api.clock.at)).toBe(true);
});

test('a ticket is shown once: a replay makes none and shows none', async () => {
  const options = { headers: { 'idempotency-key': 'ticket-1' } };
  const made = await issue({ action: 'adoption' }, options);
  const replayed = await issue({ action: 'adoption' }, options);

  expect([made.status, replayed.status]).toEqual([201, 200]);
  expect(replayed.body).toEqual({ ...made.body, ticket: null });
});

test('no log and no idempotency record knows a ticket', async () => {
  const made = await issue({ action: 'adoption' }, { headers: { 'idempotency-key': 'ticket-2' } });

  expect(api.logged()).not.toContain(made.body.ticket);
  expect(api.stored().includes(made.body.ticket)).toBe(false);
});

test.each([
  ['a purge of nothing', { action: 'purge' }, 'onboarding_missing'],
  ['an owner change of nothing', { action: 'owner_change', onboardingId: null }, 'onboarding_missing'],
  ['an adoption of what is there', { action: 'adoption', onboardingId: 'acme' }, 'onboarding_named'],
])('there is no ticket for %s', async (_name, body, code) => {
  const refused = await issue(body);

  expect(refused.status).toBe(422);
  expect(refused.body.errors).toEqual([expect.objectContaining({ pointer: '/onboardingId', code })]);
});

test('a key for another merchant gets no ticket, and cannot tell that the onboarding exists', async () => {
  const secret = await api.keyWith(['admin'], ['merchant-other']);
  const hidden = await issue({ action: 'purge', onboardingId: 'acme' }, { secret });
  const absent = await issue({ action: 'purge', onboardingId: 'absent' }, { secret });

  expect(hidden.status).toBe(404);
  expect({ ...hidden.body, instance: '' }).toEqual({ ...absent.body, instance: '' });
});

test('a key for some merchants gets no ticket for an adoption', async () => {
  const refused = await issue({ action: 'adoption' }, { secret: await api.keyWith(['admin'], ['merchant-other']) });

  expect(refused.body.type).toBe('urn:evergrant:problem:limited_key');
});
