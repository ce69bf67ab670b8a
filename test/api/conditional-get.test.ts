import { connected } from './connected';
import { type RunningApi, startApi } from './running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
  await connected(api, 'acme');
});
afterAll(() => api.close());

test.each(['*', '"1"', 'W/"1"'])(
  'a read under If-None-Match: %s is answered in full, for nobody may have stored it',
  async (tag) => {
    const answer = await api.call('GET', '/v1/onboardings/acme/stores/us', { headers: { 'if-none-match': tag } });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(answer.body).toMatchObject({ storeId: 'us' });
  },
);
