import { describeRequirement } from '../../src/domain/requirements';
import type { Registry } from '../../src/registry/registry';
import {
  candidate,
  eventTypes,
  freshId,
  grantInForce,
  publication,
  READINESS,
  renewLink,
  started,
} from './consent-steps';
import { CONNECTION, KEY, startInput, T0, testDatabase, US_STORE, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
beforeAll(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterAll(() => database.remove());

describe('starting an onboarding', () => {
  test('answers created, then same for the same body and conflict for another', async () => {
    const input = startInput(freshId());
    expect(await registry.onboardings.start(input, T0)).toBe('created');
    expect(await registry.onboardings.start(input, T0)).toBe('same');
    expect(await registry.onboardings.start({ ...input, bodyHmac: 'another' }, T0)).toBe('conflict');
  });

  test('answers closed for an id whose onboarding has ended, also for the same body', async () => {
    const id = await started(registry);
    await registry.onboardings.close(id, T0);
    expect(await registry.onboardings.start(startInput(id), T0)).toBe('closed');
  });

  test('two starts at the same time make one onboarding', async () => {
    const input = startInput(freshId());
    const results = await Promise.all([registry.onboardings.start(input, T0), registry.onboardings.start(input, T0)]);
    expect([...results].sort()).toEqual(['created', 'same']);
    expect(await eventTypes(registry, input.onboardingId)).toEqual(['onboarding.started']);
  });

  test('validates a key that is complete', async () => {
    const id = await started(registry);
    expect(await registry.onboardings.status(id)).toMatchObject({
      stage: 'validating_key',
      waitingOn: 'commerce',
      requirements: [],
      metadata: { tier: 'gold' },
      apiKey: { given: true, environment: 'sandbox', revision: 1 },
      commerceConnection: { host: 'shop.example', revision: 1 },
      stores: [{ storeId: 'us', websiteCode: 'base', ready: false, participates: null, revision: 1 }],
      timeline: [{ stage: 'validating_key', waitingOn: 'commerce', from: T0 }],
      authorization: null,
      closedAt: null,
    });
  });

  test.each([
    ['no key', null, '/apiKey', 'the key pair is missing.'],
    ['no private key', { ...KEY, privateKey: null }, '/apiKey/privateKey', 'the private key is missing.'],
    ['only a private key', { ...KEY, apiKey: null }, '/apiKey', 'the key is missing.'],
  ])('with %s waits for the merchant and says what is missing', async (_, apiKey, pointer, words) => {
    const id = await started(registry, { apiKey });
    const status = await registry.onboardings.status(id);
    expect(status).toMatchObject({
      stage: 'awaiting_key',
      waitingOn: 'merchant',
      requirements: [{ code: 'api_key_missing', pointer }],
    });
    expect(status?.requirements.map((missing) => describeRequirement(missing, id).sentence)).toEqual([
      expect.stringContaining(words),
    ]);
    expect(await eventTypes(registry, id)).toEqual(['onboarding.started', 'onboarding.waiting']);
  });

  test('says at once everything that was not given', async () => {
    const id = await started(registry, { apiKey: null, connection: null, stores: [] });
    const status = await registry.onboardings.status(id);
    expect(status?.requirements.map(({ code }) => code)).toEqual([
      'api_key_missing',
      'commerce_connection_missing',
      'store_missing',
    ]);
  });

  test('hands the workflow the stores in the order of the status, by which requirements point at them', async () => {
    const id = await started(registry, { stores: [US_STORE, { ...US_STORE, country: 'CA' }] });
    const rows = await registry.outbox.claim('test', 1_000, 1_000, T0);
    const task = rows.map((row) => row.task).find(({ onboardingId }) => onboardingId === id);
    const status = await registry.onboardings.status(id);
    expect(status?.stores.map(({ storeId }) => storeId)).toEqual(['us', 'ca']);
    expect(task).toMatchObject({ stores: [{ storeId: 'us' }, { storeId: 'ca' }] });
  });

  test('leaves a task that starts the workflow with what was given', async () => {
    const id = await started(registry, { merchantId: 'm-start' });
    const rows = await registry.outbox.claim('test', 1_000, 1_000, T0);
    expect(rows.map((row) => row.task)).toContainEqual({
      kind: 'start',
      onboardingId: id,
      merchantId: 'm-start',
      region: 'na',
      keyRevision: 1,
      connectionRevision: 1,
      stores: [{ storeId: 'us', revision: 1 }],
      at: T0,
    });
  });

  test('keeps nothing of a start that fails half-way', async () => {
    const id = freshId();
    const twice = startInput(id, { stores: [US_STORE, US_STORE] });
    await expect(registry.onboardings.start(twice, T0)).rejects.toThrow();
    expect(await registry.onboardings.status(id)).toBeUndefined();
    expect(await registry.credentials.readKey(id)).toBeUndefined();
  });
});

describe('the list of onboardings', () => {
  test('filters, and pages in the order of ids', async () => {
    const merchantId = 'm-list';
    const ids = ['list.B', 'list-a', 'list_b'];
    for (const id of ids) await registry.onboardings.start(startInput(id, { merchantId }), T0);
    await registry.onboardings.publish(publication('list.B', { stage: 'awaiting_correction', waitingOn: 'merchant' }));

    const first = await registry.onboardings.list({ merchantId, limit: 2 });
    expect(first.items.map((item) => item.onboardingId)).toEqual(['list-a', 'list.B']);
    const rest = await registry.onboardings.list({ merchantId, limit: 2, after: first.next! });
    expect(rest).toMatchObject({ items: [{ onboardingId: 'list_b' }], next: null });

    const corrections = await registry.onboardings.list({
      stage: 'awaiting_correction',
      waitingOn: 'merchant',
      limit: 9,
    });
    expect(corrections.items.map((item) => item.onboardingId)).toEqual(['list.B']);
  });

  test('shows a limited key its own merchants only', async () => {
    const id = await started(registry, { merchantId: 'm-mine' });
    const mine = await registry.onboardings.list({ merchantIds: ['m-mine'], limit: 9 });
    expect(mine.items.map((item) => item.onboardingId)).toEqual([id]);
    expect(await registry.onboardings.list({ merchantIds: [], limit: 9 })).toEqual({ items: [], next: null });
  });

  test('finds what expires before an instant', async () => {
    const id = await started(registry, { merchantId: 'm-expiry' });
    const { expiresAt } = await grantInForce(registry, id, 'SELLER-EXPIRY');
    const before = (instant: number) =>
      registry.onboardings.list({ merchantId: 'm-expiry', expiresBefore: instant, limit: 9 });
    expect((await before(expiresAt!)).items).toHaveLength(0);
    expect((await before(expiresAt! + 1)).items).toHaveLength(1);
  });
});

describe('closing an onboarding', () => {
  test('erases its secrets and links, and keeps its status', async () => {
    const id = await started(registry);
    const { token } = await renewLink(registry, id);
    const grant = await grantInForce(registry, id, 'SELLER-CLOSE');
    await registry.onboardings.close(id, T0 + 5);

    expect(await registry.credentials.readKey(id)).toBeUndefined();
    expect(await registry.credentials.readConnection(id)).toBeUndefined();
    expect(await registry.grants.refreshToken(grant.grantRef)).toBeUndefined();
    expect(await registry.grants.inForce(id)).toBeUndefined();
    expect(await registry.links.open(token, T0)).toEqual({ outcome: 'dead' });
    expect(await registry.onboardings.status(id)).toMatchObject({ closedAt: T0 + 5, authorization: null });
  });

  test('says in the same moment that it is disconnected, which its process then does not say again', async () => {
    const id = await started(registry);
    await registry.onboardings.close(id, T0 + 5);
    const closed = await registry.onboardings.status(id);
    expect(closed).toMatchObject({ stage: 'disconnected', waitingOn: 'nobody', requirements: [], nextStep: null });
    expect(closed?.timeline.at(-1)).toEqual({ stage: 'disconnected', waitingOn: 'nobody', from: T0 + 5 });

    const last = { stage: 'disconnected', waitingOn: 'nobody', stateVersion: T0 + 6, at: T0 + 6 } as const;
    await registry.onboardings.publish(publication(id, last));
    expect((await registry.onboardings.status(id))?.timeline).toEqual(closed?.timeline);
    expect(await eventTypes(registry, id)).toEqual(['onboarding.started', 'onboarding.disconnected']);
  });

  test('happens once', async () => {
    const id = await started(registry);
    await registry.onboardings.close(id, T0 + 5);
    await registry.onboardings.close(id, T0 + 9);
    expect((await registry.onboardings.basics(id))?.closedAt).toBe(T0 + 5);
  });

  test('frees the website and the seller for another onboarding', async () => {
    const first = await started(registry);
    await registry.stores.makeReady(first, 'us', 1, { ...READINESS, instance: 'freed.example' }, T0);
    await grantInForce(registry, first, 'SELLER-FREED');
    await registry.onboardings.close(first, T0);

    const second = await started(registry);
    expect(await registry.stores.makeReady(second, 'us', 1, { ...READINESS, instance: 'freed.example' }, T0)).toBe(
      'ready',
    );
    expect((await grantInForce(registry, second, 'SELLER-FREED')).generation).toBe(1);
  });

  test('takes no further writes', async () => {
    const id = await started(registry);
    const consent = await candidate(registry, id);
    await registry.onboardings.close(id, T0);
    expect(await registry.credentials.replaceKey(id, KEY, 'key_test', T0)).toBeUndefined();
    expect(await registry.credentials.replaceConnection(id, CONNECTION, 'key_test', T0)).toBeUndefined();
    expect(await registry.stores.correct(id, 'us', {}, 'key_test', T0)).toEqual({ outcome: 'not_found' });
    expect(await registry.grants.refreshToken(consent.candidateRef)).toBeUndefined();
  });
});
