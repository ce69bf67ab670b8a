import { marketplaceOfStore, storeIdOf } from '../domain/marketplaces';
import { addContacts } from './contacts';
import { toJson } from './json-column';
import type { StoreInput } from './stores';
import type { StoreRow } from './store-row';
import type { Tx } from './transactions';

/** Writes the stores of a new onboarding, in the order in which they are given. */
export async function addStores(tx: Tx, onboardingId: string, stores: readonly StoreInput[]): Promise<void> {
  if (stores.length === 0) return;
  const rows = stores.map((store, position) => newRow(onboardingId, store, position, 1));
  await tx.db.insertInto('stores').values(rows).execute();
}

/**
 * Adds a store at the end; undefined if there is one of its country. One that was removed begins anew in its row, under
 * its next revision. The onboarding must be locked.
 */
export async function addStore(tx: Tx, onboardingId: string, input: StoreInput): Promise<StoreRow | undefined> {
  const rows = await tx.db.selectFrom('stores').selectAll().where('onboarding_id', '=', onboardingId).execute();
  const known = rows.find(({ store_id: storeId }) => storeId === storeIdOf(input.country));
  if (known && known.removed_at === null) return undefined;

  const position = Math.max(-1, ...rows.map((row) => row.position)) + 1;
  const added = {
    ...newRow(onboardingId, input, position, (known?.revision ?? 0) + 1),
    // It exists in Commerce, whatever became of the store that it was made for.
    created_attribute: known?.created_attribute ?? null,
  };
  await tx.db
    .insertInto('stores')
    .values(added)
    .onConflict((conflict) => conflict.columns(['onboarding_id', 'store_id']).doUpdateSet(added))
    .execute();
  if (rows.length === 0) await addFirstContact(tx, onboardingId, input);
  return added;
}

/** Who is asked for consent, unless contacts were given. */
async function addFirstContact(tx: Tx, onboardingId: string, store: StoreInput): Promise<void> {
  const contact = await tx.db
    .selectFrom('contacts')
    .select('contact_id')
    .where('onboarding_id', '=', onboardingId)
    .executeTakeFirst();
  if (!contact) await addContacts(tx, onboardingId, [], store);
}

function newRow(onboardingId: string, store: StoreInput, position: number, revision: number): StoreRow {
  const storeId = storeIdOf(store.country);
  return {
    onboarding_id: onboardingId,
    store_id: storeId,
    position,
    country: store.country,
    marketplace_id: marketplaceOfStore(storeId).id,
    website_code: store.websiteCode,
    email: store.email,
    name: store.name,
    amazon_id_type: store.mapping.amazonIdType,
    attribute_code: store.mapping.attributeCode,
    create_attribute: Number(store.mapping.createAttributeIfMissing === true),
    created_attribute: null,
    revision,
    ready_at: null,
    instance: null,
    website_id: null,
    store_group_id: null,
    store_view_id: null,
    store_view_code: null,
    currency: null,
    warnings: toJson([]),
    checked_at: null,
    participates: null,
    seller_id: null,
    closed_at: null,
    removed_at: null,
  };
}
