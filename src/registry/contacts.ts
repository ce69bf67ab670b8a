import type { Country } from '../domain/marketplaces';
import type { Instant } from '../domain/clock';
import { add, changeContacts, putInForce } from './contact-changes';
import { markUnreachable, nextContactsRevision, signalContacts } from './contact-reach';
import {
  contact,
  contactSet,
  contactsOf,
  findContact,
  inOrderFor,
  standingContact,
  type ContactRow,
} from './contact-row';
import { lockOpenOnboarding, type OnboardingRow } from './onboarding-row';
import { endReminders, resumeReminders } from './reminder-preference';
import type { StoreInput } from './stores';
import type { Database, Tx } from './transactions';

export type ContactRole = 'merchant' | 'seller' | 'technical';

export interface ContactInput {
  readonly role: ContactRole;
  readonly email: string;
  readonly language: 'en';
  /** IANA name; the default is that of the first store's marketplace. */
  readonly timeZone: string;
}

export interface Contact {
  readonly contactId: string;
  readonly role: ContactRole;
  readonly email: string;
  readonly language: 'en';
  readonly timeZone: string;
  readonly confirmed: boolean;
  /** Since when it wants no reminders; null while it gets them. */
  readonly remindersOffSince: Instant | null;
}

/**
 * `in_force`: mails go there. `proposed`: waits for its confirmation. `left`: was replaced or taken out; kept until the
 * onboarding is erased, because mails to it may still come back.
 */
export type ContactStanding = 'in_force' | 'proposed' | 'left';

export interface StandingContact extends Contact {
  readonly standing: ContactStanding;
  /** Until when a proposed one can be confirmed; null for the others. */
  readonly proposedUntil: Instant | null;
}

export interface ContactView {
  readonly role: ContactRole;
  readonly email: string;
  readonly language: 'en';
  readonly timeZone: string;
  readonly confirmed: boolean;
  readonly unreachableSince: Instant | null;
  readonly remindersOffSince: Instant | null;
  /** It goes as soon as the proposed addresses are confirmed. */
  readonly leaving: boolean;
}

export interface ProposedContact {
  readonly role: ContactRole;
  readonly email: string;
  readonly language: 'en';
  readonly timeZone: string;
  readonly unreachableSince: Instant | null;
  /** Unless the address is confirmed before, the proposal dies. */
  readonly proposedUntil: Instant;
}

export interface ContactSet {
  /** Grows with every change of the set. */
  readonly revision: number;
  readonly contacts: readonly ContactView[];
  readonly proposed: readonly ProposedContact[];
}

export interface Contacts {
  /** The contact of a role with its fallback: seller → merchant → first; undefined if there is none at all. */
  forRole(onboardingId: string, role: ContactRole): Promise<Contact | undefined>;
  /** Whom to write to about the matters of a role: as `forRole`, then all others; without those that mails do not reach. */
  reachable(onboardingId: string, role: ContactRole): Promise<readonly Contact[]>;
  /** In force or not. */
  find(onboardingId: string, contactId: string): Promise<StandingContact | undefined>;
  /** What backends see. Undefined for an unknown onboarding. */
  set(onboardingId: string, at: Instant): Promise<ContactSet | undefined>;
  /**
   * Replaces the set. Language and zone of an address that stays change at once. A new address waits for its
   * confirmation, and until then mails go where they went; contacts that are left out go when the new addresses of the
   * same call are confirmed, at once if there are none. Whoever got the mails so far is told. Where nobody got them,
   * the set is in force at once. `revised`: the set is no longer of `ifRevision`. Undefined for an unknown or closed
   * onboarding.
   */
  replace(
    onboardingId: string,
    contacts: readonly ContactInput[],
    condition: { readonly actor: string; readonly ifRevision: number | null },
    at: Instant,
  ): Promise<{ readonly outcome: 'replaced'; readonly set: ContactSet } | { readonly outcome: 'revised' } | undefined>;
  /** A POST came from a link that was mailed to this address: confirmed, and reachable again. Idempotent. */
  confirm(contactId: string, at: Instant): Promise<void>;
  /**
   * Puts a proposed address in force, from the link that was mailed to it; the one it replaces goes, and its links with
   * it. `gone`: it was taken back or has died. Idempotent.
   */
  confirmProposed(contactId: string, at: Instant): Promise<'in_force' | 'gone'>;
  /** A mail server refuses this address for good. Raises `contact.unreachable`, once until it is reachable again. */
  refused(contactId: string, at: Instant): Promise<void>;
  /**
   * Ends the reminders to this contact: event `contact.opted_out`, a mail that confirms it, and the process is told.
   * Idempotent. `gone`: it is no contact any more.
   */
  optOut(contactId: string, at: Instant): Promise<'off' | 'gone'>;
  /**
   * Takes that back; event `contact.opted_in`. Idempotent. `limited`: it was taken back as often as links may be asked for,
   * lest whoever holds a link that was passed on has the contact mailed without end.
   */
  optIn(contactId: string, at: Instant): Promise<'on' | 'gone' | 'limited'>;
}

