import type { GatewayBases } from '../commerce/gateways';
import { checkKey } from '../commerce/key-check';
import { createCommerceRest } from '../commerce/rest';
import { judgeStore, readInstance, type Instance } from '../commerce/store-check';
import type { Clock } from '../domain/clock';
import type { StoreId } from '../domain/marketplaces';
import type { StoreCreation, StoreProblem, StoresCreation } from '../domain/outcomes';
import type { Outgoing } from '../outgoing/guarded-dispatcher';
import type { Registry, StoreReadiness, StoreView } from '../registry/registry';
import { couldNotAsk } from './could-not-ask';
import type { OnboardingActivities } from './onboarding-activities';

export interface CommerceActivitiesDeps {
  readonly registry: Pick<Registry, 'credentials' | 'stores'>;
  readonly outgoing: Outgoing;
  readonly gatewayBase: GatewayBases;
  readonly clock: Clock;
}

/** Well within one attempt of the activity: what is left undone by then is not begun with the key's check. */
const ONE_TRIP_MS = 20_000;

type CommerceActivities = Pick<OnboardingActivities, 'validateKey' | 'createStores'>;

export function createCommerceActivities({
  registry,
  outgoing,
  gatewayBase,
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

    const { baseUrl, consumerKey, consumerSecret, accessToken, accessTokenSecret } = connection;
    const rest = createCommerceRest({
      baseUrl,
      credentials: {
        consumerKey: consumerKey.reveal(),
        consumerSecret: consumerSecret.reveal(),
        accessToken: accessToken.reveal(),
        accessTokenSecret: accessTokenSecret.reveal(),
      },
      outgoing,
      clock,
      signal,
    });
    const wanted = stores.map(({ country, websiteCode, mapping }) => ({
      country,
      websiteCode,
      attributeCode: mapping.attributeCode,
    }));
    const read = await readInstance(rest, wanted);
    if (read.outcome === 'unverifiable') {
      // A merchant's address that must not be called is the merchant's to correct, and no retry mends it.
      if (read.reason === 'address_refused') return read;
      throw couldNotAsk(read);
    }
    if (read.outcome === 'refused') {
      return read.reason === 'missing_permission'
        ? { outcome: 'refused', reason: read.reason, resources: read.resources }
        : { outcome: 'refused', reason: read.reason };
    }

    const created: StoreCreation[] = [];
    const origin = { instance: instanceOf(baseUrl), connectionRevision: connection.revision };
    for (const store of stores) created.push(await create(onboardingId, store, read.value, origin));
    return { outcome: 'created', stores: created };
  }

  async function create(
    onboardingId: string,
    store: StoreView,
    instance: Instance,
    origin: Pick<StoreReadiness, 'instance' | 'connectionRevision'>,
  ): Promise<StoreCreation> {
    const { storeId, revision } = store;
    const wanted = {
      country: store.country,
      websiteCode: store.websiteCode,
      attributeCode: store.mapping.attributeCode,
    };
    const check = judgeStore(wanted, instance);
    if (check.outcome === 'problems') return withProblems(check.problems);

    const { websiteId, storeGroupId, storeViewId, storeViewCode, currency, warnings } = check;
    const readiness = { ...origin, websiteId, storeGroupId, storeViewId, storeViewCode, currency, warnings };
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

function includes(asked: readonly { readonly storeId: StoreId }[], storeId: StoreId): boolean {
  return asked.some((store) => store.storeId === storeId);
}

/** Identity of a Commerce instance: host and path of its base URL. */
function instanceOf(baseUrl: string): string {
  const { host, pathname } = new URL(baseUrl);
  return `${host}${pathname.replace(/\/+$/, '')}`.toLowerCase();
}
