import { store } from '../../domain/contract/status';
import type { StoreId } from '../../domain/marketplaces';
import type { ApiKey } from '../../registry/api-keys';
import type { StoreView } from '../../registry/status-view';
import { reaches } from '../auth';
import { ETAG } from '../entity-tag';
import { problem, type Problem } from '../problem';
import { type Route, route } from '../route';
import type { RouteContext } from './context';
import { STORE, storeAnswer, storePath } from './store-path';

export function storeRoute({ registry }: RouteContext): Route {
  return route({
    operationId: 'getStore',
    method: 'get',
    path: STORE,
    tag: 'Onboardings',
    summary: 'Read a store',
    description:
      'The store as it was given and what was found out about it. Its ETag names the revision of what was given: it ' +
      'does not change when Commerce or Amazon are asked about the store.',
    scope: 'read',
    params: storePath,
    answer: { status: 200, description: 'The store.', schema: store, headers: ETAG },
    problems: ['not_found', 'store_not_found'],
    async handle({ params: { onboardingId, storeId } }, key) {
      const found = await findStore(registry, onboardingId, storeId, key);
      return 'problem' in found ? found : storeAnswer(found);
    },
  });
}

/** The store as it is now, if the key may reach it. */
export async function findStore(
  registry: RouteContext['registry'],
  onboardingId: string,
  storeId: StoreId,
  key: ApiKey,
): Promise<StoreView | Problem> {
  const basics = await registry.onboardings.basics(onboardingId);
  if (!basics || !reaches(key, basics.merchantId)) return problem('not_found');
  const stores = await registry.stores.list(onboardingId);
  return stores.find((candidate) => candidate.storeId === storeId) ?? problem('store_not_found');
}
