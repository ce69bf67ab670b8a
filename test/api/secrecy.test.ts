import { API_KEY, CONNECTION, IMS_CONNECTION, PRIVATE_KEY, START } from './bodies';
import { type RunningApi, startApi } from './running-api';

const KEY_BODY = PRIVATE_KEY.split('\n')[3]!;

let api: RunningApi;
let answers: string;
let link: string;
beforeAll(async () => {
  api = await startApi({
    pages: (request, _response, next) => {
      if (request.path.startsWith('/c/')) throw new Error('A page failed');
      next();
    },
  });
  const path = '/v1/onboardings/acme';
  const seen = [
    await api.call('PUT', path, { body: START }),
    await api.call('PUT', path, { body: START }),
    await api.call('PUT', path, { body: { ...START, region: 'eu' } }),
    await api.call('PUT', path, {
      body: { ...START, commerceConnection: { ...CONNECTION, accessToken: 'canary in two' } },
    }),
    await api.call('PUT', path, { raw: JSON.stringify(START).slice(0, -1) }),
    await api.call('PUT', `${path}/api-key`, { body: API_KEY }),
    await api.call('PUT', `${path}/api-key`, { body: { ...API_KEY, privateKey: PRIVATE_KEY.slice(0, -100) } }),
    await api.call('PUT', `${path}/commerce-connection`, { body: CONNECTION }),
    await api.call('PUT', `${path}/commerce-connection`, {
      body: { ...CONNECTION, baseUrl: 'https://user:canary-password@shop.example' },
    }),
    await api.call('PUT', `${path}/commerce-connection`, { body: { ...IMS_CONNECTION, clientId: 'two words' } }),
    await api.call('PUT', `${path}/commerce-connection`, { body: IMS_CONNECTION }),
    await api.call('GET', `${path}/commerce-options`),
    await api.call('GET', path),
    await api.call('GET', '/v1/onboardings'),
    await api.call('GET', '/v1/onboardings?canary-in-query=1'),
    await api.call('GET', '/v1/onboardings', { secret: 'canary-wrong-key' }),
  ];
  answers = seen.map(({ text, headers }) => text + JSON.stringify([...headers])).join('\n');
  link = (await api.call('POST', `${path}/links`, { body: { purpose: 'renew' } })).body.url.split('/c/')[1];
  await fetch(`${api.url}/c/${link}?canary-in-query=1`);
  await fetch(`${api.url}/amazon/callback?spapi_oauth_code=canary-code&state=canary-state`);
});
afterAll(() => api.close());

test('no answer holds a credential', () => {
  // The name of an unknown parameter is told, being what the caller must remove.
  expect(answers.replaceAll('canary-in-query', '')).not.toContain('canary');
  expect(answers).not.toContain(KEY_BODY);
});

test('no log line holds a credential, a link, a query or an Authorization header', () => {
  const logged = api.logged();

  expect(logged.length).toBeGreaterThan(0);
  for (const secret of ['canary', KEY_BODY, link, api.secret, 'Bearer']) expect(logged).not.toContain(secret);
});

test('the log knows requests by their template', async () => {
  await api.call('GET', '/v1/onboardings/unheard-of');

  expect(api.logged()).toContain('"route":"/v1/onboardings/:onboardingId"');
  expect(api.logged()).not.toContain('unheard-of');
});

test('no answer of the API may be kept or framed, and nothing tells what serves it', async () => {
  const { headers } = await api.call('GET', '/v1/onboardings/acme');

  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('x-powered-by')).toBeNull();
});

test('browsers are bound to https only where the product is served by https', async () => {
  const plain = await startApi({ publicBaseUrl: 'http://localhost:3000' });
  try {
    const overHttps = await api.call('GET', '/healthz');
    const overHttp = await plain.call('GET', '/healthz');

    expect(overHttps.headers.get('strict-transport-security')).toContain('max-age=');
    expect(overHttp.headers.get('strict-transport-security')).toBeNull();
    expect(overHttp.headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
  } finally {
    await plain.close();
  }
});
