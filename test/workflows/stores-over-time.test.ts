import { SEEDED_SELLERS } from '../../src/simulator/amazon/sellers';
import type { StoreInput } from '../../src/registry/stores';
import { houseForThisFile } from './environment';
import { ACME_US } from './house';

const house = houseForThisFile();
const ACME_CA: StoreInput = { ...ACME_US, country: 'CA', name: 'Acme Canada' };
const ACME_MX: StoreInput = { ...ACME_US, country: 'MX', name: 'Acme Mexico' };

type Change = Parameters<ReturnType<typeof house>['start']>[1];
type Status = Awaited<ReturnType<ReturnType<typeof house>['status']>>;

const codes = ({ requirements }: Status) => requirements.map(({ code }) => code);
const storeOf = ({ stores }: Status, storeId: string) => stores.find((store) => store.storeId === storeId);

async function invited(change: Change = {}) {
  const id = await house().start('acme', change);
  await house().untilStage(id, 'awaiting_consent');
  return id;
}

async function connected(seller = 'acme', change: Change = {}) {
  const id = await invited(change);
  await house().consent(id, seller);
  await house().untilStage(id, 'connected');
  return id;
}

async function add(id: string, store: StoreInput) {
  expect(await house().registry.stores.add(id, store, 'test', house().clock.now())).toMatchObject({ outcome: 'added' });
}

async function remove(id: string, storeId: 'us' | 'ca' | 'mx') {
  const removed = await house().registry.stores.remove(id, storeId, 'test', house().clock.now());
  expect(removed).toMatchObject({ outcome: 'removed' });
}

/** The grant in force serves the store, and nothing is missing any more. */
const untilServed = (id: string, storeId: string) =>
  house().until(id, (status) => storeOf(status, storeId)?.participates === true && codes(status).length === 0);

async function eventsOf(id: string, type: string) {
  return (await house().registry.events.list(id)).filter((event) => event.type === type).map(({ data }) => data);
}

describe('a store added to a live grant', () => {
  it('is created and served without another consent, and what was just seen at Amazon is not asked for again', async () => {
    const id = await connected();
    house().simulator.clearCalls();
    await add(id, ACME_CA);
    const status = await untilServed(id, 'ca');
    expect(status).toMatchObject({ stage: 'connected', requirements: [], authorization: { generation: 1 } });
    expect(house().simulator.calls().totals['sellers.participations'].count).toBe(0);
    expect(await eventsOf(id, 'store.created')).toMatchObject([{ storeId: 'us' }, { storeId: 'ca' }]);
    expect(await eventsOf(id, 'store.updated')).toMatchObject([{ storeId: 'ca', participates: true }]);
  });

  it('months later is asked about at Amazon with the token of the grant', async () => {
    const id = await connected();
    await house().pass(90);
    house().simulator.clearCalls();
    await add(id, ACME_MX);
    await untilServed(id, 'mx');
    expect(house().simulator.calls().totals['sellers.participations'].count).toBe(1);
  });

  it('is a requirement beside the stage while the seller does not sell there, and joins once the seller does', async () => {
    const id = await connected('initech');
    await add(id, ACME_CA);
    const waiting = await house().until(id, (status) => codes(status).includes('marketplace_not_participating'));
    expect(waiting).toMatchObject({ stage: 'connected', waitingOn: 'nobody' });
    expect(storeOf(waiting, 'ca')).toMatchObject({ ready: true, participates: false });

    const seller = SEEDED_SELLERS.find(({ key }) => key === 'initech')!;
    const canada = { country: 'CA', storeName: 'Initech Canada', isParticipating: true, hasSuspendedListings: false };
    await house().simulator.addSeller({ ...seller, marketplaces: [...seller.marketplaces, canada] });
    await house().pass(1.1);
    await untilServed(id, 'ca');
    await house().simulator.addSeller(seller);
  });

  it('is asked about anew as soon as it is changed', async () => {
    const id = await connected('initech');
    await add(id, ACME_CA);
    await house().until(id, (status) => codes(status).includes('marketplace_not_participating'));

    const seller = SEEDED_SELLERS.find(({ key }) => key === 'initech')!;
    const canada = { country: 'CA', storeName: 'Initech Canada', isParticipating: true, hasSuspendedListings: false };
    await house().simulator.addSeller({ ...seller, marketplaces: [...seller.marketplaces, canada] });
    await house().registry.stores.correct(id, 'ca', { mapping: ACME_CA.mapping }, 'test', house().clock.now());
    await untilServed(id, 'ca');
    await house().simulator.addSeller(seller);
  });

  it('waits out an Amazon that is down, stays audible, and joins when it is back', async () => {
    const id = await connected();
    await house().pass(2);
    house().simulator.clearCalls();
    await house().simulator.orderFault({ operation: 'sellers.participations', times: 200, status: 503 });
    await add(id, ACME_CA);
    await house().untilCalled('sellers.participations');
    await house().pass(0.01);
    const waiting = await house().until(id, (status) => codes(status).includes('amazon_unavailable'));
    expect(waiting).toMatchObject({ stage: 'connected', requirements: [{ pointer: '/stores', waitingOn: 'amazon' }] });
    await house().clearFaults();
    await house().pass(0.1);
    await untilServed(id, 'ca');
  });

  it('that another onboarding has connected is a matter for people; nothing else suffers, not even a renewal', async () => {
    const id = await connected();
    const other = await connected('acme', { stores: [ACME_CA] });
    await add(id, { ...ACME_CA, websiteCode: 'acme_ca' });
    const taken = await house().until(id, (status) => codes(status).includes('marketplace_connected_elsewhere'));
    expect(taken).toMatchObject({ stage: 'connected', waitingOn: 'nobody' });

    await house().consent(id, 'acme');
    const renewed = await house().untilRenewed(id, 2);
    expect(storeOf(renewed, 'us')?.participates).toBe(true);
    await house().until(id, (status) => codes(status).join() === 'marketplace_connected_elsewhere');

    await add(other, ACME_MX);
    await untilServed(other, 'mx');
    await remove(other, 'ca');
    await house().pass(1.1);
    await untilServed(id, 'ca');
  });
});

