import type { Registry } from '../../src/registry/registry';
import type { StoreInput } from '../../src/registry/stores';
import { eventTypes, grantInForce, READINESS, started } from './consent-steps';
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

describe('an attribute that is made in Commerce', () => {
  const WANTED = { ...US_STORE, mapping: { ...US_STORE.mapping, createAttributeIfMissing: true } };
  const dataOf = async (id: string) =>
    (await registry.events.list(id))
      .filter(({ type }) => type.startsWith('store.'))
      .map(({ type, data }) => [type, data]);

  test('is asked for in the mapping until that is corrected', async () => {
    const id = await started(registry, { stores: [WANTED] });
    expect((await registry.stores.list(id))[0]?.mapping).toEqual(WANTED.mapping);

    await registry.stores.correct(id, 'us', { name: 'Other' }, 'key_test', T0);
    expect((await registry.stores.list(id))[0]?.mapping.createAttributeIfMissing).toBe(true);
    await registry.stores.correct(id, 'us', { mapping: US_STORE.mapping }, 'key_test', T0);
    expect((await registry.stores.list(id))[0]?.mapping.createAttributeIfMissing).toBe(false);
  });

  test('is told of with the ready store and in its event, once', async () => {
    const id = await started(registry, { stores: [WANTED] });
    expect(await registry.stores.noteCreatedAttribute(id, 'us', 'asin')).toBe(true);
    expect(await registry.stores.noteCreatedAttribute(id, 'us', 'asin')).toBe(false);
    const ready = readiness();
    await registry.stores.makeReady(id, 'us', 1, ready, T0);
    await registry.stores.makeReady(id, 'us', 1, ready, T0);

    const warnings = [{ code: 'attribute_created', attributeCode: 'asin' }];
    expect((await registry.onboardings.status(id))?.stores).toMatchObject([{ warnings }]);
    expect(await dataOf(id)).toMatchObject([['store.created', { createdAttribute: 'asin' }]]);
  });

  test('is told of with a store that had been ready before', async () => {
    const id = await started(registry);
    const ready = readiness();
    await registry.stores.makeReady(id, 'us', 1, ready, T0);
    const mapping = { ...WANTED.mapping, attributeCode: 'made' };
    await registry.stores.correct(id, 'us', { mapping }, 'key_test', T0);
    await registry.stores.noteCreatedAttribute(id, 'us', 'made');
    await registry.stores.makeReady(id, 'us', 2, ready, T0);

    expect(await dataOf(id)).toMatchObject([
      ['store.created', { createdAttribute: null }],
      ['store.updated', { createdAttribute: null }],
      ['store.updated', { createdAttribute: 'made' }],
    ]);
  });

  test('is not told of when that was taken back, or when another one is mapped', async () => {
    const id = await started(registry, { stores: [WANTED] });
    await registry.stores.noteCreatedAttribute(id, 'us', 'asin');
    await registry.stores.noteCreatedAttribute(id, 'us', null);
    await registry.stores.makeReady(id, 'us', 1, readiness(), T0);
    expect((await registry.stores.list(id))[0]?.warnings).toEqual([]);

    const other = await started(registry, { stores: [WANTED] });
    await registry.stores.noteCreatedAttribute(other, 'us', 'asin');
    const mapping = { ...WANTED.mapping, attributeCode: 'ean' };
    await registry.stores.correct(other, 'us', { mapping }, 'key_test', T0);
    await registry.stores.makeReady(other, 'us', 2, readiness(), T0);
    expect((await registry.stores.list(other))[0]?.warnings).toEqual([]);
  });
});

