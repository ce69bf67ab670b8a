import { SCOPES } from '../../src/domain/scopes';
import { START } from './bodies';
import { type RunningApi, startApi } from './running-api';

const KEYS = '/v1/api-keys';
const NEW = { name: 'Shop backend', scopes: ['read', 'tokens'], merchantIds: ['merchant-acme'] };

let api: RunningApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

const make = async (body: object = NEW) => (await api.call('POST', KEYS, { body })).body;

test('a key is made with scopes and merchants, and its secret works', async () => {
  const made = await api.call('POST', KEYS, { body: NEW });
  const list = await api.call('GET', '/v1/onboardings', { secret: made.body.secret });
  const outside = await api.call('GET', '/v1/onboardings?merchantId=other', { secret: made.body.secret });

  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ ...NEW, revokedAt: null });
  expect([list.status, outside.status]).toEqual([200, 200]);
});

test('a key that names no merchants is for all of them', async () => {
  expect((await make({ name: 'All', scopes: ['read'] })).merchantIds).toBeNull();
});

test('a scope given twice is one scope', async () => {
  expect((await make({ name: 'Twice', scopes: ['read', 'read'] })).scopes).toEqual(['read']);
});

test('the secret is shown once: a replay makes no second key and shows none', async () => {
  const headers = { 'idempotency-key': 'k-1' };
  const made = await api.call('POST', KEYS, { body: NEW, headers });
  const replayed = await api.call('POST', KEYS, { body: NEW, headers });
  const list = await api.call('GET', KEYS);

  expect([made.status, replayed.status]).toEqual([201, 200]);
  expect(replayed.body).toEqual({ ...made.body, secret: null });
  expect(list.body.items.filter(({ name }: { name: string }) => name === NEW.name)).toHaveLength(1);
  expect(list.text).not.toContain(made.body.secret);
});

test('a replay shows the key as it is now', async () => {
  const headers = { 'idempotency-key': 'k-1' };
  const { keyId } = (await api.call('POST', KEYS, { body: NEW, headers })).body;
  await api.call('DELETE', `${KEYS}/${keyId}`);

  const replayed = await api.call('POST', KEYS, { body: NEW, headers });

  expect(replayed.body.revokedAt).not.toBeNull();
});

test('a revoked key is refused, stays in the list, and revoking it again changes nothing', async () => {
  const { keyId, secret } = await make();
  const revoked = await api.call('DELETE', `${KEYS}/${keyId}`);
  api.clock.at += 1_000;
  const again = await api.call('DELETE', `${KEYS}/${keyId}`);

  expect(revoked.body.revokedAt).not.toBeNull();
  expect(again.body).toEqual(revoked.body);
  expect((await api.call('GET', '/v1/onboardings', { secret })).status).toBe(401);
  expect((await api.call('GET', KEYS)).body.items).toContainEqual(revoked.body);
});

test('a key cannot revoke itself', async () => {
  const { keyId, secret } = await make({ name: 'Admin', scopes: ['admin'] });

  expect((await api.call('DELETE', `${KEYS}/${keyId}`, { secret })).status).toBe(409);
  expect((await api.call('GET', KEYS, { secret })).status).toBe(200);
});

test('a key that there is not cannot be revoked', async () => {
  expect((await api.call('DELETE', `${KEYS}/key_none`)).body.type).toBe('urn:evergrant:problem:api_key_not_found');
});

test.each([
  ['POST', KEYS, NEW],
  ['GET', KEYS, undefined],
  ['DELETE', `${KEYS}/key_any`, undefined],
])('a key that is limited to merchants manages no keys: %s %s', async (method, path, body) => {
  const secret = await api.keyWith(SCOPES, ['merchant-acme']);

  const refused = await api.call(method, path, { body, secret });

  expect(refused.status).toBe(403);
  expect(refused.body.type).toBe('urn:evergrant:problem:limited_key');
});

