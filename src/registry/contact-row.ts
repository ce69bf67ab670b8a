import type { Kysely, Selectable } from 'kysely';
import type { Instant } from '../domain/clock';
import type {
  Contact,
  ContactRole,
  ContactSet,
  ContactStanding,
  ContactView,
  ProposedContact,
  StandingContact,
} from './contacts';
import type { ContactsTable, Tables } from './schema';

export type ContactRow = Selectable<ContactsTable>;

/** All that were ever given, in the order in which they stand in their set. */
export async function contactsOf(db: Kysely<Tables>, onboardingId: string): Promise<readonly ContactRow[]> {
  return db.selectFrom('contacts').selectAll().where('onboarding_id', '=', onboardingId).orderBy('position').execute();
}

export async function findContact(db: Kysely<Tables>, contactId: string): Promise<ContactRow | undefined> {
  return db.selectFrom('contacts').selectAll().where('contact_id', '=', contactId).executeTakeFirst();
}

export function inForce(rows: readonly ContactRow[]): readonly ContactRow[] {
  return rows.filter(({ standing }) => standing === 'in_force');
}

/** Those that can still be confirmed at `at`. */
export function proposed(rows: readonly ContactRow[], at: Instant): readonly ContactRow[] {
  return rows.filter((row) => row.standing === 'proposed' && (row.proposed_until ?? 0) > at);
}

/** Those in force, in the order in which mails about the matters of a role try them. */
export function inOrderFor(role: ContactRole, rows: readonly ContactRow[]): readonly ContactRow[] {
  const living = inForce(rows);
  const preferred = [role, 'seller', 'merchant'].flatMap((wanted) => living.filter((row) => row.role === wanted));
  return [...new Set([...preferred, ...living])];
}

export function contact(row: ContactRow): Contact {
  return {
    contactId: row.contact_id,
    ...fields(row),
    confirmed: row.confirmed_at !== null,
    remindersOffSince: row.reminders_off_since,
  };
}

export function standingContact(row: ContactRow): StandingContact {
  return { ...contact(row), standing: row.standing as ContactStanding, proposedUntil: row.proposed_until };
}

/** The set as backends see it. What has died is not in it; nobody leaves for a proposal that has died. */
export function contactSet(revision: number, rows: readonly ContactRow[], at: Instant): ContactSet {
  const waiting = proposed(rows, at);
  return {
    revision,
    contacts: inForce(rows).map((row): ContactView => ({
      ...fields(row),
      confirmed: row.confirmed_at !== null,
      unreachableSince: row.unreachable_at,
      remindersOffSince: row.reminders_off_since,
      leaving: row.leaving === 1 && waiting.length > 0,
    })),
    proposed: waiting.map((row): ProposedContact => ({
      ...fields(row),
      unreachableSince: row.unreachable_at,
      proposedUntil: row.proposed_until ?? at,
    })),
  };
}

function fields(row: ContactRow) {
  return { role: row.role as ContactRole, email: row.email, language: 'en', timeZone: row.time_zone } as const;
}