test('modules of the instance are known with its first ready store, until another connection is given', async () => {
  const id = await started(registry);
  const modules = { amazonSalesChannel: true, servicesConnector: false };
  const known = async () => (await registry.onboardings.status(id))?.commerceConnection.modules;
  await registry.stores.makeReady(id, 'us', 1, { ...readiness(), modules }, T0);
  expect(await known()).toEqual(modules);

  await registry.credentials.replaceConnection(id, CONNECTION, 'key_test', T0);
  expect(await known()).toBeNull();
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

const CA_STORE = { ...US_STORE, country: 'CA', name: 'Acme CA' } as const;

async function added(id: string, store: StoreInput = CA_STORE) {
  const result = await registry.stores.add(id, store, 'key_test', T0);
  if (result.outcome !== 'added') throw new Error(`The store was not added: ${result.outcome}`);
  return result.store;
}

async function lastTask(onboardingId: string) {
  const tasks = (await database.beside((db) => db.selectFrom('outbox').selectAll().orderBy('outbox_id').execute()))
    .filter((row) => row.onboarding_id === onboardingId)
    .map((row) => JSON.parse(row.task) as unknown);
  return tasks.at(-1);
}

describe('adding a store', () => {
  test('puts it at the end, in the status too, and tells the workflow', async () => {
    const id = await started(registry);
    expect(await added(id)).toMatchObject({ storeId: 'ca', revision: 1, ready: false, participates: null });
    expect((await registry.onboardings.status(id))?.stores).toMatchObject([{ storeId: 'us' }, { storeId: 'ca' }]);
    expect(await lastTask(id)).toMatchObject({ fact: 'store', ref: 'ca', revision: 1 });
  });

  test('of a country that is there changes nothing', async () => {
    const id = await started(registry);
    expect(await registry.stores.add(id, { ...US_STORE, name: 'Another' }, 'key_test', T0)).toEqual({
      outcome: 'exists',
    });
    expect(await registry.stores.list(id)).toMatchObject([{ name: 'Acme US', revision: 1 }]);
  });

  test('twice at the same time adds one', async () => {
    const id = await started(registry);
    const results = await Promise.all([1, 2].map(() => registry.stores.add(id, CA_STORE, 'key_test', T0)));
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['added', 'exists']);
  });

  test('to an onboarding that is closed or unknown finds nothing', async () => {
    const id = await started(registry);
    await registry.onboardings.close(id, T0);
    expect(await registry.stores.add(id, CA_STORE, 'key_test', T0)).toEqual({ outcome: 'not_found' });
    expect(await registry.stores.add('nobody', CA_STORE, 'key_test', T0)).toEqual({ outcome: 'not_found' });
  });

  test('as the first one brings the contact of an onboarding that has none, and replaces none', async () => {
    const [empty, given] = [
      await started(registry, { stores: [], contacts: [] }),
      await started(registry, {
        stores: [],
        contacts: [{ role: 'seller', email: 'given@acme.example', language: 'en', timeZone: 'UTC' }],
      }),
    ];
    for (const id of [empty, given]) await added(id, { ...CA_STORE, email: 'store@acme.example' });
    expect(await registry.contacts.forRole(empty, 'seller')).toMatchObject({ email: 'store@acme.example' });
    expect(await registry.contacts.forRole(given, 'seller')).toMatchObject({ email: 'given@acme.example' });
  });
});

describe('removing a store', () => {
  test('takes it out of the status, tells the workflow and raises its event once', async () => {
    const id = await started(registry, { stores: [US_STORE, CA_STORE] });
    expect(await registry.stores.remove(id, 'ca', 'key_test', T0)).toEqual({ outcome: 'removed', revision: 2 });
    expect((await registry.onboardings.status(id))?.stores).toMatchObject([{ storeId: 'us' }]);
    expect(await lastTask(id)).toMatchObject({ fact: 'store_removed', ref: 'ca', revision: 2 });
    expect(await registry.stores.remove(id, 'ca', 'key_test', T0)).toEqual({ outcome: 'not_found' });
    expect(await eventTypes(registry, id)).toEqual(['onboarding.started', 'store.removed']);
  });

  test('leaves the last one', async () => {
    const id = await started(registry);
    expect(await registry.stores.remove(id, 'us', 'key_test', T0)).toEqual({ outcome: 'last_store' });
  });

  test('keeps a receipt without name and address', async () => {
    const id = await started(registry, { stores: [US_STORE, CA_STORE] });
    await registry.stores.remove(id, 'ca', 'key_test', T0 + 1);
    const rows = await database.beside((db) =>
      db.selectFrom('stores').selectAll().where('onboarding_id', '=', id).where('store_id', '=', 'ca').execute(),
    );
    expect(rows).toMatchObject([{ name: '', email: '', website_code: CA_STORE.websiteCode, removed_at: T0 + 1 }]);
  });

  test('frees website and seller for another onboarding', async () => {
    const ready = readiness();
    const id = await started(registry, { stores: [US_STORE, CA_STORE] });
    await registry.stores.makeReady(id, 'us', 1, ready, T0);
    await grantInForce(registry, id, 'SELLER-MOVES');
    await registry.stores.remove(id, 'us', 'key_test', T0);

    const heir = await started(registry);
    expect(await registry.stores.makeReady(heir, 'us', 1, ready, T0)).toBe('ready');
    expect((await grantInForce(registry, heir, 'SELLER-MOVES')).generation).toBe(1);
  });

  test('makes a check that is under way stale', async () => {
    const id = await started(registry, { stores: [US_STORE, CA_STORE] });
    await registry.stores.remove(id, 'ca', 'key_test', T0);
    expect(await registry.stores.makeReady(id, 'ca', 1, readiness(), T0)).toBe('stale');
  });

  test('and adding it again begins anew under the next revision, at the end', async () => {
    const id = await started(registry, { stores: [US_STORE, CA_STORE] });
    await registry.stores.makeReady(id, 'us', 1, readiness(), T0);
    await registry.stores.remove(id, 'us', 'key_test', T0);
    expect(await added(id, US_STORE)).toMatchObject({ storeId: 'us', revision: 3, ready: false, orderImport: null });
    expect((await registry.stores.list(id)).map(({ storeId }) => storeId)).toEqual(['ca', 'us']);
    await registry.stores.makeReady(id, 'us', 3, readiness(), T0);
    expect((await eventTypes(registry, id)).filter((type) => type === 'store.created')).toHaveLength(2);
  });
});

describe('a change tied to a revision', () => {
  test('is made while the store is of it', async () => {
    const id = await started(registry, { stores: [US_STORE, CA_STORE] });
    const corrected = await registry.stores.correct(id, 'us', { name: 'New' }, 'key_test', T0, 1);
    expect(corrected).toMatchObject({ outcome: 'corrected', store: { revision: 2 } });
    expect(await registry.stores.remove(id, 'us', 'key_test', T0, 2)).toMatchObject({ outcome: 'removed' });
  });

  test('is not made when the store has changed since', async () => {
    const id = await started(registry, { stores: [US_STORE, CA_STORE] });
    await registry.stores.correct(id, 'us', { name: 'New' }, 'key_test', T0);
    const late = await registry.stores.correct(id, 'us', { name: 'Late' }, 'key_test', T0, 1);
    expect(late).toEqual({ outcome: 'changed_meanwhile' });
    expect(await registry.stores.remove(id, 'us', 'key_test', T0, 1)).toEqual({ outcome: 'changed_meanwhile' });
    expect(await registry.stores.list(id)).toMatchObject([{ name: 'New' }, { storeId: 'ca' }]);
  });
});
