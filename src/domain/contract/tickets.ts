import { z } from 'zod';
import { TICKET_ACTIONS } from '../ticket-actions';
import { onboardingId } from './identifiers';
import { instant } from './instant';
import { text } from './text';

const action = z.enum(TICKET_ACTIONS).meta({
  description:
    'owner_change: decide whose account an onboarding belongs to. purge: erase an onboarding. ' +
    'adoption: take over grants that there are already.',
  example: 'purge',
});

export const newTicket = z
  .strictObject({
    action,
    onboardingId: onboardingId
      .nullable()
      .optional()
      .meta({ description: 'The onboarding that it is about. Adoption is about none.' }),
  })
  .meta({ id: 'NewTicket', description: 'What is to be permitted once.' });

export const ticket = z
  .object({
    ticket: z.string().nullable().meta({
      description: 'Send it with the call that it permits. Shown this once; null in a replay.',
      example: 'tkt_9vJc2mWqY0s7hQb4xTnL1pZrK8dFgU3eA6iOwHkSjVY',
    }),
    action,
    onboardingId: onboardingId.nullable(),
    expiresAt: instant('When it dies, used or not.'),
  })
  .meta({ id: 'Ticket', description: 'Permits one thing, once, for ten minutes.' });

/** A ticket as it comes back, in the body of what it permits. */
export const givenTicket = text({
  description: 'A ticket for exactly this, from POST /v1/tickets.',
  example: 'tkt_9vJc2mWqY0s7hQb4xTnL1pZrK8dFgU3eA6iOwHkSjVY',
  pattern: /^tkt_[A-Za-z0-9_-]{1,100}$/,
  maxLength: 104,
  code: 'invalid_ticket',
  detail: 'This is no ticket that Evergrant gives.',
  remedy: 'Ask for one with POST /v1/tickets and send it as it was given.',
});
