import { API_KEY, CA_STORE, US_STORE } from './bodies';
import { type RunningApi, startApi, T0 } from './running-api';

const ADOPTIONS = '/v1/adoptions';
const TOKEN = 'Atzr|canary-refresh-token';
const DAY_MS = 86_400_000;

let api: RunningApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

let count = 0;
function row(changes: object = {}) {
  count += 1;
  return {
    onboardingId: `old-${count}`,
    merchantId: 'merchant-acme',
    region: 'na',
    sellerId: `A2SELLER${count}`,
    refreshToken: `${TOKEN}-${count}`,
    consentedAt: new Date(T0 - 100 * DAY_MS).toISOString(),
    consentedAtBasis: 'stated',
    stores: [US_STORE],
    ...changes,
  };
}

async function ticket(): Promise<string> {
  const made = await api.call('POST', '/v1/tickets', { body: { action: 'adoption' } });
  return made.body.ticket as string;
}

const dryRun = (...rows: readonly unknown[]) => api.call('POST', ADOPTIONS, { body: { rows } });
const adopt = async (rows: readonly unknown[], options: object = {}) =>
  api.call('POST', ADOPTIONS, { body: { rows, dryRun: false, ticket: await ticket() }, ...options });

test('a dry run, which nobody has to ask for, says what would be done and does nothing', async () => {
  const { onboardingId, ...others } = row();
  const answer = await dryRun({ onboardingId, ...others });

  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    dryRun: true,
    adopted: 1,
    unchanged: 0,
    refused: 0,
    results: [{ row: 1, onboardingId, outcome: 'adoptable', startsAt: null, problems: [] }],
  });
  expect(await api.registry.onboardings.basics(onboardingId)).toBeUndefined();
});

test.each([
  ['without a ticket', () => undefined],
  ['with one that is made up', () => 'tkt_made-up'],
])('nothing is taken over %s', async (_name, ticketOf) => {
  const one = row();
  const answer = await api.call('POST', ADOPTIONS, { body: { rows: [one], dryRun: false, ticket: ticketOf() } });

  expect([answer.status, answer.body.type]).toEqual([403, 'urn:evergrant:problem:ticket_refused']);
  expect(await api.registry.onboardings.basics(one.onboardingId)).toBeUndefined();
});

test('a ticket is good for one run', async () => {
  const used = await ticket();
  const body = () => ({ rows: [row()], dryRun: false, ticket: used });
  expect((await api.call('POST', ADOPTIONS, { body: body() })).status).toBe(200);
  expect((await api.call('POST', ADOPTIONS, { body: body() })).status).toBe(403);
});

test('processes begin one after the other, behind those of an earlier run', async () => {
  const body = async (...rows: readonly object[]) => ({
    rows,
    dryRun: false,
    startsPerHour: 60,
    ticket: await ticket(),
  });
  const startsOf = async (...rows: readonly object[]) => {
    const answer = await api.call('POST', ADOPTIONS, { body: await body(...rows) });
    return (answer.body.results as { readonly startsAt: string }[]).map(({ startsAt }) => Date.parse(startsAt) - T0);
  };
  expect(await startsOf(row(), row())).toEqual([0, 60_000]);
  expect(await startsOf(row())).toEqual([120_000]);
});

test('the same rows again change nothing', async () => {
  const rows = [row(), row({ stores: [US_STORE, CA_STORE], apiKey: API_KEY })];
  await adopt(rows);
  const again = await adopt(rows);

  expect(again.body).toMatchObject({ adopted: 0, unchanged: 2, refused: 0 });
});

test('a row that cannot be used stops no other', async () => {
  const answer = await adopt([row({ refreshToken: 'with spaces inside' }), 17, null, row()]);

  expect(answer.body).toMatchObject({
    adopted: 1,
    refused: 3,
    results: [
      {
        row: 1,
        outcome: 'refused',
        onboardingId: expect.any(String),
        problems: [{ in: 'body', pointer: '/refreshToken', code: 'not_a_credential' }],
      },
      { row: 2, outcome: 'refused', onboardingId: null },
      { row: 3, outcome: 'refused' },
      { row: 4, outcome: 'adopted' },
    ],
  });
});

