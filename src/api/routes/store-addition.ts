import { store } from '../../domain/contract/status';
import { newStore } from '../../domain/contract/store';
import { refuseRegion } from '../../domain/contract/store-region';
import { storeIdOf } from '../../domain/marketplaces';
import { ETAG } from '../entity-tag';
import { findChangeable } from '../onboarding-access';
import { problem } from '../problem';
import { type Route, route } from '../route';
import type { RouteContext } from './context';
import { onboardingPath } from './onboarding-path';
import { findStore } from './store';
import { storeAddress, storeAnswer, STORE_LOCATION, STORES } from './store-path';

export function addStoreRoute(context: RouteContext): Route {
  const { registry, clock } = context;
  return route({
    operationId: 'addStore',
    method: 'post',
    path: STORES,
    tag: 'Onboardings',
    summary: 'Add a store',
    description:
      'Adds a store in a country of the same region: at most one per country. It is created against the Commerce ' +
      'instance, and served by an authorization in force without another consent as soon as Amazon says that the seller ' +
      'sells there; until then there is a requirement, and Amazon is asked every day. A country that was removed can be ' +
      'added again.',
    scope: 'write',
    params: onboardingPath,
    body: newStore,
    answer: {
      status: 202,
      description: 'Stored; it is created now.',
      schema: store,
      headers: { ...ETAG, ...STORE_LOCATION },
    },
    problems: ['not_found', 'store_not_found', 'onboarding_closed', 'store_exists', 'too_many_changes'],
    async handle({ params: { onboardingId }, body }, key) {
      const found = await findChangeable(registry, onboardingId, key, clock.now());
      if ('problem' in found) return found;
      const refusal = refuseRegion(body.country, found.region);
      if (refusal) return problem('invalid_body', { errors: [{ in: 'body', pointer: '/country', ...refusal }] });

      const result = await registry.stores.add(onboardingId, body, key.keyId, clock.now());
      switch (result.outcome) {
        case 'added': {
          const { storeId } = result.store;
          const headers = { Location: storeAddress(context, onboardingId, storeId) };
          return { ...storeAnswer(result.store, headers), resourceId: storeId };
        }
        case 'exists':
          return problem('store_exists');
        case 'not_found':
          return problem('onboarding_closed');
      }
    },
    async replay(_storeId, { params: { onboardingId }, body: { country } }, key) {
      const added = await findStore(registry, onboardingId, storeIdOf(country), key);
      if ('problem' in added) return added;
      return storeAnswer(added, { Location: storeAddress(context, onboardingId, added.storeId) });
    },
  });
}