test('a key gives no scope that it lacks itself', async () => {
  const secret = await api.keyWith(['admin', 'read']);

  const refused = await api.call('POST', KEYS, { body: { name: 'More', scopes: ['read', 'tokens'] }, secret });
  const made = await api.call('POST', KEYS, { body: { name: 'Less', scopes: ['read'] }, secret });

  expect([refused.status, made.status]).toEqual([403, 201]);
  expect(refused.body.type).toBe('urn:evergrant:problem:insufficient_scope');
  expect(refused.body.detail).toContain('"tokens"');
  expect((await api.call('GET', KEYS)).text).not.toContain('More');
});

test.each([
  ['without scopes', { ...NEW, scopes: [] }, '/scopes'],
  ['with an unknown scope', { ...NEW, scopes: ['root'] }, '/scopes/0'],
  ['for no merchant at all', { ...NEW, merchantIds: [] }, '/merchantIds'],
  ['with a blank name', { ...NEW, name: '  ' }, '/name'],
])('a key %s is refused', async (_name, body, pointer) => {
  const refused = await api.call('POST', KEYS, { body });

  expect(refused.status).toBe(422);
  expect(refused.body.errors).toMatchObject([{ pointer }]);
});

test('the list is read page by page', async () => {
  for (const name of ['a', 'b', 'c', 'd']) await make({ name, scopes: ['read'] });
  const names: string[] = [];
  let next = `${KEYS}?limit=2`;
  for (let pages = 0; pages < 5 && next !== ''; pages += 1) {
    const { body } = await api.call('GET', next);
    names.push(...body.items.map(({ name }: { name: string }) => name));
    next = body.nextCursor === null ? '' : `${KEYS}?limit=2&cursor=${body.nextCursor}`;
  }

  expect(names.sort()).toEqual(['a', 'b', 'c', 'd', 'test']);
});

describe('the audit', () => {
  const actions = async (query = '', secret?: string) =>
    (await api.call('GET', `/v1/audit${query}`, secret === undefined ? {} : { secret })).body.items.map(
      ({ action }: { action: string }) => action,
    );

  test('says who made and who revoked a key', async () => {
    const admin = await make({ name: 'Admin', scopes: ['admin'] });
    const { keyId } = await make();
    api.clock.at += 1_000;
    await api.call('DELETE', `${KEYS}/${keyId}`, { secret: admin.secret });

    const [latest] = (await api.call('GET', '/v1/audit?limit=1')).body.items;

    expect(latest).toMatchObject({ action: 'revoke_api_key', actor: admin.keyId, subject: keyId, onboardingId: null });
  });

  test('is newest first, in pages, and can be asked about one onboarding', async () => {
    await api.call('PUT', '/v1/onboardings/acme', { body: START });
    await api.call('PUT', '/v1/onboardings/globex', { body: { ...START, merchantId: 'merchant-globex', stores: [] } });
    api.clock.at += 1_000;
    await api.call('POST', '/v1/onboardings/acme/disconnect', { body: { reason: 'They left.' } });

    const first = await api.call('GET', '/v1/audit?onboardingId=acme&limit=1');
    const second = await api.call('GET', `/v1/audit?onboardingId=acme&limit=1&cursor=${first.body.nextCursor}`);

    expect(first.body.items).toMatchObject([{ action: 'disconnect', reason: 'They left.' }]);
    expect(second.body.items).toMatchObject([{ action: 'start', onboardingId: 'acme' }]);
    expect(second.body.nextCursor).toBeNull();
  });

  test('shows a key that is limited to merchants what concerns them, and nothing else', async () => {
    await api.call('PUT', '/v1/onboardings/acme', { body: START });
    await api.call('PUT', '/v1/onboardings/globex', { body: { merchantId: 'merchant-globex', region: 'na' } });
    const secret = await api.keyWith(['admin'], ['merchant-globex']);

    expect(await actions('', secret)).toEqual(['start']);
    expect(await actions('?onboardingId=acme', secret)).toEqual([]);
  });
});
