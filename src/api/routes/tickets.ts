import { isoInstant } from '../../domain/clock';
import { newTicket, ticket } from '../../domain/contract/tickets';
import type { TicketAction } from '../../domain/ticket-actions';
import type { ApiKey } from '../../registry/api-keys';
import { reaches, refuseLimited } from '../auth';
import { type Problem, problem } from '../problem';
import { type Route, route } from '../route';
import type { RouteContext } from './context';

export function createTicketRoute({ registry, clock }: RouteContext): Route {
  /** Why this key gets no such ticket; null if it does. */
  async function refusalOf(key: ApiKey, action: TicketAction, onboardingId: string | null): Promise<Problem | null> {
    if (action === 'adoption') {
      return onboardingId === null ? refuseLimited(key, FOR_ALL_MERCHANTS) : ONBOARDING_NAMED;
    }
    if (onboardingId === null) return ONBOARDING_MISSING;
    const basics = await registry.onboardings.basics(onboardingId);
    return basics && reaches(key, basics.merchantId) ? null : problem('not_found');
  }

  return route({
    operationId: 'createTicket',
    method: 'post',
    path: '/v1/tickets',
    tag: 'Administration',
    summary: 'Ask for a ticket',
    description:
      'What cannot be undone is done in two calls: this one makes a ticket, and the other one uses it up. A ticket is good ' +
      'for one thing, once, for ten minutes.',
    scope: 'admin',
    body: newTicket,
    answer: { status: 201, description: 'The ticket.', schema: ticket },
    problems: ['limited_key', 'not_found'],
    async handle({ body: { action, onboardingId = null } }, key) {
      const refusal = await refusalOf(key, action, onboardingId);
      if (refusal) return refusal;
      const asked = { action, onboardingId };
      const issued = await registry.tickets.issue({ ...asked, actor: key.keyId }, clock.now());
      const expiresAt = isoInstant(issued.expiresAt);
      return { body: { ...asked, ticket: issued.ticket, expiresAt }, resourceId: expiresAt };
    },
    // Nothing of a ticket can be read back but what was asked for and when it dies.
    async replay(expiresAt, { body: { action, onboardingId = null } }, key) {
      const refusal = await refusalOf(key, action, onboardingId);
      return refusal ?? { body: { action, onboardingId, ticket: null, expiresAt } };
    },
  });
}

const FOR_ALL_MERCHANTS = 'This API key is limited to merchants, and an adoption is about all of them.';

const ONBOARDING_MISSING = problem('invalid_body', {
  errors: [
    {
      in: 'body',
      pointer: '/onboardingId',
      code: 'onboarding_missing',
      detail: 'A ticket for this names the onboarding that it is about.',
      remedy: 'Send the id of the onboarding.',
    },
  ],
});

const ONBOARDING_NAMED = problem('invalid_body', {
  errors: [
    {
      in: 'body',
      pointer: '/onboardingId',
      code: 'onboarding_named',
      detail: 'An adoption is about no onboarding that there is.',
      remedy: 'Leave onboardingId out.',
    },
  ],
});
