import type { Registry } from '../../src/registry/registry';
import { API_KEY, CONNECTION, IMS_CONNECTION, PRIVATE_KEY, START } from './bodies';
import { PUBLIC_BASE_URL, type RunningApi, startApi } from './running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

async function started(id: string): Promise<string> {
  await api.call('PUT', `/v1/onboardings/${id}`, { body: START });
  return `/v1/onboardings/${id}`;
}

test('a replaced API key is stored as a new revision, mended', async () => {
  const path = await started('key');

  const replaced = await api.call('PUT', `${path}/api-key`, {
    body: { apiKey: ' new-part\n', privateKey: PRIVATE_KEY.replaceAll('\n', ' ') },
  });

  expect(replaced.status).toBe(202);
  expect(replaced.body).toEqual({ onboardingId: 'key', revision: 2 });
  expect(replaced.headers.get('location')).toBe(PUBLIC_BASE_URL + path);
  const kept = await api.registry.credentials.readKey('key');
  expect(kept?.environment).toBe('production');
  expect(kept?.apiKey?.reveal()).toBe('new-part');
  expect(kept?.privateKey?.reveal()).toBe(PRIVATE_KEY);
});

test('an unreadable private key is refused by name and the old one stays', async () => {
  const path = await started('key-refused');

  const refused = await api.call('PUT', `${path}/api-key`, { body: { ...API_KEY, privateKey: 'nonsense' } });

  expect(refused.status).toBe(422);
  expect(refused.body.errors).toMatchObject([{ pointer: '/privateKey', code: 'unusable_private_key' }]);
  expect((await api.call('GET', path)).body.apiKey.revision).toBe(1);
});

test('a replaced connection shows its host and none of its credentials', async () => {
  const path = await started('connection');
  const body = { ...CONNECTION, baseUrl: 'https://Other.Example/store/' };

  const replaced = await api.call('PUT', `${path}/commerce-connection`, { body });

  expect(replaced.body).toEqual({ onboardingId: 'connection', revision: 2 });
  expect((await api.call('GET', path)).body.commerceConnection).toEqual({
    type: 'integration',
    host: 'other.example',
    revision: 2,
    modules: null,
  });
  expect((await api.registry.credentials.readConnection('connection'))?.baseUrl).toBe('https://other.example/store');
});

test('a new host without all of its credentials is refused', async () => {
  const path = await started('connection-refused');

  const refused = await api.call('PUT', `${path}/commerce-connection`, { body: { baseUrl: 'https://other.example' } });

  expect(refused.status).toBe(422);
  expect(refused.body.errors).toMatchObject([{ pointer: '/accessToken', code: 'required' }]);
});

test('a change to the SaaS edition needs its own credentials, all of them', async () => {
  const path = await started('connection-saas');
  const { type, baseUrl, clientId } = IMS_CONNECTION;

  const refused = await api.call('PUT', `${path}/commerce-connection`, {
    body: { ...CONNECTION, type, baseUrl, clientId },
  });
  expect(refused.status).toBe(422);
  const pointers = refused.body.errors.map(({ pointer }: { pointer: string }) => pointer);
  expect(pointers).toEqual(expect.arrayContaining(['/clientSecret', '/organizationId', '/consumerKey']));

  const given = await api.call('PUT', `${path}/commerce-connection`, { body: IMS_CONNECTION });
  expect(given.status).toBe(202);
  expect((await api.call('GET', path)).body.commerceConnection).toEqual({
    type: 'ims',
    host: 'na1.api.commerce.adobe.com',
    revision: 2,
    modules: null,
  });
});

test('an integration may be given by its access token alone', async () => {
  const path = await started('connection-bearer');
  const { baseUrl, accessToken } = CONNECTION;

  expect((await api.call('PUT', `${path}/commerce-connection`, { body: { baseUrl, accessToken } })).status).toBe(202);
  const kept = await api.registry.credentials.readConnection('connection-bearer');
  expect(kept).toMatchObject({ type: 'integration', signing: null });
});

test('a correction replaces what it names and leaves the rest', async () => {
  const path = await started('store');

  const corrected = await api.call('PATCH', `${path}/stores/us`, { body: { websiteCode: 'second' } });

  expect(corrected.status).toBe(202);
  expect(corrected.body).toMatchObject({ storeId: 'us', websiteCode: 'second', name: 'Acme Outdoor US', revision: 2 });
});