describe('a store added before the consent', () => {
  it('is created, and served by the consent that comes', async () => {
    const id = await invited();
    await add(id, ACME_CA);
    await house().until(id, (status) => storeOf(status, 'ca')?.ready === true);
    await house().consent(id, 'acme');
    await house().untilStage(id, 'connected');
    expect((await house().status(id)).stores.map(({ participates }) => participates)).toEqual([true, true]);
  });

  it('is the first one of an onboarding that was started without any, and brings its contact along', async () => {
    const id = await house().start('acme', { stores: [], contacts: [] });
    const waiting = await house().untilStage(id, 'awaiting_correction');
    expect(codes(waiting)).toEqual(['store_missing']);
    await add(id, { ...ACME_US, email: `${id}@first.example` });
    await house().until(id, () => house().mailsTo(`${id}@first.example`).length === 1);
    expect(codes(await house().untilStage(id, 'awaiting_consent'))).toEqual(['consent_needed']);
  });
});

describe('a store that is removed', () => {
  const both = { stores: [ACME_US, ACME_CA] };

  it('leaves the grant and the others as they are, and its website and marketplace to whoever wants them', async () => {
    const id = await connected('acme', both);
    await remove(id, 'ca');
    await house().untilFacts(id, ({ stores }) => stores.length === 1);
    const left = await house().status(id);
    expect(left).toMatchObject({ stage: 'connected', requirements: [], stores: [{ storeId: 'us' }] });
    expect(await eventsOf(id, 'store.removed')).toMatchObject([{ storeId: 'ca' }]);

    const heir = await connected('acme', { stores: [ACME_CA] });
    expect(storeOf(await house().status(heir), 'ca')?.participates).toBe(true);
  });

  it('while its creation is tried again is gone with its requirements', async () => {
    const broken = { ...ACME_CA, websiteCode: 'nowhere' };
    const id = await house().start('acme', { stores: [ACME_US, broken] });
    await house().until(id, (status) => codes(status).includes('website_unknown'));
    house().simulator.clearCalls();
    await house().simulator.orderFault({ operation: 'commerce.rest', times: 500, status: 503 });
    await add(id, ACME_MX);
    await house().untilCalled('commerce.rest');
    await house().pass(0.01);
    await house().until(id, (status) => codes(status).includes('commerce_unreachable'));
    await remove(id, 'ca');
    await remove(id, 'mx');
    await house().untilFacts(id, ({ stores }) => stores.length === 1);
    await house().clearFaults();
    await house().pass(0.1);
    await house().until(id, (status) => codes(status).join() === 'consent_needed');
  });

  it('can be added again, and is created and served anew', async () => {
    const id = await connected('acme', both);
    await remove(id, 'ca');
    await add(id, { ...ACME_CA, name: 'Acme Canada again' });
    const again = await untilServed(id, 'ca');
    expect(storeOf(again, 'ca')).toMatchObject({ ready: true, name: 'Acme Canada again', revision: 3 });
    expect(await eventsOf(id, 'store.created')).toHaveLength(3);
    await house().untilFacts(id, ({ stores, removedStores }) => stores.length === 2 && removedStores.length === 0);
  });

  it('right after it was corrected stays removed, however late the correction is told', async () => {
    const id = await connected('acme', both);
    const mapping = { ...ACME_CA.mapping, amazonIdType: 'general' as const };
    await house().registry.stores.correct(id, 'ca', { mapping }, 'test', house().clock.now());
    await remove(id, 'ca');
    await house().untilFacts(id, ({ removedStores }) => removedStores.length === 1);
    await house().handle(id).signal('factsChanged', { kind: 'store', ref: 'ca', revision: 2 });
    const { stores, ignoredMessages } = await house().facts(id);
    expect([stores.map(({ storeId }) => storeId), ignoredMessages]).toEqual([['us'], 0]);
  });

  it('cannot be corrected any more', async () => {
    const id = await invited(both);
    await remove(id, 'ca');
    const late = await house().registry.stores.correct(id, 'ca', { name: 'Late' }, 'test', house().clock.now());
    expect(late).toEqual({ outcome: 'not_found' });
  });
});
