import { z } from 'zod';
import { givenId, onboardingId } from './identifiers';
import { instant } from './instant';
import { pageOf } from './page';

export const auditFilters = z.strictObject({ onboardingId: onboardingId.optional() });

export const auditEntry = z
  .object({
    auditId: z.string().meta({ example: 'aud_0aB1cD2eF3gH4iJ5kL6m' }),
    at: instant('When it was done.'),
    actor: z.string().meta({
      description:
        'Id of the API key, or a word for whoever acted otherwise: a link, the command line, the configuration.',
      example: 'key_0aB1cD2eF3gH4iJ5kL6m',
    }),
    action: z.string().meta({ description: 'Stable, for programs; new ones may appear.', example: 'disconnect' }),
    onboardingId: z.string().nullable().meta({ description: 'Null for what concerns no onboarding.', example: 'acme' }),
    subject: z
      .string()
      .nullable()
      .meta({ description: 'Id of what was acted upon beside the onboarding: an API key, say.', example: null }),
    reason: z.string().meta({ description: 'As it was given; may be empty.', example: 'The merchant left.' }),
    source: z.enum(['api', 'cli', 'self_declared']).meta({
      description:
        'api: the actor was authenticated. cli: a user of the machine that it runs on. self_declared: sent from the Temporal UI, which knows nobody.',
    }),
    detail: z
      .record(z.string(), z.string().nullable())
      .nullable()
      .meta({
        description: 'What a verb was told beside its name; null for what is no verb, or needs nothing.',
        example: { until: '2027-03-01T00:00:00.000Z' },
      }),
    outcome: z
      .object({
        sentence: z.string().meta({
          description: 'For people; texts may change.',
          example: 'The reminder was sent.',
        }),
        at: instant('When it was written down.'),
      })
      .nullable()
      .meta({ description: 'What a verb has come to; null while that is open, and for what is no verb.' }),
  })
  .meta({ id: 'AuditEntry', description: 'Who did what, and when.' });

export const auditPath = z.strictObject({
  auditId: givenId('Id of the audit entry, as the answer to a verb names it.', 'aud_0aB1cD2eF3gH4iJ5kL6m'),
});

export const auditPage = pageOf(auditEntry).meta({
  id: 'AuditPage',
  description: 'One page of the audit, newest first.',
});
