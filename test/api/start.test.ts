import { START, US_STORE } from './bodies';
import { PUBLIC_BASE_URL, type RunningApi, startApi } from './running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

test('a start is accepted and its status is found at Location', async () => {
  const started = await api.call('PUT', '/v1/onboardings/acme', { body: START });

  expect(started.status).toBe(202);
  expect(started.headers.get('location')).toBe(`${PUBLIC_BASE_URL}/v1/onboardings/acme`);
  const status = await api.call('GET', '/v1/onboardings/acme');
  expect(status.status).toBe(200);
  expect(status.body).toMatchObject({
    onboardingId: 'acme',
    merchantId: 'merchant-acme',
    stage: 'validating_key',
    stores: [{ storeId: 'us', country: 'US', ready: false }],
    authorization: null,
  });
});

test('a start with the same body answers with the status as it is now', async () => {
  await api.call('PUT', '/v1/onboardings/twice', { body: START });

  const again = await api.call('PUT', '/v1/onboardings/twice', { body: START });

  expect(again.status).toBe(202);
  expect(again.body.onboardingId).toBe('twice');
});

test('order of fields, spelled-out defaults and another spelling of a country make no other body', async () => {
  await api.call('PUT', '/v1/onboardings/respelled', { body: { ...START, metadata: { a: '1', b: '2' } } });

  const { merchantId, ...rest } = START;
  const metadata = { b: '2', a: '1' };
  const respelled = {
    ...rest,
    metadata,
    language: 'en',
    contacts: [],
    stores: [{ ...US_STORE, country: 'us' }],
    merchantId,
  };

  expect((await api.call('PUT', '/v1/onboardings/respelled', { body: respelled })).status).toBe(202);
});

test('a start with another body is refused, changes nothing and does not tell what differs', async () => {
  await api.call('PUT', '/v1/onboardings/taken', { body: START });

  const other = { ...START, metadata: { tier: 'canary-difference' } };
  const refused = await api.call('PUT', '/v1/onboardings/taken', { body: other });

  expect(refused.status).toBe(409);
  expect(refused.body).toMatchObject({ type: 'urn:evergrant:problem:onboarding_exists', errors: [] });
  expect(refused.text).not.toContain('metadata');
  expect((await api.call('GET', '/v1/onboardings/taken')).body.metadata).toEqual({});
});

test('a closed id is never started again', async () => {
  await api.call('PUT', '/v1/onboardings/gone', { body: START });
  await api.registry.onboardings.close('gone', api.clock.at);

  const refused = await api.call('PUT', '/v1/onboardings/gone', { body: START });

  expect(refused.status).toBe(409);
  expect(refused.body.type).toBe('urn:evergrant:problem:onboarding_closed');
});

test('only merchant and region are needed; the rest is told as requirements', async () => {
  const started = await api.call('PUT', '/v1/onboardings/bare', { body: { merchantId: 'm', region: 'eu' } });

  expect(started.status).toBe(202);
  expect(started.body.stage).toBe('awaiting_key');
  expect(started.body.requirements).toContainEqual(
    expect.objectContaining({
      code: 'api_key_missing',
      pointer: expect.stringMatching(/^\/apiKey/),
      remedy: expect.stringContaining('PUT /v1/onboardings/bare/api-key'),
    }),
  );
});

test('a refused start leaves nothing behind', async () => {
  await api.call('PUT', '/v1/onboardings/refused', { body: { ...START, region: 'eu' } });

  expect((await api.call('GET', '/v1/onboardings/refused')).status).toBe(404);
});