test.each([
  ['the country', { country: 'CA' }, '/country', 'unknown_field'],
  ['nothing', {}, '', 'nothing_to_correct'],
  ['half a mapping', { mapping: { amazonIdType: 'ean' } }, '/mapping/attributeCode', 'required'],
])('a correction of %s is refused', async (_name, body, pointer, code) => {
  const path = await started('store-refused');

  const refused = await api.call('PATCH', `${path}/stores/us`, { body });

  expect(refused.status).toBe(422);
  expect(refused.body.errors[0]).toMatchObject({ pointer, code });
});

test('a store that the onboarding does not have cannot be corrected', async () => {
  const path = await started('store-absent');

  const refused = await api.call('PATCH', `${path}/stores/mx`, { body: { name: 'New' } });

  expect(refused.status).toBe(404);
  expect(refused.body.type).toBe('urn:evergrant:problem:store_not_found');
});

test('the website of a ready store is final, its name is not', async () => {
  const path = await started('store-ready');
  await makeReady(api.registry, 'store-ready');

  const refused = await api.call('PATCH', `${path}/stores/us`, { body: { websiteCode: 'second' } });
  const renamed = await api.call('PATCH', `${path}/stores/us`, { body: { name: 'New name' } });

  expect(refused.status).toBe(409);
  expect(refused.body.errors).toMatchObject([{ pointer: '/websiteCode', code: 'website_is_final' }]);
  expect(renamed.status).toBe(202);
});

test('a manage link dies after a day, a renew link does not', async () => {
  const path = await started('links');

  const manage = await api.call('POST', `${path}/links`, { body: { purpose: 'manage' } });
  const renew = await api.call('POST', `${path}/links`, { body: { purpose: 'renew' } });

  expect([manage.status, renew.status]).toEqual([201, 201]);
  expect(Date.parse(manage.body.expiresAt) - api.clock.at).toBe(24 * 3_600_000);
  expect(renew.body.expiresAt).toBeNull();
  expect(manage.headers.get('cache-control')).toBe('no-store');
});

test('a link leads to the public address and opens its onboarding, whatever Host the caller sent', async () => {
  const path = await started('link-host');

  const { body } = await api.call('POST', `${path}/links`, {
    body: { purpose: 'renew' },
    headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' },
  });

  expect(body.url.startsWith(`${PUBLIC_BASE_URL}/c/`)).toBe(true);
  const opened = await api.registry.links.open(body.url.split('/c/')[1], api.clock.at);
  expect(opened).toMatchObject({ outcome: 'open', link: { onboardingId: 'link-host', purpose: 'renew' } });
});

test('a link of another purpose is not made', async () => {
  const path = await started('link-purpose');

  expect((await api.call('POST', `${path}/links`, { body: { purpose: 'not_us' } })).status).toBe(422);
});

test('a disconnect is written down with its reason and the key that asked', async () => {
  const path = await started('leave');

  const accepted = await api.call('POST', `${path}/disconnect`, { body: { reason: 'Shop closed.', confirm: 'leave' } });

  expect(accepted.status).toBe(202);
  expect(await api.registry.verbs.read('leave', accepted.body.auditId)).toMatchObject({
    verb: 'disconnect',
    detail: null,
  });
});

test.each([
  ['without a reason', {}, '/reason', 'required'],
  ['with a blank reason', { reason: '  ' }, '/reason', 'invalid_reason'],
  ['that confirms another id', { reason: 'x', confirm: 'other' }, '/confirm', 'not_confirmed'],
])('a disconnect %s is refused', async (_name, body, pointer, code) => {
  const path = await started('stay');

  const refused = await api.call('POST', `${path}/disconnect`, { body });

  expect(refused.status).toBe(422);
  expect(refused.body.errors).toMatchObject([{ pointer, code }]);
});

test.each([
  ['PUT', '/api-key', API_KEY],
  ['PUT', '/commerce-connection', CONNECTION],
  ['PATCH', '/stores/us', { name: 'New' }],
  ['POST', '/links', { purpose: 'renew' }],
  ['POST', '/disconnect', { reason: 'Again.' }],
])('%s %s of a closed onboarding is refused', async (method, below, body) => {
  const path = await started('closed');
  await api.registry.onboardings.close('closed', api.clock.at);

  const refused = await api.call(method, path + below, { body });

  expect(refused.status).toBe(409);
  expect(refused.body.type).toBe('urn:evergrant:problem:onboarding_closed');
});

async function makeReady(registry: Registry, onboardingId: string): Promise<void> {
  const readiness = {
    connectionRevision: 1,
    instance: 'shop.acme.example',
    websiteId: 1,
    storeGroupId: 1,
    storeViewId: 1,
    storeViewCode: 'default',
    currency: 'USD',
    warnings: [],
    modules: null,
  };
  expect(await registry.stores.makeReady(onboardingId, 'us', 1, readiness, 0)).toBe('ready');
}
