import { acceptedVerb } from '../../domain/contract/commands';
import { ownerChange } from '../../domain/contract/leaving';
import { findOpen } from '../onboarding-access';
import { problem } from '../problem';
import { type Route, route } from '../route';
import type { RouteContext } from './context';
import { onboardingPath } from './onboarding-path';
import { acceptedAgain, acceptedAs, AUDIT_LOCATION } from './verb-answer';

export function ownerChangeRoute(context: RouteContext): Route {
  const { registry, clock } = context;
  return route({
    operationId: 'decideOwner',
    method: 'post',
    path: '/v1/onboardings/{onboardingId}/owner-change',
    tag: 'Onboardings',
    summary: 'Decide whose account it is',
    description:
      'Decides about a consent that waits because it may be of another seller (`owner_mismatch`, ' +
      '`seller_claim_conflict`), or about one that its contact says was not theirs (`consent_disputed`). What came of it ' +
      'stands in the audit entry.',
    scope: 'admin',
    params: onboardingPath,
    body: ownerChange,
    answer: { status: 202, description: 'Written down.', schema: acceptedVerb, headers: AUDIT_LOCATION },
    problems: ['not_found', 'onboarding_closed', 'ticket_refused'],
    async handle({ params: { onboardingId }, body: { ticket, decision, consentId = null, reason } }, key) {
      const found = await findOpen(registry, onboardingId, key);
      if ('problem' in found) return found;
      const now = clock.now();
      if (!(await registry.tickets.redeem(ticket, 'owner_change', onboardingId, now))) return problem('ticket_refused');
      const detail = { decision, consentId };
      const asked = { onboardingId, verb: 'decide_owner', actor: key.keyId, reason, detail } as const;
      const requested = await registry.verbs.request(asked, now);
      if (!requested) return problem('onboarding_closed');
      return { ...acceptedAs(requested.auditId, context), resourceId: requested.auditId };
    },
    replay: (auditId, { params: { onboardingId } }, key) => acceptedAgain(auditId, onboardingId, key, context),
  });
}
