import { z } from 'zod';
import { onboardingId } from './identifiers';
import { instant } from './instant';

const KINDS = ['connected', 'notice', 'reminder', 'escalation', 'expired'] as const;
const MARKS = [
  'done',
  'undelivered',
  'skipped',
  'renewed',
  'snoozed',
  'overtaken',
  'frozen',
  'opted_out',
  'muted',
] as const;

const plannedStep = z
  .object({
    key: z.string().meta({ description: 'Names the step within the plan.', example: 'T-30' }),
    kind: z.enum(KINDS).meta({
      description:
        'connected: the confirmation. notice: an event alone. reminder: mail and event. escalation: an alert to the ' +
        'operators. expired: a mail after the expiry.',
      example: 'reminder',
    }),
    label: z.string().meta({ description: 'In plain words.', example: 'Reminder 1 of 6: 30 days before expiry' }),
    at: instant('When it is due.'),
    daysBefore: z.number().nullable().meta({
      description: 'Days before the expiry, negative after it; null for the confirmation.',
      example: 30,
    }),
    mark: z
      .enum(MARKS)
      .nullable()
      .meta({
        description:
          'What became of it; null while it is to come. undelivered: it is sent again with another contact. overtaken: a ' +
          'later step was due as well. frozen: an incident held it until a later step was due.',
        example: 'done',
      }),
    markedAt: instant('When that was written down.').nullable(),
    why: z.string().nullable().meta({
      description:
        'Why it is on another day than the policy says, or what kept it from being done; null: nothing of that.',
      example: 'Its own day is on a weekend: moved to the Friday before.',
    }),
  })
  .meta({ id: 'PlannedStep', description: 'One dated step.' });

const plan = z
  .object({
    generation: z.int().meta({ description: 'Of the authorization that it was made for.', example: 2 }),
    policyVersion: z.int().meta({ description: 'Of the policy by which it was made.', example: 3 }),
    timeZone: z.string().meta({
      description: "The seller contact's, by whose clock the hours are counted.",
      example: 'America/New_York',
    }),
    expiresAt: instant('When Amazon ends the authorization unless it is renewed.'),
    steps: z.array(plannedStep).meta({ description: 'In the order of time.' }),
  })
  .meta({ id: 'Plan', description: 'The policy applied to one authorization.' });

export const onboardingPlan = z
  .object({
    onboardingId,
    plan: plan
      .nullable()
      .meta({ description: 'Null without an authorization in force, and until its year is planned.' }),
  })
  .meta({ id: 'OnboardingPlan', description: 'The dated steps of an onboarding.' });
export type OnboardingPlan = z.output<typeof onboardingPlan>;
