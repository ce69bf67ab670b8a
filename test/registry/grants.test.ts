import type { Registry } from '../../src/registry/registry';
import {
  attemptOutcome,
  candidate,
  eventTypes,
  grantInForce,
  participation,
  READINESS,
  started,
  swapIn,
  YEAR_MS,
} from './consent-steps';
import { CA, T0, testDatabase, US, US_STORE, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
beforeAll(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterAll(() => database.remove());

let sellers = 0;
/** A seller that no other test of this file has. */
function freshSeller(): string {
  sellers += 1;
  return `SELLER-${sellers}-GRANTS`;
}

describe('swapping a candidate in', () => {
  test('makes it generation 1, says which stores participate, and raises authorization.granted', async () => {
    const seller = freshSeller();
    const id = await started(registry, { stores: [US_STORE, { ...US_STORE, country: 'CA' }] });
    const { consentId, candidateRef } = await candidate(registry, id, seller);
    const swapped = await swapIn(registry, candidateRef, [participation(US), participation(CA, false)]);
    expect(swapped).toMatchObject({ outcome: 'in_force', grant: { status: 'in_force', generation: 1 } });
    expect(await registry.onboardings.status(id)).toMatchObject({
      authorization: {
        sellerId: seller,
        sellerIdProof: 'claimed',
        marketplaceIds: [US],
        generation: 1,
        grantedAt: T0,
        expiresAt: T0 + YEAR_MS,
        expiryKnownFrom: 'consent',
      },
      stores: [
        { storeId: 'us', participates: true },
        { storeId: 'ca', participates: false },
      ],
    });
    expect(await attemptOutcome(registry, consentId)).toBe('connected');
    expect(await eventTypes(registry, id)).toContain('authorization.granted');
    expect((await registry.onboardings.basics(id))?.generation).toBe(1);
  });

  test('raises store.updated for a created store that it does not serve, and when a renewal serves it again', async () => {
    const seller = freshSeller();
    const id = await started(registry, { stores: [US_STORE, { ...US_STORE, country: 'CA' }] });
    for (const storeId of ['us', 'ca'] as const) {
      const readiness = { ...READINESS, instance: `${seller}.example` };
      expect(await registry.stores.makeReady(id, storeId, 1, readiness, T0)).toBe('ready');
    }
    const told = async () =>
      (await registry.events.list(id)).filter(({ type }) => type === 'store.updated').map(({ data }) => data);

    for (const sellsInCanada of [false, false, true]) {
      const { candidateRef } = await candidate(registry, id, seller);
      await swapIn(registry, candidateRef, [participation(US), participation(CA, sellsInCanada)]);
    }
    expect(await told()).toMatchObject([
      { storeId: 'ca', participates: false },
      { storeId: 'ca', participates: true },
    ]);
  });

  test('twice changes nothing the second time', async () => {
    const id = await started(registry);
    const grant = await grantInForce(registry, id, freshSeller());
    expect(await swapIn(registry, grant.grantRef)).toEqual({ outcome: 'in_force', grant });
    expect((await eventTypes(registry, id)).filter((type) => type.startsWith('authorization.'))).toHaveLength(1);
  });

  test('on renewal ends the old grant only then, with its token', async () => {
    const seller = freshSeller();
    const id = await started(registry);
    const old = await grantInForce(registry, id, seller);
    const renewal = await candidate(registry, id, seller);
    expect(await registry.grants.refreshToken(old.grantRef)).toBeDefined();
    expect(await swapIn(registry, renewal.candidateRef)).toMatchObject({ grant: { generation: 2 } });
    expect(await registry.grants.refreshToken(old.grantRef)).toBeUndefined();
    expect((await registry.grants.find(id, old.grantRef))?.status).toBe('replaced');
    expect((await registry.grants.inForce(id))?.grantRef).toBe(renewal.candidateRef);
    expect(await eventTypes(registry, id)).toContain('authorization.renewed');
  });

  test('collides with another live onboarding of the seller in that marketplace, and leaves all as it was', async () => {
    const seller = freshSeller();
    await grantInForce(registry, await started(registry), seller);
    const id = await started(registry);
    const { candidateRef } = await candidate(registry, id, seller);
    expect(await swapIn(registry, candidateRef)).toEqual({ outcome: 'collision' });
    expect((await registry.grants.find(id, candidateRef))?.status).toBe('candidate');
    expect((await registry.onboardings.status(id))?.authorization).toBeNull();
  });

  test('at the same time lets one of two onboardings have the seller', async () => {
    const seller = freshSeller();
    const refs: string[] = [];
    for (let n = 0; n < 2; n += 1) refs.push((await candidate(registry, await started(registry), seller)).candidateRef);
    const results = await Promise.all(refs.map((ref) => swapIn(registry, ref)));
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['collision', 'in_force']);
  });

  test('of a destroyed or unknown candidate finds it gone', async () => {
    const { candidateRef } = await candidate(registry, await started(registry), freshSeller());
    await registry.grants.destroy(candidateRef, 'void', T0);
    expect(await swapIn(registry, candidateRef)).toEqual({ outcome: 'gone' });
    expect(await swapIn(registry, 'grt_unknown')).toEqual({ outcome: 'gone' });
  });
});

describe('collisions', () => {
  test('are live grants of other onboardings in one of these marketplaces', async () => {
    const seller = freshSeller();
    const other = await started(registry);
    const grant = await grantInForce(registry, other, seller);
    const id = await started(registry);
    const refs = async (...asked: string[]) =>
      (await registry.grants.collisions(id, seller, asked)).map(({ grantRef }) => grantRef);
    expect(await refs(US, CA)).toEqual([grant.grantRef]);
    expect(await refs(CA)).toEqual([]);
    expect(await refs()).toEqual([]);
    expect(await registry.grants.collisions(other, seller, [US])).toEqual([]);
    await registry.onboardings.close(other, T0);
    expect(await refs(US)).toEqual([]);
  });
});

describe('a candidate that cannot be swapped in', () => {
  test('is parked beside the grant in force, until a newer consent comes', async () => {
    const id = await started(registry);
    const inForce = await grantInForce(registry, id, freshSeller());
    const first = await candidate(registry, id, freshSeller());
    await registry.grants.park(first.candidateRef, 'owner_mismatch', [], T0);
    expect(await attemptOutcome(registry, first.consentId)).toBe('parked');
    const second = await candidate(registry, id, freshSeller());
    await registry.grants.park(second.candidateRef, 'owner_mismatch', [], T0);
    await registry.grants.park(second.candidateRef, 'owner_mismatch', [], T0);

    expect((await registry.grants.find(id, first.candidateRef))?.status).toBe('destroyed');
    expect(await registry.grants.refreshToken(first.candidateRef)).toBeUndefined();
    expect(await registry.grants.refreshToken(second.candidateRef)).toBeDefined();
    expect((await registry.grants.inForce(id))?.grantRef).toBe(inForce.grantRef);
    expect((await eventTypes(registry, id)).filter((type) => type === 'authorization.mismatch')).toHaveLength(2);
  });

  test('is destroyed with its token and its seller', async () => {
    const id = await started(registry);
    const { consentId, candidateRef } = await candidate(registry, id, freshSeller());
    await registry.grants.destroy(candidateRef, 'refused', T0);
    await registry.grants.destroy(candidateRef, 'void', T0);
    expect(await registry.grants.refreshToken(candidateRef)).toBeUndefined();
    expect(await registry.grants.find(id, candidateRef)).toMatchObject({ status: 'destroyed', sellerId: '' });
    expect(await attemptOutcome(registry, consentId)).toBe('refused');
  });

  test('that participates nowhere stays, and its attempt says so', async () => {
    const id = await started(registry);
    const { consentId, candidateRef } = await candidate(registry, id, freshSeller());
    await registry.grants.markNotParticipating(candidateRef, T0);
    expect(await attemptOutcome(registry, consentId)).toBe('not_participating');
    expect((await registry.grants.find(id, candidateRef))?.status).toBe('candidate');
    await swapIn(registry, candidateRef);
    expect(await attemptOutcome(registry, consentId)).toBe('connected');
  });
});

test('destroying the grant in force is not possible this way', async () => {
  const id = await started(registry);
  const grant = await grantInForce(registry, id, freshSeller());
  await registry.grants.destroy(grant.grantRef, 'void', T0);
  expect(await registry.grants.refreshToken(grant.grantRef)).toBeDefined();
});

test('a grant is found under its own onboarding only', async () => {
  const { candidateRef } = await candidate(registry, await started(registry), freshSeller());
  expect(await registry.grants.find(await started(registry), candidateRef)).toBeUndefined();
});

test('the plan is that of the newest generation', async () => {
  const id = await started(registry);
  expect(await registry.grants.plan(id)).toBeUndefined();
  const step = { key: 'g1-7', kind: 'reminder', at: T0, daysBefore: 7, lane: 'seller' } as const;
  const plan = { generation: 1, policyVersion: 1, steps: [step] };
  await registry.grants.savePlan(id, plan);
  await registry.grants.savePlan(id, plan);
  expect(await registry.grants.plan(id)).toEqual({ plan, marks: [] });
  await registry.grants.savePlan(id, { ...plan, generation: 2, steps: [] });
  expect((await registry.grants.plan(id))?.plan.generation).toBe(2);
});

describe('letting stores join the grant in force', () => {
  const CA_STORE = { ...US_STORE, country: 'CA' } as const;
  const BOTH = [participation(US), participation(CA)];
  const yes = (storeId: 'us' | 'ca') => ({ storeId, participates: 'yes' }) as const;

  async function withAddedStore(seller = freshSeller()) {
    const id = await started(registry);
    const { grantRef } = await grantInForce(registry, id, seller);
    await registry.stores.add(id, CA_STORE, 'key_test', T0);
    return { id, grantRef };
  }

  test('says so in the status, raises store.updated, and keeps what was seen and when', async () => {
    const { id, grantRef } = await withAddedStore();
    expect(await registry.grants.join({ grantRef, stores: [yes('ca')], print: BOTH }, T0 + 9)).toBe('joined');
    expect(await registry.onboardings.status(id)).toMatchObject({
      authorization: { marketplaceIds: [US, CA] },
      stores: [
        { storeId: 'us', participates: true },
        { storeId: 'ca', participates: true },
      ],
    });
    expect(await registry.grants.inForce(id)).toMatchObject({ print: BOTH, printAt: T0 + 9 });
    expect((await eventTypes(registry, id)).filter((type) => type === 'store.updated')).toHaveLength(1);
  });

  test('without a new print leaves the one that was seen before', async () => {
    const { id, grantRef } = await withAddedStore();
    await registry.grants.join({ grantRef, stores: [yes('ca')], print: null }, T0 + 9);
    expect(await registry.grants.inForce(id)).toMatchObject({ print: [participation(US)], printAt: T0 });
  });

  test.each(['no', 'taken'] as const)('as %s claims nothing for the seller', async (participates) => {
    const seller = freshSeller();
    const { id, grantRef } = await withAddedStore(seller);
    await registry.grants.join({ grantRef, stores: [{ storeId: 'ca', participates }], print: null }, T0);
    expect((await registry.stores.list(id)).map((store) => store.participates)).toEqual([true, false]);
    expect(await registry.grants.collisions('someone-else', seller, [CA])).toEqual([]);
  });

  test('that another onboarding has connected is a collision, and nothing is written', async () => {
    const seller = freshSeller();
    const { id, grantRef } = await withAddedStore(seller);
    const other = await started(registry, { stores: [CA_STORE] });
    await swapIn(registry, (await candidate(registry, other, seller)).candidateRef, BOTH);
    expect(await registry.grants.join({ grantRef, stores: [yes('ca')], print: BOTH }, T0 + 9)).toBe('collision');
    expect((await registry.stores.list(id)).map((store) => store.participates)).toEqual([true, null]);
    expect((await registry.grants.inForce(id))?.printAt).toBe(T0);
  });

  test('at the same time lets one of two onboardings have the marketplace', async () => {
    const seller = freshSeller();
    const one = await withAddedStore(seller);
    const heir = await started(registry, { stores: [{ ...US_STORE, country: 'MX' }, CA_STORE] });
    await swapIn(registry, (await candidate(registry, heir, seller)).candidateRef, []);
    const other = { grantRef: (await registry.grants.inForce(heir))!.grantRef };
    const results = await Promise.all(
      [one, other].map(({ grantRef }) => registry.grants.join({ grantRef, stores: [yes('ca')], print: null }, T0)),
    );
    expect(results.sort()).toEqual(['collision', 'joined']);
  });

  test('under a grant that was replaced is too late', async () => {
    const seller = freshSeller();
    const { id, grantRef } = await withAddedStore(seller);
    await swapIn(registry, (await candidate(registry, id, seller)).candidateRef);
    expect(await registry.grants.join({ grantRef, stores: [yes('ca')], print: BOTH }, T0)).toBe('gone');
  });

  test('passes over a store that was removed meanwhile', async () => {
    const { id, grantRef } = await withAddedStore();
    await registry.stores.remove(id, 'ca', 'key_test', T0);
    expect(await registry.grants.join({ grantRef, stores: [yes('ca')], print: BOTH }, T0)).toBe('joined');
    expect((await registry.stores.list(id)).map(({ storeId }) => storeId)).toEqual(['us']);
  });
});

describe('a renewal', () => {
  test('does not claim a marketplace that is taken, and claims the others', async () => {
    const seller = freshSeller();
    const id = await started(registry, { stores: [US_STORE, { ...US_STORE, country: 'CA' }] });
    await grantInForce(registry, id, seller);
    const other = await started(registry, { stores: [{ ...US_STORE, country: 'CA' }] });
    await swapIn(registry, (await candidate(registry, other, seller)).candidateRef, [participation(CA)]);
    const { candidateRef: grantRef } = await candidate(registry, id, seller);
    const print = [participation(US), participation(CA)];
    const renewal = { grantRef, expiresAt: T0 + YEAR_MS, proof: 'claimed', print, taken: ['ca'] } as const;
    expect(await registry.grants.swapIn(renewal, T0)).toMatchObject({ grant: { generation: 2 } });
    expect((await registry.stores.list(id)).map(({ participates }) => participates)).toEqual([true, false]);
  });
});
