import { marketplaceOfStore, OFFERED_COUNTRIES } from '../domain/marketplaces';
import type { StoreView } from '../registry/status-view';
import { outsideText } from './outside-text';

/** A store as its owner knows it. */
export interface StoreLine {
  readonly name: string;
  readonly country: string;
  readonly website: string;
  /** Null while no consent is in force. */
  readonly participates: boolean | null;
}

export function storeLines(stores: readonly StoreView[]): readonly StoreLine[] {
  return inTableOrder(stores).map((store) => ({
    name: outsideText(store.name),
    country: marketplaceOfStore(store.storeId).name,
    website: outsideText(store.websiteCode),
    participates: store.participates,
  }));
}

/** In the order of the marketplace table, so that the largest marketplace of a region comes first. */
export function inTableOrder(stores: readonly StoreView[]): readonly StoreView[] {
  return [...stores].sort((a, b) => OFFERED_COUNTRIES.indexOf(a.country) - OFFERED_COUNTRIES.indexOf(b.country));
}
