import { marketplaceOfStore } from '../domain/marketplaces';
import type { StoreView } from '../registry/registry';
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
  return stores.map((store) => ({
    name: outsideText(store.name),
    country: marketplaceOfStore(store.storeId).name,
    website: outsideText(store.websiteCode),
    participates: store.participates,
  }));
}

/** `Canada, Mexico and United States`. */
export function countriesInWords(stores: readonly StoreLine[]): string {
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(stores.map((store) => store.country));
}
