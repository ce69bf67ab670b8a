import { CA_STORE, START, US_STORE } from './bodies';
import { PUBLIC_BASE_URL, type RunningApi, startApi } from './running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

async function started(id: string, change: object = {}): Promise<string> {
  await api.call('PUT', `/v1/onboardings/${id}`, { body: { ...START, ...change } });
  return `/v1/onboardings/${id}`;
}

describe('adding a store', () => {
  test('stores it, names its address, and shows it in the status', async () => {
    const path = await started('add');
    const added = await api.call('POST', `${path}/stores`, { body: CA_STORE });

    expect(added.status).toBe(202);
    expect(added.body).toMatchObject({ storeId: 'ca', name: CA_STORE.name, ready: false, participates: null });
    expect(added.headers.get('location')).toBe(`${PUBLIC_BASE_URL}${path}/stores/ca`);
    expect((await api.call('GET', path)).body.stores).toMatchObject([{ storeId: 'us' }, { storeId: 'ca' }]);
    expect((await api.call('GET', `${path}/stores/ca`)).body).toEqual(added.body);
  });

  test('of a country that is there is refused', async () => {
    const path = await started('add-twice');
    const refused = await api.call('POST', `${path}/stores`, { body: US_STORE });

    expect(refused.status).toBe(409);
    expect(refused.body.type).toBe('urn:evergrant:problem:store_exists');
  });

  test('of another region is refused with what to do', async () => {
    const path = await started('add-region');
    const refused = await api.call('POST', `${path}/stores`, { body: { ...CA_STORE, country: 'GB' } });

    expect(refused.status).toBe(422);
    expect(refused.body.errors).toMatchObject([
      { pointer: '/country', code: 'store_of_another_region', remedy: expect.stringContaining('region eu') as string },
    ]);
  });

  test('to an onboarding that is not there is not found', async () => {
    expect((await api.call('POST', '/v1/onboardings/nobody/stores', { body: CA_STORE })).status).toBe(404);
  });

  test('to an onboarding that is closed is refused', async () => {
    const path = await started('add-closed');
    await api.registry.onboardings.close('add-closed', 1);
    const refused = await api.call('POST', `${path}/stores`, { body: CA_STORE });

    expect(refused.body.type).toBe('urn:evergrant:problem:onboarding_closed');
  });

  test('repeated under its Idempotency-Key shows the store as it is now', async () => {
    const path = await started('add-again');
    const headers = { 'idempotency-key': 'add-canada' };
    await api.call('POST', `${path}/stores`, { body: CA_STORE, headers });
    await api.call('PATCH', `${path}/stores/ca`, { body: { name: 'Renamed' } });
    const again = await api.call('POST', `${path}/stores`, { body: CA_STORE, headers });

    expect(again.status).toBe(202);
    expect(again.body).toMatchObject({ name: 'Renamed', revision: 2 });
    expect(again.headers.get('etag')).toBe('"2"');
  });
});

describe('removing a store', () => {
  test('takes it away, so that its country can be added again', async () => {
    const path = await started('remove', { stores: [US_STORE, CA_STORE] });
    const removed = await api.call('DELETE', `${path}/stores/ca`);

    expect(removed.status).toBe(200);
    expect(removed.body).toEqual({ onboardingId: 'remove', storeId: 'ca', removed: true });
    expect((await api.call('GET', `${path}/stores/ca`)).body.type).toBe('urn:evergrant:problem:store_not_found');
    expect((await api.call('POST', `${path}/stores`, { body: CA_STORE })).body).toMatchObject({ revision: 3 });
  });

  test('of the last one asks for a disconnect', async () => {
    const path = await started('remove-last');
    const refused = await api.call('DELETE', `${path}/stores/us`);

    expect(refused.status).toBe(409);
    expect(refused.body.type).toBe('urn:evergrant:problem:last_store');
    expect(refused.body.detail).toContain('/disconnect');
  });

  test('that is not there is not found', async () => {
    const path = await started('remove-absent');
    expect((await api.call('DELETE', `${path}/stores/mx`)).status).toBe(404);
  });
});

describe('the ETag of a store', () => {
  test('is that of its revision, wherever the store is shown', async () => {
    const path = await started('etag');
    const read = await api.call('GET', `${path}/stores/us`);
    const corrected = await api.call('PATCH', `${path}/stores/us`, { body: { name: 'New' } });

    expect([read.headers.get('etag'), corrected.headers.get('etag')]).toEqual(['"1"', '"2"']);
  });

  test.each(['PATCH', 'DELETE'])('ties a %s to what was read', async (method) => {
    const path = await started(`if-match-${method}`, { stores: [US_STORE, CA_STORE] });
    const body = method === 'PATCH' ? { name: 'Newer' } : undefined;
    await api.call('PATCH', `${path}/stores/us`, { body: { name: 'New' } });
    const late = await api.call(method, `${path}/stores/us`, { body, headers: { 'if-match': '"1"' } });
    const foreign = await api.call(method, `${path}/stores/us`, { body, headers: { 'if-match': '"abc"' } });

    expect([late.status, foreign.status]).toEqual([412, 412]);
    expect((await api.call('GET', `${path}/stores/us`)).body).toMatchObject({ name: 'New', revision: 2 });

    const inTime = await api.call(method, `${path}/stores/us`, { body, headers: { 'if-match': '"2"' } });
    expect(inTime.status).toBeLessThan(300);
  });
});
