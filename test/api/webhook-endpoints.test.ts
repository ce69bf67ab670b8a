import { SCOPES } from '../../src/domain/scopes';
import { startOf } from './connected';
import { type RunningApi, startApi, T0 } from './running-api';

const PATH = '/v1/webhook-endpoints';
const URL_GIVEN = 'https://backend.example/hooks?tenant=1';

let api: RunningApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

async function endpoint(body: object = {}): Promise<{ readonly path: string; readonly secret: string }> {
  const created = await api.call('POST', PATH, { body: { url: URL_GIVEN, ...body } });
  expect(created.status).toBe(201);
  return { path: `${PATH}/${created.body.endpointId}`, secret: created.body.secret };
}

async function start(onboardingId: string, merchantId = 'merchant-4711'): Promise<void> {
  const started = await api.call('PUT', `/v1/onboardings/${onboardingId}`, {
    body: { ...startOf(onboardingId), merchantId },
  });
  expect(started.status).toBe(202);
}

async function delivered(path: string, query = '') {
  return (await api.call('GET', `${path}/deliveries${query}`)).body;
}

describe('a webhook endpoint', () => {
  test('is registered with its secret, which is shown once', async () => {
    const { path, secret } = await endpoint({ description: 'Shop backend', eventTypes: ['onboarding.connected'] });
    expect(secret).toMatch(/^whsec_/);
    const read = await api.call('GET', path);
    expect(read.text).not.toContain(secret);
    expect(read.body).toMatchObject({
      url: URL_GIVEN,
      description: 'Shop backend',
      eventTypes: ['onboarding.connected'],
      merchantIds: null,
      disabled: null,
      secrets: [{ expiresAt: null }],
    });
    expect((await api.call('GET', PATH)).body.items).toEqual([read.body]);
  });

  test('is registered once under an Idempotency-Key, and its secret not shown again', async () => {
    const request = { body: { url: URL_GIVEN }, headers: { 'idempotency-key': 'one' } };
    const first = await api.call('POST', PATH, request);
    const again = await api.call('POST', PATH, request);
    expect(again).toMatchObject({ status: 200, body: { ...first.body, secret: null } });
    expect((await api.call('GET', PATH)).body.items).toHaveLength(1);
  });

  test.each([
    ['http://backend.example', 'not_https'],
    ['https://10.0.0.1', 'private_address'],
    ['https://localhost', 'private_address'],
    ['https://backend.example:8443', 'port'],
    ['https://me:canary@backend.example', 'userinfo'],
    ['https://backend.example/#part', 'fragment'],
    ['backend', 'unreadable'],
  ])('is refused at an address that must not be called: %s', async (url, code) => {
    const refused = await api.call('POST', PATH, { body: { url } });
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toMatchObject([{ pointer: '/url', code }]);
    expect(refused.text).not.toContain('canary');
  });

  test('may be http on this machine in the simulator mode alone', async () => {
    const url = 'http://127.0.0.1:4711/hooks';
    expect((await api.call('POST', PATH, { body: { url } })).status).toBe(201);
    const production = await startApi({
      webhookRules: { allowedOrigins: [], allowedPorts: [], allowedHosts: [], allowedCidrs: [] },
    });
    expect((await production.call('POST', PATH, { body: { url } })).status).toBe(422);
    await production.close();
  });

  test('does not make this machine open to Commerce connections', async () => {
    const refused = await api.call('PUT', '/v1/onboardings/acme', {
      body: {
        ...startOf('acme'),
        commerceConnection: { ...startOf('acme').commerceConnection, baseUrl: 'http://127.0.0.1:4711' },
      },
    });
    expect(refused.status).toBe(422);
  });

  test('is one of twenty at most', async () => {
    for (let n = 0; n < 20; n += 1) await endpoint();
    expect((await api.call('POST', PATH, { body: { url: URL_GIVEN } })).body.type).toContain(
      'too_many_webhook_endpoints',
    );
  });

  test('is changed, disabled, enabled and deleted', async () => {
    const { path } = await endpoint({ eventTypes: ['onboarding.connected'] });
    const changed = await api.call('PATCH', path, { body: { eventTypes: null, enabled: false } });
    expect(changed.body).toMatchObject({ eventTypes: null, disabled: { reason: 'operator' } });
    const enabled = await api.call('PATCH', path, { body: { enabled: true } });
    expect(enabled.body).toMatchObject({ disabled: null, url: URL_GIVEN });
    expect(await api.call('DELETE', path)).toMatchObject({ status: 204, text: '' });
    for (const method of ['GET', 'DELETE', 'PATCH']) {
      const gone = await api.call(method, path, method === 'PATCH' ? { body: {} } : {});
      expect(gone.body.type).toBe('urn:evergrant:problem:webhook_endpoint_not_found');
    }
  });

  test('gets a new secret, beside which the old one signs for as long as is asked', async () => {
    const { path, secret } = await endpoint();
    const made = await api.call('POST', `${path}/secrets`, { body: { overlapHours: 2 } });
    expect(made.status).toBe(201);
    expect(made.body.secret).not.toBe(secret);
    const both = (await api.call('GET', path)).body.secrets;
    expect(both).toMatchObject([
      { secretId: made.body.secretId, expiresAt: null },
      { expiresAt: new Date(T0 + 2 * 3_600_000).toISOString() },
    ]);
    api.clock.at = T0 + 2 * 3_600_000;
    expect((await api.call('GET', path)).body.secrets).toHaveLength(1);
  });

  test('is managed by no key that is limited to merchants', async () => {
    const { path } = await endpoint();
    const secret = await api.keyWith(SCOPES, ['merchant-4711']);
    for (const [method, address, body] of [
      ['POST', PATH, { url: URL_GIVEN }],
      ['GET', PATH, undefined],
      ['GET', path, undefined],
      ['PATCH', path, { enabled: false }],
      ['DELETE', path, undefined],
      ['POST', `${path}/secrets`, {}],
      ['POST', `${path}/test`, undefined],
      ['POST', `${path}/replay`, { from: '2026-01-01T00:00:00Z' }],
      ['GET', `${path}/deliveries`, undefined],
    ] as const) {
      const refused = await api.call(method, address, { secret, body });
      expect(refused.body.type).toBe('urn:evergrant:problem:limited_key');
    }
  });
});

