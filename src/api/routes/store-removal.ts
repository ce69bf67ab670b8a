import { z } from 'zod';
import { removedStore } from '../../domain/contract/commands';
import { ifMatch } from '../entity-tag';
import { findChangeable } from '../onboarding-access';
import { problem } from '../problem';
import { type Route, route } from '../route';
import type { RouteContext } from './context';
import { STORE, storePath } from './store-path';

export function removeStoreRoute({ registry, clock }: RouteContext): Route {
  return route({
    operationId: 'removeStore',
    method: 'delete',
    path: STORE,
    tag: 'Onboardings',
    summary: 'Remove a store',
    description:
      'Takes a store out of the onboarding and frees its website and marketplace for others. Neither the authorization ' +
      'nor anything in Commerce or at Amazon changes. The last store cannot be removed: disconnect instead.',
    scope: 'write',
    params: storePath,
    headers: z.object({ 'If-Match': ifMatch }),
    answer: { status: 200, description: 'It is gone.', schema: removedStore },
    problems: [
      'not_found',
      'store_not_found',
      'onboarding_closed',
      'last_store',
      'precondition_failed',
      'too_many_changes',
    ],
    async handle({ params: { onboardingId, storeId }, headers }, key) {
      const found = await findChangeable(registry, onboardingId, key, clock.now());
      if ('problem' in found) return found;

      const result = await registry.stores.remove(onboardingId, storeId, key.keyId, clock.now(), headers['If-Match']);
      switch (result.outcome) {
        case 'removed':
          return { body: { onboardingId, storeId, removed: true as const } };
        case 'not_found':
          return problem('store_not_found');
        case 'last_store':
          return problem('last_store');
        case 'changed_meanwhile':
          return problem('precondition_failed');
      }
    },
  });
}
