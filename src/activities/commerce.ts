import { makeMissingAttributes, type OrderBook } from '../commerce/attribute-making';
import type { GatewayBases } from '../commerce/gateways';
import { checkKey } from '../commerce/key-check';
import { readInstance, type Instance } from '../commerce/instance';
import { judgeStore, type WantedStore } from '../commerce/store-check';
import type { InstanceUnread } from '../commerce/verdict';
import type { Clock } from '../domain/clock';
import type { StoreId } from '../domain/marketplaces';
import type { StoreCreation, StoreProblem, StoresCreation } from '../domain/outcomes';
import type { Outgoing } from '../outgoing/guarded-dispatcher';
import type { Registry } from '../registry/registry';
import type { StoreView } from '../registry/status-view';
import type { StoreReadiness } from '../registry/stores';
import { couldNotAsk } from './could-not-ask';
import type { OnboardingActivities } from './onboarding-activities';
import type { OpenCommerce } from './open-commerce';

export interface CommerceActivitiesDeps {
  readonly registry: Pick<Registry, 'credentials' | 'stores'>;
  readonly outgoing: Outgoing;
  readonly gatewayBase: GatewayBases;
  readonly openCommerce: OpenCommerce;
  readonly clock: Clock;
}

/** Well within one attempt of the activity: what is left undone by then is not begun with the key's check. */
const ONE_TRIP_MS = 20_000;

type CommerceActivities = Pick<OnboardingActivities, 'validateKey' | 'createStores'>;

export function createCommerceActivities({
  registry,
  outgoing,
  gatewayBase,
  openCommerce,
  clock,
}: CommerceActivitiesDeps): CommerceActivities {
  return {
    async validateKey({ onboardingId, stores }) {
      const inOneTrip = AbortSignal.timeout(ONE_TRIP_MS);
      const key = await registry.credentials.readKey(onboardingId);
      if (!key) return { outcome: 'checked', key: { outcome: 'missing', part: 'both' }, stores: null };
      const pair = { environment: key.environment, apiKey: key.apiKey?.reveal(), privateKey: key.privateKey?.reveal() };
      const check = await checkKey(pair, { gatewayBase, outgoing, clock });
      if (check.outcome === 'unverifiable') throw couldNotAsk(check);
      if (check.outcome !== 'valid' || stores.length === 0) return { outcome: 'checked', key: check, stores: null };
      // Whatever stands in the way of the stores, their own step will meet it, with a budget of its own.
      const created = await createStores(onboardingId, stores, inOneTrip).catch(() => null);
      return { outcome: 'checked', key: check, stores: created };
    },

    createStores: ({ onboardingId, stores }) => createStores(onboardingId, stores),
  };

  async function createStores(
    onboardingId: string,
    asked: readonly { readonly storeId: StoreId }[],
    signal?: AbortSignal,
  ): Promise<StoresCreation> {
    const connection = await registry.credentials.readConnection(onboardingId);
    if (!connection) return { outcome: 'connection_missing' };
    const stores = (await registry.stores.list(onboardingId)).filter(({ storeId }) => includes(asked, storeId));
    if (stores.length === 0) return { outcome: 'created', stores: [] };

    const rest = openCommerce(connection, signal);
    const wanted = stores.map(wantedStore);
    const read = await readInstance(rest, wanted);
    if (read.outcome !== 'ok') return unreadInstance(read);
    const completed = await makeMissingAttributes(rest, wanted, read.value, orderBook(onboardingId));
    if (completed.outcome !== 'ok') return unreadInstance(completed);

    const created: StoreCreation[] = [];
    const origin = { instance: instanceOf(connection.baseUrl), connectionRevision: connection.revision };
    for (const store of stores) created.push(await create(onboardingId, store, completed.value, origin));
    return { outcome: 'created', stores: created };
  }

  function orderBook(onboardingId: string): OrderBook {
    return {
      note: ({ storeId, attributeCode }) => registry.stores.noteCreatedAttribute(onboardingId, storeId, attributeCode),
      async takeBack({ storeId }) {
        await registry.stores.noteCreatedAttribute(onboardingId, storeId, null);
      },
    };
  }

  async function create(
    onboardingId: string,
    store: StoreView,
    instance: Instance,
    origin: Pick<StoreReadiness, 'instance' | 'connectionRevision'>,
  ): Promise<StoreCreation> {
    const { storeId, revision } = store;
    const check = judgeStore(wantedStore(store), instance);
    if (check.outcome === 'problems') return withProblems(check.problems);

    const { websiteId, storeGroupId, storeViewId, storeViewCode, currency, warnings } = check;
    const { modules } = instance;
    const readiness = { ...origin, websiteId, storeGroupId, storeViewId, storeViewCode, currency, warnings, modules };
    const result = await registry.stores.makeReady(onboardingId, storeId, revision, readiness, clock.now());
    switch (result) {
      case 'ready':
        return { storeId, revision, outcome: 'ready' };
      case 'taken':
        return withProblems([{ code: 'marketplace_taken', websiteCode: store.websiteCode }]);
      case 'stale':
        // The next try checks what it is now.
        throw new Error('The store or its connection was corrected while it was being checked');
    }

    function withProblems(problems: readonly StoreProblem[]): StoreCreation {
      return { storeId, revision, outcome: 'problems', problems };
    }
  }
}

function wantedStore({ storeId, country, websiteCode, mapping }: StoreView): WantedStore {
  return { storeId, country, websiteCode, ...mapping };
}

/** What is the merchant's to correct is told at once, because no second try within the minute mends it. */
function unreadInstance(unread: InstanceUnread): StoresCreation {
  if (unread.outcome === 'refused') return unread;
  if (unread.reason === 'address_refused' || unread.reason === 'not_commerce') return unread;
  throw couldNotAsk(unread);
}

function includes(asked: readonly { readonly storeId: StoreId }[], storeId: StoreId): boolean {
  return asked.some((store) => store.storeId === storeId);
}

/** Identity of a Commerce instance: host and path of its base URL. */
function instanceOf(baseUrl: string): string {
  const { host, pathname } = new URL(baseUrl);
  return `${host}${pathname.replace(/\/+$/, '')}`.toLowerCase();
}