test.each([
  ['a consent in the future', { consentedAt: '2027-01-01' }, 'consent_in_future', '/consentedAt'],
  ['an authorization that has ended', { consentedAt: '2025-10-31' }, 'authorization_expired', '/consentedAt'],
  ['a day that is none', { consentedAt: '2026-02-30' }, 'invalid_instant', '/consentedAt'],
  ['a store of another region', { region: 'eu' }, 'store_of_another_region', '/stores/0/country'],
  ['no store', { stores: [] }, 'store_missing', '/stores'],
  ['a field that is unknown', { expectedSellerId: 'A2SELLER' }, 'unknown_field', '/expectedSellerId'],
])('a row is refused for %s, by its field and with a remedy', async (_name, changes, code, pointer) => {
  const answer = await dryRun(row(changes));

  expect(answer.body.results[0]).toMatchObject({ outcome: 'refused', problems: [{ code, pointer }] });
  expect(answer.body.results[0].problems[0].remedy).not.toBe('');
});

test('an authorization that by a guess has ended is taken over: Amazon is asked', async () => {
  const answer = await dryRun(row({ consentedAt: '2025-10-31', consentedAtBasis: 'estimated' }));
  expect(answer.body.adopted).toBe(1);
});

test('an id and an account are taken over once within a run', async () => {
  const one = row();
  const answer = await dryRun(one, { ...row(), onboardingId: one.onboardingId }, row({ sellerId: one.sellerId }));
  const codes = (answer.body.results as { readonly problems: readonly { readonly code: string }[] }[]).map(
    ({ problems: [problem] }) => problem?.code,
  );
  expect(codes).toEqual([undefined, 'repeated_onboarding', 'seller_already_connected']);
});

test('what is there already is not taken over, nor changed', async () => {
  const one = row();
  await adopt([one]);
  const answer = await adopt([{ ...one, refreshToken: `${TOKEN}-other` }]);

  expect(answer.body.results[0]).toMatchObject({
    outcome: 'refused',
    problems: [{ pointer: '/onboardingId', code: 'onboarding_exists' }],
  });
});

test('a replay shows the rows as they are now, without its ticket', async () => {
  const body = { rows: [row()], dryRun: false, ticket: await ticket() };
  const headers = { 'Idempotency-Key': 'adopt-once' };
  const first = await api.call('POST', ADOPTIONS, { body, headers });
  const second = await api.call('POST', ADOPTIONS, { body, headers });

  expect([first.body.adopted, second.status, second.body.unchanged]).toEqual([1, 200, 1]);
  expect(second.headers.get('idempotency-replayed')).toBe('true');
});

test('a refresh token stands in no answer, log or record, and in the database only encrypted', async () => {
  const good = row();
  const headers = { 'Idempotency-Key': 'adopt-secret' };
  const answer = await adopt([good, row({ region: 'xx' }), { refreshToken: TOKEN }], { headers });

  expect(answer.body.adopted).toBe(1);
  expect(answer.text).not.toContain('canary');
  expect(api.logged()).not.toContain('canary-refresh');
  expect(api.stored().includes('canary-refresh')).toBe(false);
});

test('a key that is limited to merchants takes nothing over', async () => {
  const secret = await api.keyWith(['admin'], ['merchant-acme']);
  const answer = await api.call('POST', ADOPTIONS, { secret, body: { rows: [row()] } });
  expect([answer.status, answer.body.type]).toEqual([403, 'urn:evergrant:problem:limited_key']);
});

test('the same rows again change nothing, also after the year of their authorizations', async () => {
  const one = row();
  await adopt([one]);
  api.clock.at += 400 * DAY_MS;

  const again = await adopt([one, row()]);
  expect(again.body.results).toMatchObject([
    { outcome: 'unchanged' },
    { outcome: 'refused', problems: [{ pointer: '/consentedAt', code: 'authorization_expired' }] },
  ]);
});
