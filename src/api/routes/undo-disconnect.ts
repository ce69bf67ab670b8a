import { acceptedVerb, verbRequest } from '../../domain/contract/commands';
import { findOpen } from '../onboarding-access';
import { problem } from '../problem';
import { type Route, route } from '../route';
import type { RouteContext } from './context';
import { onboardingPath } from './onboarding-path';
import { acceptedAgain, acceptedAs, AUDIT_LOCATION } from './verb-answer';

export function undoDisconnectRoute(context: RouteContext): Route {
  const { registry, clock } = context;
  return route({
    operationId: 'undoDisconnect',
    method: 'post',
    path: '/v1/onboardings/{onboardingId}/undo-disconnect',
    tag: 'Onboardings',
    summary: 'Take a disconnect back',
    description:
      'Within seven days of a disconnect everything goes on as before: same grant, same plan, and access tokens at once. ' +
      'Afterwards, and before the first consent at once, the tokens are destroyed and the id is closed.',
    scope: 'operate',
    params: onboardingPath,
    body: verbRequest,
    answer: { status: 202, description: 'Written down.', schema: acceptedVerb, headers: AUDIT_LOCATION },
    problems: ['not_found', 'onboarding_closed', 'not_disconnected', 'disconnect_final'],
    async handle({ params: { onboardingId }, body: { reason } }, key) {
      const found = await findOpen(registry, onboardingId, key);
      if ('problem' in found) return found;
      const now = clock.now();
      const finalAt = await registry.onboardings.disconnectFinalAt(onboardingId);
      if (finalAt === null) return problem('not_disconnected');
      if (now >= finalAt) return problem('disconnect_final');
      const asked = { onboardingId, verb: 'undo_disconnect', actor: key.keyId, reason } as const;
      const requested = await registry.verbs.request(asked, now);
      if (!requested) return problem('onboarding_closed');
      return { ...acceptedAs(requested.auditId, context), resourceId: requested.auditId };
    },
    replay: (auditId, { params: { onboardingId } }, key) => acceptedAgain(auditId, onboardingId, key, context),
  });
}
