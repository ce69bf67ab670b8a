import type { AppOptions } from '../../src/api/app';
import { connected, sellerOf } from './connected';
import { type RunningApi, SP_API_BASE, startApi, T0 } from './running-api';

type RefreshAnswer = Awaited<ReturnType<AppOptions['amazon']['refresh']>>;

const TOKEN = 'Atza|canary-live-token';
const HOUR_MS = 3_600_000;

let api: RunningApi;
let failing: RunningApi;
let failure: RefreshAnswer;
beforeAll(async () => {
  api = await startApi();
  failing = await startApi({
    amazon: { refresh: () => Promise.resolve(failure), spApiBase: SP_API_BASE, authorizationLimit: 25 },
  });
  await connected(api, 'acme');
});
afterAll(() => Promise.all([api.close(), failing.close()]));

const tokenOf = (id: string) => `/v1/onboardings/${id}/access-token`;

test('an access token comes with all that is needed to use it, and may be kept by nobody', async () => {
  const { status, body, headers } = await api.call('POST', tokenOf('acme'));

  expect(status).toBe(200);
  expect(body).toEqual({
    accessToken: TOKEN,
    expiresAt: new Date(T0 + HOUR_MS).toISOString(),
    sellerId: sellerOf('acme'),
    marketplaceIds: ['ATVPDKIKX0DER'],
    region: 'na',
    spApiHost: SP_API_BASE.na,
  });
  expect(headers.get('cache-control')).toBe('no-store');
});

test('a repeated request with the same Idempotency-Key gives the token that is live then, and the record holds none', async () => {
  const headers = { 'idempotency-key': 'once-more' };
  const first = await api.call('POST', tokenOf('acme'), { headers });
  const second = await api.call('POST', tokenOf('acme'), { headers });

  expect([first.body.accessToken, second.body.accessToken]).toEqual([TOKEN, TOKEN]);
  expect(api.stored().includes('acme')).toBe(true);
  expect(api.stored().includes(TOKEN)).toBe(false);
});

test('the token stands in no log line', () => {
  expect(api.logged().length).toBeGreaterThan(0);
  expect(api.logged()).not.toContain('canary');
});

test('a key that lacks the scope tokens gets none, whatever else it may do', async () => {
  const secret = await api.keyWith(['read', 'write', 'operate', 'admin']);

  expect((await api.call('POST', tokenOf('acme'), { secret })).status).toBe(403);
});

test('before the first consent the answer says that nothing is connected', async () => {
  await api.call('PUT', '/v1/onboardings/new', { body: { merchantId: 'm', region: 'na' } });
  const { status, body } = await api.call('POST', tokenOf('new'));

  expect([status, body.type]).toEqual([409, 'urn:evergrant:problem:not_connected']);
});

test('a disconnect ends the tokens at once, seven days before it is final', async () => {
  await connected(api, 'leaving');
  await api.call('POST', tokenOf('leaving'));
  await api.call('POST', '/v1/onboardings/leaving/disconnect', { body: { reason: 'The shop closes.' } });
  const { status, body } = await api.call('POST', tokenOf('leaving'));

  expect([status, body.type]).toEqual([409, 'urn:evergrant:problem:onboarding_disconnected']);
});

test('a closed onboarding has none', async () => {
  await connected(api, 'closed');
  await api.registry.onboardings.close('closed', T0);
  const { status, body } = await api.call('POST', tokenOf('closed'));

  expect([status, body.type]).toEqual([409, 'urn:evergrant:problem:onboarding_closed']);
});

test('asking often is no change of the onboarding', async () => {
  const before = await api.registry.audit.changesSince('acme', 0);
  await api.call('POST', tokenOf('acme'));

  expect(await api.registry.audit.changesSince('acme', 0)).toBe(before);
});

test.each([
  ['authorization_in_doubt', '60', { outcome: 'invalid_grant' }],
  ['app_misconfigured', '60', { outcome: 'misconfigured', error: 'invalid_client' }],
  ['amazon_unavailable', '5', { outcome: 'not_sent', reason: 'unreachable' }],
  ['amazon_unavailable', '42', { outcome: 'ambiguous', reason: 'rate_limited', retryAfterMs: 42_000 }],
] satisfies readonly (readonly [string, string, RefreshAnswer])[])(
  'a refresh that ends in %s says to try again after %s seconds',
  async (code, seconds, answer) => {
    const id = `${code}_${seconds}`;
    failure = answer;
    await connected(failing, id);
    const { status, body, headers } = await failing.call('POST', tokenOf(id));

    expect([status, body.type]).toEqual([503, `urn:evergrant:problem:${code}`]);
    expect(headers.get('retry-after')).toBe(seconds);
  },
);

test('a suspicion stands in the status and ends nothing', async () => {
  failure = { outcome: 'invalid_grant' };
  await connected(failing, 'suspect');
  await failing.call('POST', tokenOf('suspect'));
  const { body } = await failing.call('GET', '/v1/onboardings/suspect');

  expect(body.stage).toBe('connected');
  expect(body.authorization.suspectedSince).toBe(new Date(T0).toISOString());
});
