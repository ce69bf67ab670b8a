import { authorizationCapacity } from '../../domain/contract/authorization-capacity';
import { refuseLimited } from '../auth';
import { type Route, route } from '../route';
import type { RouteContext } from './context';

export function authorizationCapacityRoute({ registry, clock, authorizationLimit }: RouteContext): Route {
  return route({
    operationId: 'getAuthorizationCapacity',
    method: 'get',
    path: '/v1/authorizations/capacity',
    tag: 'Authorizations',
    summary: 'Read how many more sellers may consent',
    description:
      'Beyond the limit Amazon refuses new sellers on its consent page, with CONSENT_LIMIT_REACHED. A consent that is ' +
      'no longer used goes on counting until it expires or the seller disables it in Seller Central; Evergrant does ' +
      'not hear of the latter, nor does it count consents that it refused.',
    scope: 'read',
    answer: { status: 200, description: 'The limit, and how much of it is used.', schema: authorizationCapacity },
    problems: ['limited_key'],
    async handle(_input, key) {
      const refusal = refuseLimited(key, 'This API key is limited to merchants, and this is about all of them.');
      if (refusal) return refusal;
      const used = authorizationLimit === null ? null : await registry.grants.countAuthorizations(clock.now());
      return { body: { limit: authorizationLimit, used } };
    },
  });
}