describe('the delivery log', () => {
  test('tells newest first what was sent, page after page and by filter', async () => {
    const { path } = await endpoint();
    for (const id of ['one', 'two', 'three']) await start(id);
    const first = await delivered(path, '?limit=2');
    const second = await delivered(path, `?limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map(({ eventType }) => eventType)).toEqual(
      Array.from({ length: 3 }, () => 'onboarding.started'),
    );
    expect(second.nextCursor).toBeNull();
    const [{ eventId }] = first.items;
    expect((await delivered(path, `?eventId=${eventId}`)).items).toHaveLength(1);
    expect((await delivered(path, '?standing=delivered')).items).toEqual([]);
  });

  test('holds the test event', async () => {
    const { path } = await endpoint({ eventTypes: ['onboarding.connected'] });
    const tested = await api.call('POST', `${path}/test`);
    expect(tested.status).toBe(202);
    expect((await delivered(path)).items).toMatchObject([
      { ...tested.body, eventType: 'webhook_endpoint.test', cause: 'test', standing: 'pending' },
    ]);
  });

  test('holds a replayed event a second time, and a replay under the same Idempotency-Key once', async () => {
    const { path } = await endpoint();
    await start('acme');
    const [{ eventId }] = (await delivered(path)).items;
    const headers = { 'idempotency-key': 'again' };
    for (let n = 0; n < 2; n += 1) {
      const replayed = await api.call('POST', `${path}/replay`, { body: { eventId }, headers });
      expect(replayed).toMatchObject({ status: 202, body: { deliveries: 1 } });
    }
    expect((await delivered(path, `?eventId=${eventId}`)).items).toMatchObject([
      { cause: 'replay' },
      { cause: 'event' },
    ]);
  });

  test('holds all of a time that was replayed', async () => {
    await start('before');
    const { path } = await endpoint();
    api.clock.at = T0 + 1_000;
    const replayed = await api.call('POST', `${path}/replay`, { body: { from: new Date(T0).toISOString() } });
    expect(replayed.body).toEqual({ deliveries: 1 });
  });

  test.each([
    [{}, '', 'event_or_range'],
    [{ eventId: 'evt_1', from: '2026-01-01T00:00:00Z' }, '', 'event_or_range'],
    [{ from: 'yesterday' }, '/from', 'invalid_instant'],
  ])('takes no replay of %j', async (body, pointer, code) => {
    const { path } = await endpoint();
    const refused = await api.call('POST', `${path}/replay`, { body });
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toMatchObject([{ pointer, code }]);
  });

  test('is not added to where nothing is delivered', async () => {
    const { path } = await endpoint();
    await api.call('PATCH', path, { body: { enabled: false } });
    const answers = [
      await api.call('POST', `${path}/test`),
      await api.call('POST', `${path}/replay`, { body: { eventId: 'evt_1' } }),
    ];
    for (const { body } of answers) expect(body.type).toBe('urn:evergrant:problem:webhook_endpoint_disabled');
  });
});

describe('the list of events', () => {
  test('is that of the webhooks, page after page', async () => {
    for (const id of ['one', 'two', 'three']) await start(id);
    const first = await api.call('GET', '/v1/events?limit=2&type=onboarding.started');
    const second = await api.call('GET', `/v1/events?limit=2&type=onboarding.started&cursor=${first.body.nextCursor}`);
    const items = [...first.body.items, ...second.body.items];
    expect(items.map(({ onboardingId }) => onboardingId)).toEqual(['one', 'two', 'three']);
    expect(items[0]).toEqual({
      id: expect.stringMatching(/^evt_/),
      type: 'onboarding.started',
      timestamp: new Date(T0).toISOString(),
      onboardingId: 'one',
      merchantId: 'merchant-4711',
      data: { region: 'na' },
    });
  });

  test('is read on from where a reader has stopped', async () => {
    await start('one');
    const { resumeCursor, nextCursor } = (await api.call('GET', '/v1/events')).body;
    expect(nextCursor).toBeNull();
    const none = await api.call('GET', `/v1/events?cursor=${resumeCursor}`);
    expect(none.body).toEqual({ items: [], nextCursor: null, resumeCursor: null });
    await start('two');
    const since = await api.call('GET', `/v1/events?cursor=${resumeCursor}`);
    const ids = since.body.items.map(({ onboardingId }: { onboardingId: string }) => onboardingId);
    expect(new Set(ids)).toEqual(new Set(['two']));
  });

  test('shows a key that is limited to merchants theirs, and nothing about the house', async () => {
    await start('mine', 'merchant-1');
    await start('other', 'merchant-2');
    const { path } = await endpoint();
    await api.call('POST', `${path}/test`);
    const secret = await api.keyWith(['read'], ['merchant-1']);
    const seen = (await api.call('GET', '/v1/events', { secret })).body.items;
    expect(new Set(seen.map(({ onboardingId }: { onboardingId: string }) => onboardingId))).toEqual(new Set(['mine']));
    const all = (await api.call('GET', '/v1/events?type=webhook_endpoint.test')).body.items;
    expect(all).toMatchObject([{ onboardingId: null, merchantId: null }]);
  });

  test('holds no secret and no e-mail address', async () => {
    await start('acme');
    const { text } = await api.call('GET', '/v1/events');
    expect(text).not.toMatch(/canary|@/);
  });
});

test('no log line holds a webhook secret', async () => {
  const { path, secret } = await endpoint();
  const made = await api.call('POST', `${path}/secrets`, { body: {} });
  for (const value of [secret, made.body.secret, 'whsec_']) expect(api.logged()).not.toContain(value);
  for (const value of [secret, made.body.secret]) {
    expect(api.stored().includes(Buffer.from(value.slice('whsec_'.length)))).toBe(false);
  }
});
