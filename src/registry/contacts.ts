import type { Country } from '../domain/marketplaces';
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
import type { ContactInput, Contacts, StoreInput } from './registry';
import type { Database, Tx } from './transactions';

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
