import { START } from './bodies';
import { PUBLIC_BASE_URL, type RunningApi, startApi } from './running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

async function started(id: string): Promise<string> {
  await api.call('PUT', `/v1/onboardings/${id}`, { body: START });
  return `/v1/onboardings/${id}`;
}

const VERBS = [
  ['remind', { reason: 'The seller asked.' }],
  ['snooze', { reason: 'On holiday.', until: '2026-11-12T12:00:00Z' }],
  ['probe', { reason: 'Calls fail.' }],
  ['reopen', { reason: 'They want to join after all.' }],
  ['refresh', { reason: 'New code.' }],
] as const;

describe.each(VERBS)('%s', (verb, body) => {
  test('is written down and answers where its outcome appears', async () => {
    const path = await started(`once-${verb}`);

    const accepted = await api.call('POST', `${path}/${verb}`, { body });

    expect(accepted.status).toBe(202);
    const { auditId } = accepted.body;
    expect(accepted.headers.get('location')).toBe(`${PUBLIC_BASE_URL}/v1/audit/${auditId}`);
    const entry = await api.call('GET', `/v1/audit/${auditId}`);
    expect(entry.body).toMatchObject({
      action: verb,
      onboardingId: `once-${verb}`,
      reason: body.reason,
      outcome: null,
    });
  });

  test('reaches the process', async () => {
    const path = await started(`row-${verb}`);

    const { body: accepted } = await api.call('POST', `${path}/${verb}`, { body });

    expect(await api.registry.verbs.read(`row-${verb}`, accepted.auditId)).toMatchObject({ verb });
  });

  test('needs a reason', async () => {
    const path = await started(`why-${verb}`);

    const refused = await api.call('POST', `${path}/${verb}`, { body: { ...body, reason: ' ' } });

    expect(refused.status).toBe(422);
    expect(refused.body.errors).toMatchObject([{ pointer: '/reason', code: 'invalid_reason' }]);
  });

  test('is refused once sixty changes were asked for within an hour', async () => {
    const path = await started(`often-${verb}`);
    for (let count = 0; count < 60; count += 1)
      await api.registry.verbs.request(
        { onboardingId: `often-${verb}`, verb: 'refresh', actor: 'key_test', reason: 'A test.' },
        api.clock.at,
      );

    const refused = await api.call('POST', `${path}/${verb}`, { body });

    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('3600');
  });

  test('of a closed onboarding is refused', async () => {
    const path = await started(`closed-${verb}`);
    await api.registry.onboardings.close(`closed-${verb}`, api.clock.at);

    expect((await api.call('POST', `${path}/${verb}`, { body })).status).toBe(409);
  });

  test('under the same Idempotency-Key is asked for once', async () => {
    const path = await started(`same-${verb}`);
    const headers = { 'idempotency-key': `k-${verb}` };

    const first = await api.call('POST', `${path}/${verb}`, { body, headers });
    const second = await api.call('POST', `${path}/${verb}`, { body, headers });

    expect(second.body).toEqual(first.body);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
  });
});

test('a snooze tells the process until when', async () => {
  const path = await started('until');

  const { body } = await api.call('POST', `${path}/snooze`, {
    body: { reason: 'On holiday.', until: '2026-11-12T14:00:00+02:00' },
  });

  expect(await api.registry.verbs.read('until', body.auditId)).toMatchObject({
    verb: 'snooze',
    detail: { until: '2026-11-12T12:00:00.000Z' },
  });
});

test.each([
  ['that lies behind', '2026-10-31T12:00:00Z', 'out_of_range'],
  ['in half a year', '2027-05-01T12:00:00Z', 'out_of_range'],
  ['without an offset', '2026-11-12T12:00:00', 'invalid_instant'],
])('a snooze until an instant %s is refused', async (_name, until, code) => {
  const path = await started('range');

  const refused = await api.call('POST', `${path}/snooze`, { body: { reason: 'On holiday.', until } });

  expect(refused.status).toBe(422);
  expect(refused.body.errors).toMatchObject([{ pointer: '/until', code }]);
});

describe('an audit entry', () => {
  test('about no onboarding is shown to admins only', async () => {
    api.clock.at += 1_000;
    await api.call('POST', '/v1/api-keys', { body: { name: 'Another', scopes: ['read'] } });
    const { items } = (await api.call('GET', '/v1/audit?limit=1')).body;
    const [ofTheHouse] = items as { readonly auditId: string; readonly onboardingId: null }[];

    expect((await api.call('GET', `/v1/audit/${ofTheHouse?.auditId}`)).status).toBe(200);
    const hidden = await api.call('GET', `/v1/audit/${ofTheHouse?.auditId}`, {
      secret: await api.keyWith(['operate']),
    });
    expect(hidden.status).toBe(404);
    const ofAMerchant = await api.keyWith(['operate', 'admin'], ['merchant-acme']);
    expect((await api.call('GET', `/v1/audit/${ofTheHouse?.auditId}`, { secret: ofAMerchant })).status).toBe(404);
  });

  test('of a merchant that the key is not for is hidden as one that is absent', async () => {
    const path = await started('foreign');
    const { body } = await api.call('POST', `${path}/refresh`, { body: { reason: 'A test.' } });
    const secret = await api.keyWith(['operate'], ['merchant-other']);

    const hidden = await api.call('GET', `/v1/audit/${body.auditId}`, { secret });
    const absent = await api.call('GET', '/v1/audit/aud_absent', { secret });

    expect(hidden.status).toBe(404);
    expect({ ...hidden.body, instance: '' }).toEqual({ ...absent.body, instance: '' });
  });
});
