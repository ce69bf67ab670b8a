import type { EventType } from '../../src/domain/contract/events';
import type { DeliveryTry } from '../../src/domain/delivery';
import type { Registry } from '../../src/registry/registry';
import type { EndpointSettings } from '../../src/registry/webhook-endpoints';
import { grantInForce, READINESS, started } from './consent-steps';
import { startInput, T0, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterEach(() => database.remove());

const LEASE_MS = 1_000;
const EVERYTHING: EndpointSettings = {
  url: 'https://backend.example/hooks',
  description: '',
  eventTypes: null,
  merchantIds: null,
};
const DELIVERED: DeliveryTry = { at: T0, outcome: 'delivered', httpStatus: 204, failure: null, durationMs: 5 };
const FAILED: DeliveryTry = { at: T0, outcome: 'failed', httpStatus: 500, failure: 'refused', durationMs: 5 };

async function endpoint(settings: Partial<EndpointSettings> = {}): Promise<string> {
  const created = await registry.webhookEndpoints.create({ ...EVERYTHING, ...settings }, 'test', T0);
  if (created.outcome !== 'created') throw new Error(created.outcome);
  return created.endpointId;
}

async function log(endpointId: string) {
  return (await registry.webhookDeliveries.list({ endpointId, limit: 100 })).items;
}

async function typesFor(endpointId: string): Promise<readonly EventType[]> {
  return (await log(endpointId)).map(({ eventType }) => eventType).reverse();
}

async function claimAll(at = T0) {
  return registry.webhookDeliveries.claim('relay', 100, LEASE_MS, at);
}

async function claimOne(): Promise<string> {
  const [claimed] = await claimAll();
  return claimed!.deliveryId;
}

async function sendable(deliveryId: string, at = T0) {
  return registry.webhookDeliveries.sendable(deliveryId, at);
}

describe('an event', () => {
  test('is delivered to every endpoint whose filters let it through', async () => {
    const all = await endpoint();
    const ofType = await endpoint({ eventTypes: ['store.created'] });
    const ofMerchant = await endpoint({ merchantIds: ['m-2'] });
    for (const merchantId of ['m-1', 'm-2']) {
      const id = await started(registry, { merchantId });
      if (merchantId === 'm-1') await registry.stores.makeReady(id, 'us', 1, READINESS, T0);
    }
    expect(await typesFor(all)).toEqual(['onboarding.started', 'store.created', 'onboarding.started']);
    expect(await typesFor(ofType)).toEqual(['store.created']);
    expect(await typesFor(ofMerchant)).toEqual(['onboarding.started']);
  });

  test('that is not raised a second time is not delivered a second time', async () => {
    const id = await endpoint();
    await started(registry);
    await registry.onboardings.start(startInput('same'), T0);
    await registry.onboardings.start(startInput('same'), T0);
    expect(await log(id)).toHaveLength(2);
  });

  test('and its deliveries are written together with what they tell of, or not at all', async () => {
    const id = await endpoint();
    await database.beside((db) => db.schema.dropTable('projections').execute());
    await expect(registry.onboardings.start(startInput('lost'), T0)).rejects.toThrow();
    expect(await log(id)).toEqual([]);
  });

  test('leaves nothing to be delivered as long as there is no endpoint', async () => {
    await started(registry);
    expect(await claimAll()).toEqual([]);
    await database.beside(async (db) => {
      expect(await db.selectFrom('webhook_deliveries').selectAll().execute()).toEqual([]);
    });
  });

  test('is not kept for endpoints that are registered later', async () => {
    await started(registry);
    expect(await log(await endpoint())).toEqual([]);
  });

  test('tells a renewal of a grant that still worked from the recovery of one that had expired', async () => {
    const id = await started(registry);
    const grant = await grantInForce(registry, id);
    const types = async () =>
      (await registry.events.list(id)).map(({ type }) => type).filter((type) => type.startsWith('authorization.'));
    expect(await types()).toEqual(['authorization.granted']);
    await grantInForce(registry, id);
    expect(await types()).toEqual(['authorization.granted', 'authorization.renewed']);
    await database.beside((db) =>
      db
        .updateTable('grants')
        .set({ expires_at: T0 - 1 })
        .where('onboarding_id', '=', grant.onboardingId)
        .execute(),
    );
    await grantInForce(registry, id);
    expect((await types()).at(-1)).toBe('authorization.recovered');
  });
});

describe('the list of events', () => {
  test('is read page after page in the order of writing', async () => {
    const ids = [await started(registry), await started(registry), await started(registry)];
    const first = await registry.events.page({ limit: 2 });
    expect(first.items.map(({ onboardingId }) => onboardingId)).toEqual(ids.slice(0, 2));
    const second = await registry.events.page({ limit: 2, after: first.next! });
    expect(second.items.map(({ onboardingId }) => onboardingId)).toEqual(ids.slice(2));
    expect(second.next).toBeNull();
  });

  test('is filtered by type, merchant and onboarding', async () => {
    const one = await started(registry, { merchantId: 'm-1' });
    const two = await started(registry, { merchantId: 'm-2' });
    await registry.stores.makeReady(one, 'us', 1, READINESS, T0);
    const found = async (query: Partial<Parameters<Registry['events']['page']>[0]>) =>
      (await registry.events.page({ limit: 10, ...query })).items.map(({ onboardingId, type }) => [onboardingId, type]);
    expect(await found({ types: ['store.created'] })).toEqual([[one, 'store.created']]);
    expect(await found({ merchantId: 'm-2' })).toEqual([[two, 'onboarding.started']]);
    expect(await found({ onboardingId: two })).toEqual([[two, 'onboarding.started']]);
    expect(await found({ merchantIds: ['m-2'] })).toEqual([[two, 'onboarding.started']]);
    expect(await found({ merchantIds: [] })).toEqual([]);
  });

  test('shows events about the house to nobody who is limited to merchants', async () => {
    await registry.webhookEndpoints.test(await endpoint(), T0);
    expect((await registry.events.page({ limit: 10 })).items).toHaveLength(1);
    expect((await registry.events.page({ limit: 10, merchantIds: ['m-1'] })).items).toEqual([]);
  });
});

describe('the lane of deliveries', () => {
  test('gives each delivery to one relay, and to another one when the lease has run out', async () => {
    await endpoint();
    await started(registry);
    const [claimed] = await claimAll();
    expect(await claimAll(T0 + LEASE_MS - 1)).toEqual([]);
    expect(await claimAll(T0 + LEASE_MS)).toEqual([claimed]);
  });

  test('gives four of an endpoint at a time, so that others find room', async () => {
    const [busy, idle] = [await endpoint({ merchantIds: ['m-1'] }), await endpoint({ merchantIds: ['m-2'] })];
    for (let n = 0; n < 6; n += 1) await started(registry, { merchantId: 'm-1' });
    await started(registry, { merchantId: 'm-2' });
    const claimed = await claimAll();
    expect(claimed.filter(({ endpointId }) => endpointId === busy)).toHaveLength(4);
    expect(claimed.filter(({ endpointId }) => endpointId === idle)).toHaveLength(1);
    await registry.webhookDeliveries.recordTry(claimed[0]!.deliveryId, DELIVERED, { standing: 'delivered' });
    expect(await claimAll()).toHaveLength(1);
  });

  test('lets several relays at the same time claim each delivery once', async () => {
    for (let n = 0; n < 5; n += 1) await endpoint();
    for (let n = 0; n < 4; n += 1) await started(registry);
    const others = await Promise.all([database.open(), database.open()]);
    const claims = await Promise.all(
      [registry, ...others].flatMap(({ webhookDeliveries }, n) =>
        Array.from({ length: 3 }, () => webhookDeliveries.claim(`relay-${n}`, 4, LEASE_MS, T0)),
      ),
    );
    const claimed = claims.flat().map(({ deliveryId }) => deliveryId);
    expect(claimed.length).toBe(new Set(claimed).size);
    const rest = await claimAll();
    expect(claimed.length + rest.length).toBe(20);
  });

  test('gives a delivery at once that was written by a clock ahead of ours', async () => {
    await endpoint();
    await started(registry);
    expect(await claimAll(T0 - 5_000)).toHaveLength(1);
  });

  test('holds a delivery that was given back until its time', async () => {
    await endpoint();
    await started(registry);
    const [claimed] = await claimAll();
    await registry.webhookDeliveries.release(claimed!.deliveryId, T0 + 500);
    expect(await claimAll(T0 + 499)).toEqual([]);
    expect(await claimAll(T0 + 500)).toEqual([{ ...claimed, attempts: 1 }]);
  });

  test('calls back after a commit that wrote deliveries, and only then', async () => {
    let calls = 0;
    registry.webhookDeliveries.onWritten(() => (calls += 1));
    await started(registry);
    const id = await endpoint({ eventTypes: ['store.created'] });
    await started(registry);
    expect(calls).toBe(0);
    await registry.webhookEndpoints.test(id, T0);
    expect(calls).toBe(1);
  });
});

describe('a delivery', () => {
  test('has what its try needs, with every secret that signs now', async () => {
    const id = await endpoint();
    await registry.webhookEndpoints.rotate(id, 1_000, 'test', T0);
    const onboardingId = await started(registry);
    const deliveryId = await claimOne();
    expect(await sendable(deliveryId)).toMatchObject({
      url: EVERYTHING.url,
      event: { type: 'onboarding.started', onboardingId, merchantId: 'm-1' },
      tries: [],
    });
    expect((await sendable(deliveryId, T0 + 999))!.secrets).toHaveLength(2);
    expect((await sendable(deliveryId, T0 + 1_000))!.secrets).toHaveLength(1);
  });

  test('keeps its tries, and is sent no more once it has ended', async () => {
    const id = await endpoint();
    await started(registry);
    const deliveryId = await claimOne();
    await registry.webhookDeliveries.recordTry(deliveryId, FAILED, { standing: 'retrying', nextTryAt: T0 + 60_000 });
    expect(await claimAll(T0 + LEASE_MS)).toEqual([]);
    expect(await log(id)).toMatchObject([{ standing: 'retrying', tries: [FAILED], nextTryAt: T0 + 60_000 }]);
    await registry.webhookDeliveries.recordTry(deliveryId, DELIVERED, { standing: 'delivered' });
    expect(await log(id)).toMatchObject([{ standing: 'delivered', tries: [FAILED, DELIVERED], finishedAt: T0 }]);
    expect(await sendable(deliveryId)).toBeUndefined();
  });

  test('that has ended is not brought back by a try that is written down late', async () => {
    const id = await endpoint();
    await started(registry);
    const deliveryId = await claimOne();
    await registry.webhookDeliveries.recordTry(deliveryId, DELIVERED, { standing: 'delivered' });
    await registry.webhookDeliveries.recordTry(deliveryId, FAILED, { standing: 'retrying', nextTryAt: T0 });
    expect(await log(id)).toMatchObject([{ standing: 'delivered', tries: [DELIVERED] }]);
  });
});

describe('an endpoint', () => {
  test('has its secret shown once, in the form of Standard Webhooks', async () => {
    const created = await registry.webhookEndpoints.create(EVERYTHING, 'test', T0);
    if (created.outcome !== 'created') throw new Error(created.outcome);
    expect(created.secret.reveal()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const found = await registry.webhookEndpoints.find(created.endpointId, T0);
    expect(JSON.stringify(found)).not.toContain(created.secret.reveal());
    expect(found).toMatchObject({ ...EVERYTHING, disabled: null, secrets: [{ secretId: created.secretId }] });
  });

  test('has its secrets encrypted in the database', async () => {
    const created = await registry.webhookEndpoints.create(EVERYTHING, 'test', T0);
    if (created.outcome !== 'created') throw new Error(created.outcome);
    await database.beside(async (db) => {
      const everything = JSON.stringify([
        await db.selectFrom('vault').selectAll().execute(),
        await db.selectFrom('webhook_secrets').selectAll().execute(),
        await db.selectFrom('webhook_endpoints').selectAll().execute(),
      ]);
      expect(everything).toContain(created.secretId);
      expect(everything).not.toContain(created.secret.reveal().slice('whsec_'.length));
    });
  });

  test('is one of twenty at most', async () => {
    for (let n = 0; n < 20; n += 1) await endpoint();
    expect(await registry.webhookEndpoints.create(EVERYTHING, 'test', T0)).toEqual({ outcome: 'too_many' });
  });

  test('knows since when it has been failing, until it works again', async () => {
    const id = await endpoint();
    for (let n = 0; n < 3; n += 1) await started(registry);
    const [one, two, three] = await claimAll();
    const recordTry: Registry['webhookDeliveries']['recordTry'] = (...tried) =>
      registry.webhookDeliveries.recordTry(...tried);
    const retrying = { standing: 'retrying', nextTryAt: T0 } as const;
    expect(await recordTry(one!.deliveryId, FAILED, retrying)).toEqual({ failingSince: T0 });
    expect(await recordTry(two!.deliveryId, { ...FAILED, at: T0 + 1 }, retrying)).toEqual({ failingSince: T0 });
    await recordTry(three!.deliveryId, DELIVERED, { standing: 'delivered' });
    expect((await registry.webhookEndpoints.find(id, T0))!.failingSince).toBeNull();
  });

  test('that is disabled abandons its deliveries, gets no new ones, and tells the others once', async () => {
    const [failing, other] = [await endpoint({ eventTypes: ['onboarding.started'] }), await endpoint()];
    await started(registry);
    const { deliveryId } = (await claimAll()).find(({ endpointId }) => endpointId === failing)!;
    const disable = (by: string) => registry.webhookEndpoints.disable(failing, 'gone', by, T0 + 7);
    expect(await disable(deliveryId)).toEqual({ disabledAt: T0 + 7 });
    expect(await disable(deliveryId)).toEqual({ disabledAt: T0 + 7 });
    expect(await disable('dlv_other')).toBeUndefined();
    await started(registry);
    expect(await log(failing)).toMatchObject([{ standing: 'abandoned', finishedAt: T0 + 7 }]);
    expect(await sendable(deliveryId)).toBeUndefined();
    expect(await typesFor(other)).toEqual(['onboarding.started', 'webhook_endpoint.disabled', 'onboarding.started']);
  });

  test('can be disabled and enabled by hand', async () => {
    const id = await endpoint();
    await registry.webhookEndpoints.update(id, { enabled: false }, 'test', T0 + 1);
    expect(await registry.webhookEndpoints.find(id, T0)).toMatchObject({
      disabled: { at: T0 + 1, reason: 'operator' },
    });
    await started(registry);
    await registry.webhookEndpoints.update(id, { enabled: true }, 'test', T0 + 2);
    expect(await registry.webhookEndpoints.find(id, T0)).toMatchObject({ disabled: null });
    await started(registry);
    expect(await log(id)).toHaveLength(1);
  });

  test('that was enabled again is not failing since a try from before', async () => {
    const id = await endpoint();
    await started(registry);
    const underWay = await claimOne();
    await registry.webhookEndpoints.update(id, { enabled: false }, 'test', T0);
    await registry.webhookEndpoints.update(id, { enabled: true }, 'test', T0);
    const after = { standing: 'retrying', nextTryAt: T0 + 1 } as const;
    expect(await registry.webhookDeliveries.recordTry(underWay, FAILED, after)).toEqual({ failingSince: null });
    expect((await registry.webhookEndpoints.find(id, T0))?.failingSince).toBeNull();
  });

  test('keeps what a change does not name', async () => {
    const id = await endpoint({ description: 'staging', eventTypes: ['store.created'] });
    await registry.webhookEndpoints.update(id, { url: 'https://other.example', eventTypes: null }, 'test', T0);
    expect(await registry.webhookEndpoints.find(id, T0)).toMatchObject({
      url: 'https://other.example',
      description: 'staging',
      eventTypes: null,
    });
  });

  test('that is deleted has no secret left and is found no more', async () => {
    const id = await endpoint();
    await started(registry);
    expect(await registry.webhookEndpoints.delete(id, 'test', T0)).toBe(true);
    expect(await registry.webhookEndpoints.find(id, T0)).toBeUndefined();
    expect(await registry.webhookEndpoints.list(T0)).toEqual([]);
    expect(await claimAll()).toEqual([]);
    expect(await registry.webhookEndpoints.delete(id, 'test', T0)).toBe(false);
    await database.beside(async (db) => {
      const left = db.selectFrom('vault').selectAll().where('owner_table', '=', 'webhook_secrets');
      expect(await left.execute()).toEqual([]);
    });
  });

  test('signs with a new secret alone when the old one has leaked', async () => {
    const id = await endpoint();
    const rotated = await registry.webhookEndpoints.rotate(id, 0, 'test', T0);
    expect((await registry.webhookEndpoints.find(id, T0))!.secrets.map(({ secretId }) => secretId)).toEqual([
      rotated!.secretId,
    ]);
    await database.beside(async (db) => {
      const rows = db.selectFrom('vault').selectAll().where('owner_table', '=', 'webhook_secrets');
      expect(await rows.execute()).toHaveLength(1);
    });
  });
});

test('what is done to an endpoint is written down, with who did it', async () => {
  const id = await endpoint();
  await registry.webhookEndpoints.rotate(id, 0, 'key_1', T0 + 1);
  await registry.webhookEndpoints.update(id, { description: 'b' }, 'key_2', T0 + 2);
  await registry.webhookEndpoints.replay(id, { from: 0, to: T0 }, 'key_3', T0 + 3);
  await registry.webhookEndpoints.delete(id, 'key_4', T0 + 4);
  const { items } = await registry.audit.list({ limit: 10 });
  expect(items.map(({ action, actor, subject }) => [action, actor, subject])).toEqual([
    ['delete_webhook_endpoint', 'key_4', id],
    ['replay_events', 'key_3', id],
    ['change_webhook_endpoint', 'key_2', id],
    ['create_webhook_secret', 'key_1', id],
    ['create_webhook_endpoint', 'test', id],
  ]);
});

describe('a replay', () => {
  test('delivers one event once more, under the same id, whatever the filter of types', async () => {
    const id = await endpoint({ eventTypes: ['store.created'] });
    await started(registry);
    const { items } = await registry.events.page({ limit: 1 });
    const replayed = await registry.webhookEndpoints.replay(id, { eventId: items[0]!.eventId }, 'test', T0);
    expect(replayed).toEqual({ outcome: 'written', count: 1 });
    expect(await log(id)).toMatchObject([{ eventId: items[0]!.eventId, cause: 'replay', standing: 'pending' }]);
  });

  test('delivers what happened in a time, from its beginning on and before its end', async () => {
    const id = await endpoint();
    for (const at of [T0, T0 + 10, T0 + 20]) await registry.onboardings.start(startInput(`at-${at}`), at);
    const before = (await log(id)).length;
    const replayed = await registry.webhookEndpoints.replay(id, { from: T0 + 10, to: T0 + 20 }, 'test', T0);
    expect(replayed).toEqual({ outcome: 'written', count: 1 });
    expect(await log(id)).toHaveLength(before + 1);
  });

  test('gives an endpoint no event of a merchant that it is not for', async () => {
    const id = await endpoint({ merchantIds: ['m-2'] });
    await started(registry, { merchantId: 'm-1' });
    const { items } = await registry.events.page({ limit: 1 });
    expect(await registry.webhookEndpoints.replay(id, { eventId: items[0]!.eventId }, 'test', T0)).toEqual({
      outcome: 'event_not_found',
    });
    expect(await registry.webhookEndpoints.replay(id, { from: 0, to: T0 + 1 }, 'test', T0)).toEqual({
      outcome: 'written',
      count: 0,
    });
  });

  test('is refused where nothing is delivered', async () => {
    const id = await endpoint();
    await registry.webhookEndpoints.update(id, { enabled: false }, 'test', T0);
    expect(await registry.webhookEndpoints.replay(id, { from: 0, to: T0 }, 'test', T0)).toEqual({
      outcome: 'disabled',
    });
    expect(await registry.webhookEndpoints.test(id, T0)).toEqual({ outcome: 'disabled' });
    expect(await registry.webhookEndpoints.replay('whe_none', { from: 0, to: T0 }, 'test', T0)).toEqual({
      outcome: 'not_found',
    });
  });
});
