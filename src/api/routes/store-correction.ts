import { z } from 'zod';
import { store } from '../../domain/contract/status';
import { storeCorrection, type StoreCorrectionBody } from '../../domain/contract/store';
import type { StoreCorrection } from '../../registry/stores';
import { ETAG, ifMatch } from '../entity-tag';
import { findChangeable } from '../onboarding-access';
import { problem } from '../problem';
import { type Route, route } from '../route';
import { onboardingAddress, type RouteContext } from './context';
import { LOCATION } from './onboarding-path';
import { STORE, storeAnswer, storePath } from './store-path';

export function correctStoreRoute(context: RouteContext): Route {
  const { registry, clock } = context;
  return route({
    operationId: 'correctStore',
    method: 'patch',
    path: STORE,
    tag: 'Onboardings',
    summary: 'Correct or rename a store',
    description:
      'Replaces the fields that are given and checks the store anew. The website of a ready store never changes.',
    scope: 'write',
    params: storePath,
    headers: z.object({ 'If-Match': ifMatch }),
    body: storeCorrection,
    answer: {
      status: 202,
      description: 'Stored; it is checked now.',
      schema: store,
      headers: { ...ETAG, ...LOCATION },
    },
    problems: [
      'not_found',
      'store_not_found',
      'onboarding_closed',
      'website_is_final',
      'precondition_failed',
      'too_many_changes',
    ],
    async handle({ params, headers, body }, key) {
      const found = await findChangeable(registry, params.onboardingId, key, clock.now());
      if ('problem' in found) return found;

      const result = await registry.stores.correct(
        params.onboardingId,
        params.storeId,
        correctionOf(body),
        key.keyId,
        clock.now(),
        headers['If-Match'],
      );
      switch (result.outcome) {
        case 'corrected':
          return storeAnswer(result.store, { Location: onboardingAddress(context, params.onboardingId) });
        case 'not_found':
          return problem('store_not_found');
        case 'website_is_final':
          return WEBSITE_IS_FINAL;
        case 'changed_meanwhile':
          return problem('precondition_failed');
      }
    },
  });
}

const WEBSITE_IS_FINAL = problem('website_is_final', {
  errors: [
    {
      in: 'body',
      pointer: '/websiteCode',
      code: 'website_is_final',
      detail: 'The store was already created for its website.',
      remedy: 'Leave websiteCode out, or start another onboarding for the other website.',
    },
  ],
});

function correctionOf({ websiteCode, email, name, mapping }: StoreCorrectionBody): StoreCorrection {
  return {
    ...(websiteCode !== undefined && { websiteCode }),
    ...(email !== undefined && { email }),
    ...(name !== undefined && { name }),
    ...(mapping !== undefined && { mapping }),
  };
}
