import { acceptedVerb, disconnect } from '../../domain/contract/commands';
import { findOpen } from '../onboarding-access';
import { problem } from '../problem';
import { type Route, route } from '../route';
import type { RouteContext } from './context';
import { onboardingPath } from './onboarding-path';
import { acceptedAgain, acceptedAs, AUDIT_LOCATION } from './verb-answer';

export function disconnectRoute(context: RouteContext): Route {
  const { registry, clock } = context;
  return route({
    operationId: 'disconnectOnboarding',
    method: 'post',
    path: '/v1/onboardings/{onboardingId}/disconnect',
    tag: 'Onboardings',
    summary: 'Disconnect',
    description:
      'Ends the onboarding: before the first consent at once and for good, after it in seven days, when tokens are ' +
      'destroyed and the id is closed. No access token is given from now on. **Only the seller can end the permission at ' +
      'Amazon**: in Seller Central under Apps and Services, Manage Your Apps, with Disable authorization; a mail tells them.',
    scope: 'operate',
    params: onboardingPath,
    body: disconnect,
    answer: { status: 202, description: 'Written down.', schema: acceptedVerb, headers: AUDIT_LOCATION },
    problems: ['not_found', 'onboarding_closed'],
    async handle({ params: { onboardingId }, body: { reason, confirm } }, key) {
      if (confirm !== undefined && confirm !== onboardingId) return NOT_CONFIRMED;
      const found = await findOpen(registry, onboardingId, key);
      if ('problem' in found) return found;

      const requested = await registry.verbs.request(
        { onboardingId, verb: 'disconnect', actor: key.keyId, reason },
        clock.now(),
      );
      if (!requested) return problem('onboarding_closed');
      return { ...acceptedAs(requested.auditId, context), resourceId: requested.auditId };
    },
    replay: (auditId, { params: { onboardingId } }, key) => acceptedAgain(auditId, onboardingId, key, context),
  });
}

const NOT_CONFIRMED = problem('invalid_body', {
  errors: [
    {
      in: 'body',
      pointer: '/confirm',
      code: 'not_confirmed',
      detail: 'This is not the id of the onboarding in the path.',
      remedy: 'Check which onboarding is meant and repeat its id.',
    },
  ],
});
