import { START } from './bodies';
import { type RunningApi, startApi, T0 } from './running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const SELLER = { role: 'seller', email: 'seller@acme.shop', timeZone: 'Europe/Paris' };
const MERCHANT = { role: 'merchant', email: 'merchant@acme.shop', timeZone: 'Europe/Paris' };
const NEW_SELLER = { ...SELLER, email: 'new@acme.shop' };

async function started(id: string, contacts: readonly unknown[] = [SELLER]): Promise<string> {
  await api.call('PUT', `/v1/onboardings/${id}`, { body: { ...START, contacts } });
  return `/v1/onboardings/${id}/contacts`;
}

const put = (path: string, contacts: readonly unknown[], headers: Readonly<Record<string, string>> = {}) =>
  api.call('PUT', path, { body: { contacts }, headers });

test('the contacts of a start are in force and unconfirmed', async () => {
  const read = await api.call('GET', await started('of-start', [SELLER, MERCHANT]));
  expect(read.status).toBe(200);
  expect(read.body).toEqual({
    onboardingId: 'of-start',
    contacts: [SELLER, MERCHANT].map((contact) => ({
      ...contact,
      language: 'en',
      confirmed: false,
      leaving: false,
      unreachableSince: null,
      remindersOffSince: null,
    })),
    proposed: [],
  });
});

test('a new address is shown as proposed, with the instant at which the proposal dies', async () => {
  const replaced = await put(await started('proposed'), [NEW_SELLER]);
  expect(replaced.status).toBe(200);
  expect(replaced.body).toMatchObject({
    contacts: [{ email: SELLER.email }],
    proposed: [{ email: NEW_SELLER.email, proposedUntil: new Date(T0 + 7 * 86_400_000).toISOString() }],
  });
});

test('a proposal that was not confirmed in time is gone', async () => {
  const path = await started('died');
  await put(path, [NEW_SELLER]);
  api.clock.at = T0 + 7 * 86_400_000;
  const { body } = await api.call('GET', path);
  api.clock.at = T0;
  expect(body).toMatchObject({ contacts: [{ email: SELLER.email }], proposed: [] });
});

test('a contact without a zone lives by the clock of the first store', async () => {
  const { body } = await put(await started('zone'), [{ role: 'seller', email: SELLER.email }]);
  expect(body.contacts).toMatchObject([{ timeZone: 'America/New_York' }]);
});

test('the answer names its revision, and a change of an older one is refused', async () => {
  const path = await started('etag');
  const etag = (await api.call('GET', path)).headers.get('etag') ?? '';
  const changed = await put(path, [{ ...SELLER, timeZone: 'Asia/Tokyo' }], { 'If-Match': etag });
  expect(changed.status).toBe(200);
  expect(changed.headers.get('etag')).not.toBe(etag);

  const refused = await put(path, [SELLER], { 'If-Match': etag });
  expect(refused.status).toBe(412);
  expect(refused.body.type).toBe('urn:evergrant:problem:precondition_failed');
  expect((await api.call('GET', path)).body.contacts).toMatchObject([{ timeZone: 'Asia/Tokyo' }]);
});

test.each(['"nonsense"', 'W/"1"', '""'])('a tag that is none of ours (%s) matches nothing', async (tag) => {
  expect((await put(await started('foreign-tag'), [SELLER], { 'If-Match': tag })).status).toBe(412);
});

test('any revision will do for *', async () => {
  expect((await put(await started('any-tag'), [SELLER], { 'If-Match': '*' })).status).toBe(200);
});

test.each([
  ['no contact at all', [], '/contacts'],
  ['a role twice', [SELLER, NEW_SELLER], '/contacts/1/role'],
  ['two addresses in one', [{ ...SELLER, email: 'a@acme.shop,b@acme.shop' }], '/contacts/0/email'],
  ['a line break in an address', [{ ...SELLER, email: 'a@acme.shop\r\nBcc: b@acme.shop' }], '/contacts/0/email'],
  ['a name before the address', [{ ...SELLER, email: 'Anna <a@acme.shop>' }], '/contacts/0/email'],
  ['an unknown zone', [{ ...SELLER, timeZone: 'Mars/Olympus' }], '/contacts/0/timeZone'],
  ['an unknown language', [{ ...SELLER, language: 'tlh' }], '/contacts/0/language'],
])('%s is refused where it stands', async (_what, contacts, pointer) => {
  const refused = await put(await started('refused'), contacts);
  expect(refused.status).toBe(422);
  expect(refused.body.errors).toMatchObject([{ pointer }]);
});

test('the contacts of a merchant are no business of a key for another one', async () => {
  const path = await started('others');
  const secret = await api.keyWith(['read', 'write'], ['somebody-else']);
  expect((await api.call('GET', path, { secret })).status).toBe(404);
  expect((await api.call('PUT', path, { secret, body: { contacts: [NEW_SELLER] } })).status).toBe(404);
  expect((await api.call('GET', path)).body.proposed).toEqual([]);
});

test('no address is logged', async () => {
  await put(await started('logged'), [NEW_SELLER]);
  expect(api.logged()).not.toMatch(/acme\.shop/);
});
