import { connected } from './connected';
import { type RunningApi, startApi } from './running-api';

const CAMPAIGNS = '/v1/campaigns';
const ROLE = { role: 'Direct-to-Consumer Shipping', reason: 'We buy labels from May on.', perDay: 24 };

let api: RunningApi;
beforeEach(async () => {
  api = await startApi();
  await connected(api, 'acme');
});
afterEach(() => api.close());

const start = (options: object = {}) => api.call('POST', CAMPAIGNS, { body: ROLE, ...options });

test('a campaign tells whom it will ask, and until when', async () => {
  await connected(api, 'globex');
  const begun = await start();

  expect(begun.status).toBe(201);
  expect(begun.body).toMatchObject({
    ...ROLE,
    endedAt: null,
    stopped: false,
    progress: {
      sellers: 2,
      asked: 0,
      renewed: 0,
      leftOut: 0,
      stillToAsk: 2,
      lastAskAt: new Date(api.clock.at + 3_600_000).toISOString(),
    },
  });
  expect((await api.call('GET', `${CAMPAIGNS}/${begun.body.campaignId}`)).body).toEqual(begun.body);
  expect((await api.call('GET', CAMPAIGNS)).body.items).toEqual([begun.body]);
});

test('the same request again begins nothing and shows how the campaign goes', async () => {
  const headers = { 'Idempotency-Key': 'campaign-1' };
  const begun = await start({ headers });
  const again = await start({ headers });

  expect([again.status, again.body.campaignId]).toEqual([200, begun.body.campaignId]);
});

test('a second campaign waits for the first one, or for its stop', async () => {
  const begun = await start();
  expect((await start()).body.type).toBe('urn:evergrant:problem:campaign_running');

  const stopped = await api.call('POST', `${CAMPAIGNS}/${begun.body.campaignId}/stop`);
  expect(stopped.body).toMatchObject({ stopped: true, progress: { stillToAsk: 0 } });
  expect((await start()).status).toBe(201);
});

test('a campaign is audited from its beginning to its stop', async () => {
  const begun = await start();
  await api.call('POST', `${CAMPAIGNS}/${begun.body.campaignId}/stop`);
  const { items } = await api.registry.audit.list({ limit: 10 });

  expect(
    items
      .filter(({ subject }) => subject === begun.body.campaignId)
      .map(({ action }) => action)
      .sort(),
  ).toEqual(['start_campaign', 'stop_campaign']);
});

test.each([
  ['GET', '/cmp_unknown'],
  ['POST', '/cmp_unknown/stop'],
])('%s %s: there is no such campaign', async (method, path) => {
  const answer = await api.call(method, CAMPAIGNS + path);
  expect([answer.status, answer.body.type]).toEqual([404, 'urn:evergrant:problem:campaign_not_found']);
});

test('a key that is limited to merchants neither begins, sees nor stops one', async () => {
  const secret = await api.keyWith(['operate', 'read'], ['merchant-acme']);
  const { campaignId } = (await start()).body;
  expect((await api.call('GET', `${CAMPAIGNS}/${campaignId}`, { secret })).status).toBe(403);
  expect((await api.call('POST', `${CAMPAIGNS}/${campaignId}/stop`, { secret })).status).toBe(403);
  expect((await api.call('GET', `${CAMPAIGNS}/${campaignId}`)).body.endedAt).toBeNull();
  expect((await start({ secret })).status).toBe(403);
  expect((await api.call('GET', CAMPAIGNS, { secret })).status).toBe(403);
});
