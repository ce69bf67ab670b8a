import { makeLink } from '../../documents/new-link';
import { link, newLink } from '../../domain/contract/commands';
import { findOpen } from '../onboarding-access';
import { type Route, route } from '../route';
import type { RouteContext } from './context';
import { onboardingPath } from './onboarding-path';

export function createLinkRoute({ registry, clock, publicBaseUrl }: RouteContext): Route {
  return route({
    operationId: 'createLink',
    method: 'post',
    path: '/v1/onboardings/{onboardingId}/links',
    tag: 'Onboardings',
    summary: 'Make a link',
    description:
      'Makes a link that the backend hands to the seller or the merchant. Each call makes another one, unless it is ' +
      'repeated under its Idempotency-Key.',
    scope: 'write',
    params: onboardingPath,
    body: newLink,
    answer: { status: 201, description: 'The link. It is shown only now.', schema: link },
    problems: ['not_found', 'onboarding_closed'],
    replay: 'again',
    async handle({ params: { onboardingId }, body: { purpose }, onceKey }, key) {
      const found = await findOpen(registry, onboardingId, key);
      if ('problem' in found) return found;

      const asked = { onboardingId, purpose, idempotencyKey: `api/${onceKey}`, actor: key.keyId };
      return { body: await makeLink(registry.links, publicBaseUrl, asked, clock.now()) };
    },
  });
}
