import type { Instant } from '../domain/clock';
import type { Country, StoreId } from '../domain/marketplaces';
import { raiseEvent } from './events';
import type { OnboardingRow } from './onboarding-row';
import type { StoreRow } from './store-row';
import type { Tx } from './transactions';

/**
 * Tells of a store. Belongs into the transaction of the change, of which it is told once per occasion: a revision, or
 * what else happened to it.
 */
export async function raiseStoreEvent(
  tx: Tx,
  onboarding: OnboardingRow,
  type: 'store.created' | 'store.updated' | 'store.removed',
  store: StoreRow,
  occasion: string | number,
  at: Instant,
): Promise<void> {
  const data = {
    storeId: store.store_id as StoreId,
    country: store.country as Country,
    websiteCode: store.website_code,
    createdAttribute: createdAttribute(store),
    participates: store.participates === null ? null : store.participates === 1,
  };
  await raiseEvent(tx, onboarding, { type, dedupeKey: `${type}/${store.store_id}/${occasion}`, data }, at);
}

/** The mapped attribute, if it is one that we asked Commerce to make. */
export function createdAttribute(store: StoreRow): string | null {
  return store.created_attribute === store.attribute_code ? store.created_attribute : null;
}
