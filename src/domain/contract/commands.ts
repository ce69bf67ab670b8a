import { z } from 'zod';
import { onboardingId, storeId } from './identifiers';
import { inputInstant } from './input-instant';
import { instant } from './instant';
import { text } from './text';

export const newLink = z
  .strictObject({
    purpose: z.enum(['manage', 'renew']).meta({
      description:
        'manage: see the status and everything that is missing, and consent; dies after 24 hours. ' +
        'renew: see the status and consent; does not die by itself.',
    }),
  })
  .meta({ id: 'NewLink', description: 'What the link is for.' });

export const link = z
  .object({
    url: z.string().meta({
      description: 'Give it to nobody but the person who is to act.',
      format: 'uri',
      example:
        'https://connect.example.com/c/p0Q7dZ3uX1nB5vK9sL2mR8tY4wE6hJ0aC3gF7iN5oU1.b8D2fH6kM0qS4uW9yA3cE7gI1jL5nP8rT2vX6zB0dF4',
    }),
    expiresAt: instant('When the link dies; null if it does not die by itself.').nullable(),
  })
  .meta({ id: 'Link', description: 'A link for the seller or the merchant.' });

export const reason = text({
  description: 'Why; kept in the audit.',
  example: 'The merchant has closed the shop.',
  pattern: /^(?=.*\S)[^\x00-\x1f\x7f]{1,500}$/,
  maxLength: 500,
  code: 'invalid_reason',
  detail: 'A reason has 1 to 500 characters, is not blank, and has no control characters.',
  remedy: 'Say in one sentence why.',
});

export const disconnect = z
  .strictObject({
    reason,
    confirm: onboardingId
      .optional()
      .meta({ description: 'The onboardingId once more, for callers that want to be stopped when the two differ.' }),
  })
  .meta({ id: 'Disconnect', description: 'A reason is needed because a disconnect cannot be undone for ever.' });

export const verbRequest = z
  .strictObject({ reason })
  .meta({ id: 'VerbRequest', description: 'Why an operator steps in; kept in the audit.' });

export const snoozeRequest = z
  .strictObject({ reason, until: inputInstant('Until when no reminder is mailed; at most 90 days from now.') })
  .meta({ id: 'SnoozeRequest', description: 'For how long the seller is left alone, and why.' });

export const acceptedRevision = z
  .object({
    onboardingId,
    revision: z.int().meta({ description: 'The revision that is checked now.' }),
  })
  .meta({ id: 'AcceptedRevision', description: 'Stored. The outcome of its check appears in the status.' });

export const acceptedVerb = z
  .object({
    auditId: z.string().meta({ description: 'Id of the audit entry.', example: 'aud_0aB1cD2eF3gH4iJ5kL6m' }),
    status: z.literal('accepted'),
  })
  .meta({ id: 'AcceptedVerb', description: 'Written down; it is carried out soon, also after an outage.' });

export const removedStore = z
  .object({ onboardingId, storeId, removed: z.literal(true) })
  .meta({ id: 'RemovedStore', description: 'The store is gone; its country can be added again.' });
