import { connected } from './connected';
import { freshToken, type RunningApi, SP_API_BASE, startApi } from './running-api';

let api: RunningApi;
afterEach(() => api.close());

const capacity = (secret = api.secret) => api.call('GET', '/v1/authorizations/capacity', { secret });

test('while the application is not listed, the sellers that have consented are counted towards its limit', async () => {
  api = await startApi();
  await connected(api, 'acme');
  await connected(api, 'globex');

  expect((await capacity()).body).toEqual({ limit: 25, used: 2 });
});

test('a listed application has no limit', async () => {
  api = await startApi({ amazon: { refresh: freshToken, spApiBase: SP_API_BASE, authorizationLimit: null } });
  await connected(api, 'acme');

  expect((await capacity()).body).toEqual({ limit: null, used: null });
});

test('a key that is limited to merchants is not told how many sellers there are', async () => {
  api = await startApi();
  const refused = await capacity(await api.keyWith(['read'], ['m-acme']));

  expect(refused.status).toBe(403);
  expect(refused.body.type).toMatch(/limited[_-]key$/);
});
