import type { Registry } from '../../src/registry/registry';
import { eventTypes, READINESS, started } from './consent-steps';
import { CONNECTION, T0, testDatabase, US_STORE, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
beforeAll(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterAll(() => database.remove());

/** A readiness at an instance that no other test of this file uses. */
let instances = 0;
function readiness() {
  instances += 1;
  return { ...READINESS, instance: `shop-${instances}.example` };
}

describe('correcting a store', () => {
  test('is a new revision, in the status too', async () => {
    const id = await started(registry);
    const correction = { websiteCode: 'eu', mapping: { amazonIdType: 'ean', attributeCode: 'barcode' } } as const;
    const result = await registry.stores.correct(id, 'us', correction, 'key_test', T0);
    expect(result).toMatchObject({ outcome: 'corrected', store: { ...correction, revision: 2, name: 'Acme US' } });
    expect((await registry.onboardings.status(id))?.stores).toMatchObject([{ ...correction, revision: 2 }]);
  });

  test('tells the workflow, also when nothing differs', async () => {
    const id = await started(registry);
    const [start] = (await registry.outbox.claim('test', 1_000, 1, T0)).filter((row) => row.task.onboardingId === id);
    await registry.outbox.done(start!.outboxId, T0);
    await registry.stores.correct(id, 'us', {}, 'key_test', T0);
    const tasks = (await registry.outbox.claim('test', 1_000, 1, T0 + 10)).map((row) => row.task);
    expect(tasks).toContainEqual({ kind: 'factsChanged', onboardingId: id, fact: 'store', ref: 'us', revision: 2 });
  });

  test('leaves the website of a ready store as it is, and lets it be renamed', async () => {
    const id = await started(registry);
    await registry.stores.makeReady(id, 'us', 1, readiness(), T0);
    const moved = await registry.stores.correct(id, 'us', { websiteCode: 'other' }, 'key_test', T0);
    expect(moved).toEqual({ outcome: 'website_is_final' });
    const renamed = await registry.stores.correct(id, 'us', { websiteCode: 'base', name: 'New' }, 'key_test', T0);
    expect(renamed).toMatchObject({ outcome: 'corrected', store: { name: 'New', ready: true } });
    expect(await eventTypes(registry, id)).toEqual(['onboarding.started', 'store.created', 'store.updated']);
  });

  test('of a store that does not exist finds nothing', async () => {
    const id = await started(registry);
    expect(await registry.stores.correct(id, 'ca', {}, 'key_test', T0)).toEqual({ outcome: 'not_found' });
    expect(await registry.stores.correct('nobody', 'us', {}, 'key_test', T0)).toEqual({ outcome: 'not_found' });
  });
});

describe('making a store ready', () => {
  test('keeps where orders go and raises store.created once', async () => {
    const id = await started(registry);
    const ready = { ...readiness(), warnings: [{ code: 'attribute_unique' }] } as const;
    expect(await registry.stores.makeReady(id, 'us', 1, ready, T0)).toBe('ready');
    expect(await registry.stores.makeReady(id, 'us', 1, ready, T0)).toBe('ready');
    expect(await registry.stores.list(id)).toMatchObject([
      {
        ready: true,
        orderImport: { storeGroupId: 2, storeViewId: 3, storeViewCode: 'default' },
        warnings: [{ code: 'attribute_unique' }],
      },
    ]);
    expect((await registry.onboardings.status(id))?.stores[0]?.ready).toBe(true);
    expect(await eventTypes(registry, id)).toEqual(['onboarding.started', 'store.created']);
  });

  test('of an older revision is stale', async () => {
    const id = await started(registry);
    await registry.stores.correct(id, 'us', { name: 'Corrected' }, 'key_test', T0);
    expect(await registry.stores.makeReady(id, 'us', 1, readiness(), T0)).toBe('stale');
    expect(await registry.stores.makeReady(id, 'us', 2, readiness(), T0)).toBe('ready');
  });

  test('asked of a connection that was replaced meanwhile is stale, and its host not a verified one', async () => {
    const id = await started(registry);
    const elsewhere = { ...CONNECTION, baseUrl: 'https://other.example/' };
    await registry.credentials.replaceConnection(id, elsewhere, 'key_test', T0);
    expect(await registry.stores.makeReady(id, 'us', 1, readiness(), T0)).toBe('stale');
    expect((await registry.onboardings.basics(id))?.verifiedCommerceHost).toBeNull();
  });

  test('is taken where another live onboarding has website and marketplace of the instance', async () => {
    const ready = readiness();
    const [first, second] = [await started(registry), await started(registry)];
    expect(await registry.stores.makeReady(first, 'us', 1, ready, T0)).toBe('ready');
    expect(await registry.stores.makeReady(second, 'us', 1, ready, T0)).toBe('taken');
    expect((await registry.stores.list(second))[0]?.ready).toBe(false);
    expect(await eventTypes(registry, second)).toEqual(['onboarding.started']);
  });

  test('at the same time lets one of two onboardings have it', async () => {
    const ready = readiness();
    const ids = [await started(registry), await started(registry)];
    const results = await Promise.all(ids.map((id) => registry.stores.makeReady(id, 'us', 1, ready, T0)));
    expect(results.sort()).toEqual(['ready', 'taken']);
  });

  test('of two marketplaces on one website is allowed', async () => {
    const ready = readiness();
    const id = await started(registry, { stores: [US_STORE, { ...US_STORE, country: 'CA' }] });
    expect(await registry.stores.makeReady(id, 'us', 1, ready, T0)).toBe('ready');
    expect(await registry.stores.makeReady(id, 'ca', 1, ready, T0)).toBe('ready');
  });
});
