import { z } from 'zod';
import { instant } from './instant';

const day = (description: string, example: number) => z.number().meta({ description, example });
const days = (description: string, example: readonly number[]) =>
  z.array(z.number()).meta({ description, example: [...example] });

export const policyDocument = z
  .object({
    version: z.int().meta({ description: 'Counts the contents that the policy has had.', example: 3 }),
    since: instant('Since when this version is the newest.'),
    toldAt: instant(
      'When the last onboarding with an authorization had been told of it; null while some still follow an older one.',
    ).nullable(),
    dayMs: z.number().meta({
      description: 'Length of a policy day in milliseconds: a day, but for the simulator.',
      example: 86_400_000,
    }),
    grantDays: day('Life of an authorization, from its consent on.', 365),
    noticeDaysBefore: days('Days before the expiry on which only the backend is told.', [60]),
    reminderDaysBefore: days('Days before the expiry on which the seller is reminded.', [30, 14, 7, 3, 1, 0]),
    reminderDaysAfter: days('Days after the expiry on which the seller is told how to revive it.', [1, 7]),
    escalation: z
      .object({
        withoutClickDaysBefore: day('Nobody has pressed Connect since the first reminder.', 7),
        withoutRenewalDaysBefore: day('It is not renewed.', 1),
      })
      .meta({ description: 'Days before the expiry on which operators are alerted.' }),
    snooze: z
      .object({
        days: day('For how long a seller silences the reminders.', 7),
        notAfterDaysBefore: day('Reminders of this day and later ones are sent all the same.', 3),
      })
      .meta({ description: 'What silencing the reminders does.' }),
    revokedDays: days('Days after a revocation was found on which the seller is told.', [0, 7]),
    mailHour: z.number().meta({ description: "Hour at which steps are due, by the contact's clock.", example: 10 }),
    consent: z
      .object({
        nudgeDays: days('Days after the invitation on which the seller is asked again.', [7, 21]),
        lapseDays: day('Days after which an invitation lapses.', 30),
      })
      .meta({ description: 'How long a first consent is waited for.' }),
    candidateDays: day('For how long a consent is kept that cannot be put in force.', 14),
    disconnectDays: day('Within how many days a disconnect can be undone.', 7),
  })
  .meta({ id: 'Policy', description: 'Lifetimes, reminders and deadlines.' });
export type PolicyDocument = z.output<typeof policyDocument>;