/** Where most sellers of a marketplace keep their hours, until the contact says otherwise. */
const TIME_ZONES: Readonly<Record<Country, string>> = {
  US: 'America/New_York',
  CA: 'America/Toronto',
  MX: 'America/Mexico_City',
  UK: 'Europe/London',
};

export function createContacts(database: Database): Contacts {
  const { db } = database;

  /** Runs `work` on a contact whose onboarding is open and locked. */
  const withContact = <T>(contactId: string, work: (tx: Tx, row: ContactRow, of: OnboardingRow) => Promise<T>) =>
    database.write(async (tx) => {
      const seen = await findContact(tx.db, contactId);
      const onboarding = seen && (await lockOpenOnboarding(tx, seen.onboarding_id));
      const row = onboarding && (await findContact(tx.db, contactId));
      return row && work(tx, row, onboarding);
    });

  return {
    async forRole(onboardingId, role) {
      const [first] = inOrderFor(role, await contactsOf(db, onboardingId));
      return first && contact(first);
    },

    async reachable(onboardingId, role) {
      const rows = inOrderFor(role, await contactsOf(db, onboardingId));
      return rows.filter((row) => row.unreachable_at === null).map(contact);
    },

    async find(onboardingId, contactId) {
      const row = await findContact(db, contactId);
      return row?.onboarding_id === onboardingId ? standingContact(row) : undefined;
    },

    async set(onboardingId, at) {
      const onboarding = await db
        .selectFrom('onboardings')
        .select('contacts_revision')
        .where('onboarding_id', '=', onboardingId)
        .executeTakeFirst();
      return onboarding && contactSet(onboarding.contacts_revision, await contactsOf(db, onboardingId), at);
    },

    replace: (onboardingId, contacts, { actor, ifRevision }, at) =>
      database.write(async (tx) => {
        const onboarding = await lockOpenOnboarding(tx, onboardingId);
        if (!onboarding) return undefined;
        if (ifRevision !== null && ifRevision !== onboarding.contacts_revision) return { outcome: 'revised' };
        await changeContacts(tx, onboarding, contacts, actor, at);
        const { contacts_revision: revision } = (await lockOpenOnboarding(tx, onboardingId)) ?? onboarding;
        return { outcome: 'replaced', set: contactSet(revision, await contactsOf(tx.db, onboardingId), at) };
      }),

    async confirm(contactId, at) {
      await withContact(contactId, async (tx, row, onboarding) => {
        if (row.standing !== 'in_force') return;
        await tx.db
          .updateTable('contacts')
          .set({ confirmed_at: at, unreachable_at: null })
          .where('contact_id', '=', contactId)
          .execute();
        if (row.confirmed_at !== null && row.unreachable_at === null) return;
        const revision = await nextContactsRevision(tx, onboarding);
        if (row.unreachable_at !== null) await signalContacts(tx, row.onboarding_id, revision, at);
      });
    },

    async confirmProposed(contactId, at) {
      const outcome = await withContact(contactId, (tx, _row, onboarding) => putInForce(tx, onboarding, contactId, at));
      return outcome ?? 'gone';
    },

    async optOut(contactId, at) {
      const outcome = await withContact(contactId, (tx, row, onboarding) => endReminders(tx, onboarding, row, at));
      return outcome ?? 'gone';
    },

    async optIn(contactId, at) {
      const outcome = await withContact(contactId, (tx, row, onboarding) => resumeReminders(tx, onboarding, row, at));
      return outcome ?? 'gone';
    },

    async refused(contactId, at) {
      await withContact(contactId, (tx, row, onboarding) => markUnreachable(tx, onboarding, row, 'refused', at));
    },
  };
}

/** Writes the contacts of a new onboarding; where none is given, its first store names the seller. */
export async function addContacts(
  tx: Tx,
  onboardingId: string,
  given: readonly ContactInput[],
  firstStore: StoreInput | undefined,
): Promise<void> {
  const contacts = given.length === 0 && firstStore ? [contactOfStore(firstStore)] : given;
  for (const [position, input] of contacts.entries()) await add(tx, onboardingId, input, position, null);
}

function contactOfStore(store: StoreInput): ContactInput {
  return { role: 'seller', email: store.email, language: 'en', timeZone: TIME_ZONES[store.country] };
}
