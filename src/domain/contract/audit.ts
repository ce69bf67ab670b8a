import { z } from 'zod';
import { onboardingId } from './identifiers';
import { instant } from './instant';
import { pageOf } from './page';

export const auditFilters = z.strictObject({ onboardingId: onboardingId.optional() });

const auditEntry = z
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
  })
  .meta({ id: 'AuditEntry', description: 'Who did what, and when.' });

export const auditPage = pageOf(auditEntry).meta({
  id: 'AuditPage',
  description: 'One page of the audit, newest first.',
});
