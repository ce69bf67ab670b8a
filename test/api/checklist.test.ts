import { connected } from './connected';
import { type RunningApi, startApi, T0 } from './running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
  await connected(api, 'acme');
});
afterAll(() => api.close());

const ITEM = '/v1/onboardings/acme/checklist/return_policy';
const AT = new Date(T0).toISOString();

async function inStatus(item: string) {
  const { body } = await api.call('GET', '/v1/onboardings/acme');
  return body.checklist.find((one: { readonly item: string }) => one.item === item);
}

test('the status of a connected onboarding shows what was checked, and what a person must say', async () => {
  expect(await inStatus('website')).toMatchObject({ state: 'ok', source: { by: 'evergrant', at: AT } });
  expect(await inStatus('currency')).toMatchObject({ state: 'attention', stores: ['us'] });
  expect(await inStatus('seller_account')).toMatchObject({ state: 'ok' });
  expect(await inStatus('return_policy')).toEqual({
    item: 'return_policy',
    sentence: "The return policy is at least as generous as Amazon's.",
    state: 'unknown',
    source: null,
    stores: [],
    remedy: 'Set it in Seller Central.',
  });
});

test('a person confirms an item by name, and it can be taken back', async () => {
  const confirmed = await api.call('PUT', ITEM, { body: { confirmedBy: 'Jane Doe' } });
  expect(confirmed.status).toBe(200);
  expect(confirmed.body).toMatchObject({ state: 'confirmed', source: { by: 'person', name: 'Jane Doe', at: AT } });
  expect(await inStatus('return_policy')).toEqual(confirmed.body);

  const takenBack = await api.call('DELETE', ITEM);
  expect(takenBack.status).toBe(200);
  expect(takenBack.body).toMatchObject({ state: 'unknown', source: null });
  expect(await inStatus('return_policy')).toEqual(takenBack.body);
});

test('the checklist changes neither stage nor requirements', async () => {
  const before = await api.call('GET', '/v1/onboardings/acme');
  await api.call('PUT', ITEM, { body: { confirmedBy: 'Jane Doe' } });
  const after = await api.call('GET', '/v1/onboardings/acme');

  expect([after.body.stage, after.body.requirements]).toEqual([before.body.stage, before.body.requirements]);
});

test.each([
  ['no name', {}],
  ['a blank name', { confirmedBy: '  ' }],
  ['a name with control characters', { confirmedBy: 'Jane\nDoe' }],
  ['an endless name', { confirmedBy: 'x'.repeat(101) }],
  ['something else beside it', { confirmedBy: 'Jane Doe', at: AT }],
])('a confirmation with %s is refused', async (_name, body) => {
  expect((await api.call('PUT', ITEM, { body })).status).toBe(422);
});

test('an item that there is nowhere is a wrong parameter; one of another region is not found', async () => {
  const body = { confirmedBy: 'Jane Doe' };
  const nowhere = await api.call('PUT', '/v1/onboardings/acme/checklist/luck', { body });
  const elsewhere = await api.call('PUT', '/v1/onboardings/acme/checklist/vat_settings', { body });

  expect(nowhere.status).toBe(400);
  expect([elsewhere.status, elsewhere.body.type]).toEqual([404, 'urn:evergrant:problem:checklist_item_not_found']);
});

test('a closed onboarding is confirmed nothing of any more', async () => {
  await connected(api, 'closed');
  await api.registry.onboardings.close('closed', T0);
  const refused = await api.call('PUT', '/v1/onboardings/closed/checklist/return_policy', {
    body: { confirmedBy: 'Jane Doe' },
  });

  expect([refused.status, refused.body.type]).toEqual([409, 'urn:evergrant:problem:onboarding_closed']);
});
