import { START } from './bodies';
import { startApi, type RunningApi } from './running-api';

const LINKS = '/v1/onboardings/acme/links';
const DAY_MS = 24 * 60 * 60 * 1000;

let api: RunningApi;
beforeEach(async () => {
  api = await startApi();
  await api.call('PUT', '/v1/onboardings/acme', { body: START });
});
afterEach(() => api.close());

const post = (path: string, value: string, body: unknown, secret?: string) =>
  api.call('POST', path, { body, headers: { 'idempotency-key': value }, ...(secret !== undefined && { secret }) });

test('without the header each request is a request of its own', async () => {
  const body = { purpose: 'renew' };
  const [first, second] = [await api.call('POST', LINKS, { body }), await api.call('POST', LINKS, { body })];

  expect(second.body.url).not.toBe(first.body.url);
});

test('a link under the same key is the same link, and the answer says that it is a replay', async () => {
  const first = await post(LINKS, 'k-1', { purpose: 'manage' });
  api.clock.at += 60_000;
  const second = await post(LINKS, 'k-1', { purpose: 'manage' });

  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.body).toEqual(first.body);
  expect(first.headers.get('idempotency-replayed')).toBeNull();
  expect(second.headers.get('idempotency-replayed')).toBe('true');
});

test('a disconnect under the same key is asked for once and answers the same', async () => {
  const path = '/v1/onboardings/acme/disconnect';
  const first = await post(path, 'k-1', { reason: 'They left.' });
  const second = await post(path, 'k-1', { reason: 'They left.' });

  expect(second.status).toBe(first.status);
  expect(second.body).toEqual(first.body);
  expect(second.headers.get('location')).toBe(first.headers.get('location'));
});

test('the same key with another body is refused', async () => {
  await post(LINKS, 'k-1', { purpose: 'manage' });
  const refused = await post(LINKS, 'k-1', { purpose: 'renew' });

  expect(refused.status).toBe(422);
  expect(refused.body.type).toBe('urn:evergrant:problem:idempotency_key_reused');
});

test('the same key for another onboarding is refused', async () => {
  await api.call('PUT', '/v1/onboardings/globex', { body: { merchantId: 'm', region: 'na' } });
  await post(LINKS, 'k-1', { purpose: 'manage' });

  expect((await post('/v1/onboardings/globex/links', 'k-1', { purpose: 'manage' })).status).toBe(422);
});

test('a body that differs only in form is the same body', async () => {
  const path = '/v1/onboardings/acme/disconnect';
  const headers = { 'idempotency-key': 'k-1' };
  const first = await api.call('POST', path, { headers, raw: '{"reason":"They left.","confirm":"acme"}' });
  const second = await api.call('POST', path, { headers, raw: '{ "confirm": "acme", "reason": "They left." }' });

  expect(second.body).toEqual(first.body);
});

test('another API key may use the same value for something else', async () => {
  await post(LINKS, 'k-1', { purpose: 'manage' });
  const other = await post(LINKS, 'k-1', { purpose: 'renew' }, await api.keyWith(['write']));

  expect(other.status).toBe(201);
});

test('after 24 hours the key is new', async () => {
  const first = await post(LINKS, 'k-1', { purpose: 'renew' });
  api.clock.at += DAY_MS;
  const second = await post(LINKS, 'k-1', { purpose: 'renew' });

  expect(second.body.url).not.toBe(first.body.url);
});

test('a refused request uses no key up', async () => {
  const early = await post('/v1/onboardings/later/links', 'k-1', { purpose: 'renew' });
  await api.call('PUT', '/v1/onboardings/later', { body: { merchantId: 'm', region: 'na' } });
  const late = await post('/v1/onboardings/later/links', 'k-1', { purpose: 'renew' });

  expect([early.status, late.status]).toEqual([404, 201]);
});

test('while the first request runs, the second is told to wait', async () => {
  const mint = api.registry.links.mint.bind(api.registry.links);
  let goOn = () => {};
  const held = new Promise<void>((resolve) => (goOn = resolve));
  const entered = new Promise<void>((resolve) => {
    api.registry.links.mint = async (...args) => {
      resolve();
      await held;
      return mint(...args);
    };
  });
  const first = post(LINKS, 'k-1', { purpose: 'renew' });
  await entered;

  const second = await post(LINKS, 'k-1', { purpose: 'renew' });
  goOn();

  expect(second.status).toBe(409);
  expect(second.body.type).toBe('urn:evergrant:problem:request_still_running');
  expect(Number(second.headers.get('retry-after'))).toBe(60);
  expect((await first).status).toBe(201);
});

test('a request that failed on our side runs anew at once', async () => {
  const mint = api.registry.links.mint.bind(api.registry.links);
  api.registry.links.mint = () => Promise.reject(new Error('The disk is full.'));
  const failed = await post(LINKS, 'k-1', { purpose: 'renew' });
  api.registry.links.mint = mint;

  expect([failed.status, (await post(LINKS, 'k-1', { purpose: 'renew' })).status]).toEqual([500, 201]);
});

test.each([
  ['with a space', 'a b'],
  ['that is too long', 'x'.repeat(256)],
  ['that is empty', ''],
  ['outside ASCII', 'é'],
])('a key %s is refused', async (_name, value) => {
  const refused = await post(LINKS, value, { purpose: 'renew' });

  expect(refused.status).toBe(400);
  expect(refused.body.errors).toEqual([expect.objectContaining({ in: 'header', pointer: '/Idempotency-Key' })]);
});

test('a key with 255 visible characters is taken', async () => {
  expect((await post(LINKS, '~'.repeat(255), { purpose: 'renew' })).status).toBe(201);
});
