import { createClient, EvergrantProblem, type EvergrantClient, NotReached } from '../../client/index';
import { START } from '../api/bodies';
import { type RunningApi, startApi } from '../api/running-api';

let api: RunningApi;
let client: EvergrantClient;
beforeAll(async () => {
  api = await startApi();
  client = createClient({ baseUrl: `${api.url}/`, apiKey: api.secret });
});
afterAll(() => api.close());

const start = (onboardingId: string, changes: object = {}) =>
  client.call('startOnboarding', {
    path: { onboardingId },
    body: { ...START, region: 'na', stores: [], ...changes },
  } as Parameters<typeof client.call<'startOnboarding'>>[1]);

test('an operation is called by its name and answers with its body', async () => {
  const started = await start('acme');

  expect(started.stage).toBe('validating_key');
  expect((await client.call('getOnboarding', { path: { onboardingId: 'acme' } })).merchantId).toBe(START.merchantId);
});

test('an answer can be had with its headers', async () => {
  await start('globex');
  const { status, headers } = await client.send('replaceApiKey', {
    path: { onboardingId: 'globex' },
    body: { environment: 'sandbox' },
  });

  expect(status).toBe(202);
  expect(headers.get('location')).toContain('/v1/onboardings/globex');
});

test('a refusal is an error that says what is wrong, where, and what to do', async () => {
  const refused = await start('initech', { merchantId: 'not an id!' }).catch((error: unknown) => error);

  expect(refused).toBeInstanceOf(EvergrantProblem);
  expect(refused).toMatchObject({ code: 'invalid_body', status: 422, errors: [{ pointer: '/merchantId' }] });
  expect((refused as Error).message).toContain('/merchantId');
});

test('an error tells no API key', async () => {
  const stranger = createClient({ baseUrl: api.url, apiKey: 'canary-api-key' });
  const refused = await stranger.call('listOnboardings', {}).catch((error: unknown) => error);

  expect(refused).toMatchObject({ code: 'unauthenticated' });
  expect(JSON.stringify(refused) + String((refused as Error).stack)).not.toContain('canary');
});

test('what is in a path is encoded', async () => {
  const refused = await client
    .call('getOnboarding', { path: { onboardingId: 'a/b?c' } })
    .catch((error: unknown) => error);

  expect(refused).toMatchObject({ code: 'invalid_parameter', errors: [{ in: 'path', pointer: '/onboardingId' }] });
});

test('a list is read to its end, page by page', async () => {
  for (const id of ['p-1', 'p-2', 'p-3', 'p-4', 'p-5']) await start(id, { merchantId: 'paged' });
  const ids: string[] = [];

  for await (const item of client.items('listOnboardings', { query: { merchantId: 'paged', limit: 2 } })) {
    ids.push(item.onboardingId);
  }

  expect(ids).toEqual(['p-1', 'p-2', 'p-3', 'p-4', 'p-5']);
});

test('whoever stops reading a list asks for no further page', async () => {
  for (const id of ['q-1', 'q-2', 'q-3']) await start(id, { merchantId: 'stopped' });
  const before = answered('/v1/onboardings');

  for await (const item of client.items('listOnboardings', { query: { merchantId: 'stopped', limit: 1 } })) {
    if (item.onboardingId === 'q-2') break;
  }

  expect(answered('/v1/onboardings') - before).toBe(2);
});

test('waiting ends as soon as the onboarding is where it is waited for', async () => {
  await start('waiting');
  const reached = client.waitUntil('waiting', ({ apiKey }) => apiKey.revision === 2);
  await client.call('replaceApiKey', { path: { onboardingId: 'waiting' }, body: { environment: 'sandbox' } });

  expect((await reached).apiKey.revision).toBe(2);
});

test('waiting in vain says where the onboarding stands and who must act', async () => {
  await start('stuck');
  const failed = await client.waitUntil('stuck', 'connected', { forMs: 1 }).catch((error: unknown) => error);

  expect(failed).toBeInstanceOf(NotReached);
  expect((failed as Error).message).toContain('waits for commerce');
});

test('waiting for an onboarding that was closed ends', async () => {
  await start('closed');
  await api.registry.onboardings.close('closed', api.clock.at);

  await expect(client.waitUntil('closed', ['connected', 'expiring'])).rejects.toThrow('was closed');
});

function answered(route: string): number {
  return api
    .logged()
    .split('\n')
    .filter((line) => line.includes(`"route":"${route}"`)).length;
}
