import type { Kysely, Selectable } from 'kysely';
import type { Country, StoreId } from '../domain/marketplaces';
import type { AmazonIdType } from '../domain/outcomes';
import { fromJson } from './json-column';
import type { StoreView } from './status-view';
import type { StoresTable, Tables } from './schema';
import type { Tx } from './transactions';

export type StoreRow = Selectable<StoresTable>;

export function storeView(row: StoreRow): StoreView {
  return {
    storeId: row.store_id as StoreId,
    country: row.country as Country,
    marketplaceId: row.marketplace_id,
    websiteCode: row.website_code,
    email: row.email,
    name: row.name,
    mapping: {
      amazonIdType: row.amazon_id_type as AmazonIdType,
      attributeCode: row.attribute_code,
      createAttributeIfMissing: row.create_attribute === 1,
    },
    ready: row.ready_at !== null,
    orderImport: orderImport(row),
    warnings: fromJson(row.warnings),
    participates: row.participates === null ? null : row.participates === 1,
    revision: row.revision,
  };
}

function orderImport(row: StoreRow): StoreView['orderImport'] {
  const { store_group_id: storeGroupId, store_view_id: storeViewId, store_view_code: storeViewCode } = row;
  if (storeGroupId === null || storeViewId === null || storeViewCode === null) return null;
  return { storeGroupId, storeViewId, storeViewCode };
}

/** The stores of an onboarding in the order in which they were given, which requirement pointers count by. */
export async function storesOf(db: Kysely<Tables>, onboardingId: string): Promise<readonly StoreRow[]> {
  return db
    .selectFrom('stores')
    .selectAll()
    .where('onboarding_id', '=', onboardingId)
    .where('removed_at', 'is', null)
    .orderBy('position')
    .execute();
}

/** A store that was not removed. */
export async function findStore(tx: Tx, onboardingId: string, storeId: string): Promise<StoreRow | undefined> {
  return tx.db
    .selectFrom('stores')
    .selectAll()
    .where('onboarding_id', '=', onboardingId)
    .where('store_id', '=', storeId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
}

export async function saveStore(tx: Tx, store: StoreRow): Promise<void> {
  await tx.db
    .updateTable('stores')
    .set(store)
    .where('onboarding_id', '=', store.onboarding_id)
    .where('store_id', '=', store.store_id)
    .execute();
}
