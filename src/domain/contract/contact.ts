import { z } from 'zod';
import { CONTACT_PROPOSAL_DAYS } from '../contact-proposal';
import { email } from './email';
import { instant } from './instant';
import type { Refusal } from './refusal';
import { repeated } from './repeated';
import { timeZone } from './time-zone';

export const language = z.enum(['en']).meta({ description: 'Language of mails and pages.', example: 'en' });

const role = z.enum(['merchant', 'seller', 'technical']).meta({
  description:
    'seller: consent and renewal mails; merchant: key, connection and store mails; technical: a copy of the latter.',
});

export const contact = z
  .strictObject({
    role,
    email,
    language: language.default('en'),
    timeZone: timeZone.optional(),
  })
  .meta({ id: 'Contact', description: 'A person who is written to.' });

/** One contact of each role at most. */
export const MAX_CONTACTS = role.options.length;

export const REPEATED_ROLE: Refusal = {
  code: 'repeated_role',
  detail: 'Another contact has the same role.',
  remedy: 'Give each role once.',
};

/** Body of `PUT …/contacts`. */
export const newContactSet = z
  .strictObject({ contacts: z.array(contact).min(1).max(MAX_CONTACTS) })
  .superRefine(({ contacts }, context) => {
    const roles = contacts.map((entry) => entry.role);
    for (const { path, detail, ...params } of repeated('contacts', 'role', roles, REPEATED_ROLE)) {
      context.addIssue({ code: 'custom', path, message: detail, params });
    }
  })
  .meta({ id: 'NewContactSet', description: 'All contacts of an onboarding.' });

const known = {
  role,
  email: z.string().meta({ description: 'Mail address.', example: 'owner@acme.shop' }),
  language,
  timeZone: z
    .string()
    .meta({ description: 'IANA time zone by whose clock mails are sent.', example: 'America/New_York' }),
  unreachableSince: instant('Since when mails are rejected or come back; null while they arrive.').nullable(),
};

const contactInForce = z
  .object({
    ...known,
    confirmed: z.boolean().meta({ description: 'Whether a person has used a link that was mailed to this address.' }),
    remindersOffSince: instant(
      'Since when this person wants no reminders before the expiry; null if they are sent. What has ended or is wrong is mailed in any case.',
    ).nullable(),
    leaving: z
      .boolean()
      .meta({ description: 'Was left out of the set: goes as soon as the proposed addresses are confirmed.' }),
  })
  .meta({ id: 'ContactInForce', description: 'A person who is written to.' });

const proposedContact = z
  .object({
    ...known,
    proposedUntil: instant(
      `When the proposal dies unless it is confirmed by the mailed link: ${CONTACT_PROPOSAL_DAYS} days after it was made.`,
    ),
  })
  .meta({ id: 'ProposedContact', description: 'An address that waits for its confirmation.' });

export const contactSet = z
  .object({
    onboardingId: z.string().meta({ description: 'Whose contacts these are.', example: 'acme' }),
    contacts: z.array(contactInForce).meta({ description: 'Where mails go.' }),
    proposed: z.array(proposedContact).meta({ description: 'Where mails will go once the address is confirmed.' }),
  })
  .meta({ id: 'ContactSet', description: 'Who is written to about an onboarding.' });

export type ContactBody = z.output<typeof contact>;
export type ContactSetDocument = z.output<typeof contactSet>;
