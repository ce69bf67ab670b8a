import type { Region } from '../../domain/marketplaces';
import { participationsOf, type ParticipationJson } from './participations';
import type { Seller } from './sellers';

export const SELLING_PLANS = ['PROFESSIONAL', 'INDIVIDUAL'] as const;
export type SellingPlan = (typeof SELLING_PLANS)[number];

export const BUSINESS_TYPES = [
  'CHARITY',
  'CRAFTSMAN',
  'NATURAL_PERSON_COMPANY',
  'PUBLIC_LISTED',
  'PRIVATE_LIMITED',
  'SOLE_PROPRIETORSHIP',
  'STATE_OWNED',
  'INDIVIDUAL',
] as const;
export type BusinessType = (typeof BUSINESS_TYPES)[number];

/** `payload` in the answer of getAccount. */
export interface AccountJson {
  readonly marketplaceParticipationList: readonly ParticipationJson[];
  readonly businessType: BusinessType;
  readonly sellingPlan: SellingPlan;
  /** A private person has none. */
  readonly business?: { readonly name: string; readonly registeredBusinessAddress: AddressJson };
  readonly primaryContact: { readonly name: string; readonly address: AddressJson };
}

interface AddressJson {
  readonly addressLine1: string;
  readonly city: string;
  readonly postalCode: string;
  /** ISO 3166-1 alpha-2. */
  readonly countryCode: string;
}

/** Tells more of a seller than the product needs, personal data above all, as the real call does. */
export function accountOf(seller: Seller, region: Region): AccountJson {
  const marketplaceParticipationList = participationsOf(seller, region);
  const { businessType = 'PRIVATE_LIMITED', sellingPlan = 'PROFESSIONAL' } = seller;
  const countryCode = marketplaceParticipationList[0]?.marketplace.countryCode ?? 'GB';
  const address = { addressLine1: `1 ${seller.name} Road`, city: 'Exampleton', postalCode: 'EX1 1EX', countryCode };
  return {
    marketplaceParticipationList,
    businessType,
    sellingPlan,
    ...(businessType === 'INDIVIDUAL' ? {} : { business: { name: seller.name, registeredBusinessAddress: address } }),
    primaryContact: { name: `The owner of ${seller.name}`, address },
  };
}
