import { storeToConnect } from '../../src/pages/opened-link';
import type { AuthorizationView, StatusView, StoreView } from '../../src/registry/status-view';

const store = (storeId: 'us' | 'ca', change: Partial<StoreView>) =>
  ({ storeId, country: storeId === 'us' ? 'US' : 'CA', ready: false, participates: null, ...change }) as StoreView;

const status = (change: Partial<StatusView>) =>
  ({ stage: 'expiring', closedAt: null, authorization: null, stores: [], ...change }) as StatusView;

const authorization = { generation: 1 } as AuthorizationView;

it('sends the seller to a store that is ready', () => {
  const stores = [store('us', {}), store('ca', { ready: true })];
  expect(storeToConnect(status({ stores }))).toEqual({ storeId: 'ca' });
});

it('asks for no first consent before a store is ready', () => {
  expect(storeToConnect(status({ stores: [store('us', {})] }))).toEqual({ notice: 'notReady' });
});

it('lets a grant that was taken over be renewed while its stores are not created', () => {
  const stores = [store('us', { participates: false }), store('ca', { participates: true })];
  expect(storeToConnect(status({ stores, authorization }))).toEqual({ storeId: 'ca' });
  expect(storeToConnect(status({ stores: [store('us', {})], authorization }))).toEqual({ storeId: 'us' });
});

it('leads nowhere once it is disconnected', () => {
  const stores = [store('us', { ready: true })];
  expect(storeToConnect(status({ stores, authorization, stage: 'disconnected' }))).toEqual({ notice: 'ended' });
});
