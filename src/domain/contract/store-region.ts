import { marketplaceOfStore, storeIdOf, type Country, type OfferedRegion } from '../marketplaces';
import type { Refusal } from './refusal';

const REGIONS: Readonly<Record<OfferedRegion, string>> = { na: 'North America', eu: 'Europe' };

/** Why a store of this country cannot belong to an onboarding of this region; null if it can. */
export function refuseRegion(country: Country, region: OfferedRegion): Refusal | null {
  const actual = marketplaceOfStore(storeIdOf(country)).region;
  if (actual === region) return null;
  return {
    code: 'store_of_another_region',
    detail: `A store in ${country} does not belong to ${REGIONS[region]} (${region}).`,
    remedy: `Start another onboarding with region ${actual} for it: one consent covers one region.`,
  };
}
