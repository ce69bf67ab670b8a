import type { Selectable } from 'kysely';
import type { Country } from '../domain/marketplaces';
import { randomId } from './fingerprint';
import type { Contact, ContactInput, ContactRole, Contacts, StoreInput } from './registry';
import type { ContactsTable } from './schema';
import type { Database, Tx } from './transactions';

/** Where most sellers of a marketplace keep their hours, until the contact says otherwise. */
const TIME_ZONES: Readonly<Record<Country, string>> = {
  US: 'America/New_York',
  CA: 'America/Toronto',
  MX: 'America/Mexico_City',
  UK: 'Europe/London',
};

export function createContacts({ db }: Database): Contacts {
  return {
    async forRole(onboardingId, role) {
      const rows = await db
        .selectFrom('contacts')
        .selectAll()
        .where('onboarding_id', '=', onboardingId)
        .orderBy('position')
        .execute();
      const found = [role, 'seller', 'merchant'].map((wanted) => rows.find((row) => row.role === wanted));
      const row = found.find((candidate) => candidate !== undefined) ?? rows[0];
      return row && contact(row);
    },

    async confirm(contactId, at) {
      await db
        .updateTable('contacts')
        .set({ confirmed_at: at })
        .where('contact_id', '=', contactId)
        .where('confirmed_at', 'is', null)
        .execute();
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
  if (contacts.length === 0) return;
  await tx.db
    .insertInto('contacts')
    .values(
      contacts.map((input, position) => ({
        contact_id: randomId('ctc'),
        onboarding_id: onboardingId,
        position,
        role: input.role,
        email: input.email,
        language: input.language,
        time_zone: input.timeZone,
      })),
    )
    .execute();
}

function contactOfStore(store: StoreInput): ContactInput {
  return { role: 'seller', email: store.email, language: 'en', timeZone: TIME_ZONES[store.country] };
}

function contact(row: Selectable<ContactsTable>): Contact {
  return {
    contactId: row.contact_id,
    role: row.role as ContactRole,
    email: row.email,
    language: 'en',
    timeZone: row.time_zone,
    confirmed: row.confirmed_at !== null,
  };
}
