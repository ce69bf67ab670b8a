import type { AuthorizationForecast } from '../../src/domain/contract/forecast';
import { connected } from './connected';
import { freshToken, type RunningApi, SP_API_BASE, startApi, T0 } from './running-api';

let api: RunningApi;
afterEach(() => api.close());

const YEAR_MS = 365 * 86_400_000;
const WEEK_MS = 7 * 86_400_000;

async function forecast(): Promise<AuthorizationForecast> {
  const { status, body } = await api.call('GET', '/v1/authorizations/forecast');
  expect(status).toBe(200);
  return body as AuthorizationForecast;
}

test('renewals are counted by week, the week of the year after among them', async () => {
  api = await startApi();
  for (const id of ['acme', 'globex']) await connected(api, id);

  const { weeks, ...about } = await forecast();
  expect(weeks).toHaveLength(60);
  const due = weeks.filter(({ ending }) => ending > 0);
  expect(due).toEqual([{ from: expect.any(String), ending: 2, again: 0, cliff: false }]);
  const from = Date.parse(due[0]?.from ?? '');
  expect(from <= T0 + YEAR_MS && T0 + YEAR_MS < from + WEEK_MS).toBe(true);
  expect(about).toEqual({
    averagePerWeek: 0.04,
    cliffFrom: 5,
    expired: 0,
    later: 0,
    capacity: { limit: 25, used: 2 },
  });
});

test('a week with five of five is a cliff', async () => {
  api = await startApi();
  for (const id of ['a', 'b', 'c', 'd', 'e']) await connected(api, id);
  expect((await forecast()).weeks.filter(({ cliff }) => cliff)).toMatchObject([{ ending: 5 }]);
});

test('of a listed application nobody counts what is used', async () => {
  api = await startApi({ amazon: { refresh: freshToken, spApiBase: SP_API_BASE, authorizationLimit: null } });
  expect((await forecast()).capacity).toEqual({ limit: null, used: null });
});

test('a key that is limited to merchants is not told', async () => {
  api = await startApi();
  const secret = await api.keyWith(['read'], ['m-acme']);
  expect((await api.call('GET', '/v1/authorizations/forecast', { secret })).status).toBe(403);
});
