import { marketplaceOfCountry, type Region } from '../../domain/marketplaces';
import type { StateFile } from '../state-file';
import type { BusinessType, SellingPlan } from './account';

export interface SellerMarketplace {
  /** As in the marketplace table: `US`, `UK`, … */
  readonly country: string;
  readonly storeName: string;
  readonly isParticipating: boolean;
  readonly hasSuspendedListings: boolean;
}

/** Someone who can sign in at the simulated Seller Central. */
export interface Seller {
  /** How tests, the control endpoints and the home page name the seller. */
  readonly key: string;
  readonly name: string;
  /** What this seller is there to show, for the home page. */
  readonly purpose: string;
  readonly email: string;
  readonly password: string;
  /** Always the same six digits; shown on the page as "the simulated phone". */
  readonly twoStepCode: string;
  /** Amazon's `selling_partner_id`. */
  readonly sellerId: string;
  /** Only the primary user of an account may authorize an application. */
  readonly user: 'primary' | 'secondary';
  readonly marketplaces: readonly SellerMarketplace[];
  /** PROFESSIONAL if nothing is said. */
  readonly sellingPlan?: SellingPlan;
  /** PRIVATE_LIMITED if nothing is said. */
  readonly businessType?: BusinessType;
}

function sells(country: string, storeName: string, isParticipating = true): SellerMarketplace {
  return { country, storeName, isParticipating, hasSuspendedListings: false };
}

export const SEEDED_SELLERS: readonly Seller[] = [
  {
    key: 'acme',
    name: 'Acme Outdoor',
    purpose: 'Sells in the United States, Canada and Mexico: one consent serves three stores.',
    email: 'owner@acme-outdoor.example',
    password: 'acme-simulated',
    twoStepCode: '314159',
    sellerId: 'A1ACME0UTD00R7',
    user: 'primary',
    marketplaces: [sells('US', 'Acme Outdoor'), sells('CA', 'Acme Outdoor Canada'), sells('MX', 'Acme Outdoor México')],
  },
  {
    key: 'globex',
    name: 'Globex Trading',
    purpose: 'Sells in the United Kingdom: the European region.',
    email: 'owner@globex-trading.example',
    password: 'globex-simulated',
    twoStepCode: '271828',
    sellerId: 'A2GL0BEXTRAD1N',
    user: 'primary',
    marketplaces: [sells('UK', 'Globex Trading')],
  },
  {
    key: 'initech',
    name: 'Initech Supplies',
    purpose: 'Sells in the United States only: the wrong account for anyone else, and no store in Canada or Mexico.',
    email: 'owner@initech-supplies.example',
    password: 'initech-simulated',
    twoStepCode: '161803',
    sellerId: 'A3IN1TECHSUPPL',
    user: 'primary',
    marketplaces: [sells('US', 'Initech Supplies')],
  },
  {
    key: 'umbrella',
    name: 'Umbrella Retail',
    purpose: 'Signs in as a secondary user: Seller Central refuses with SPDC8143.',
    email: 'assistant@umbrella-retail.example',
    password: 'umbrella-simulated',
    twoStepCode: '141421',
    sellerId: 'A4UMBRELLARETL',
    user: 'secondary',
    marketplaces: [sells('US', 'Umbrella Retail'), sells('UK', 'Umbrella Retail UK')],
  },
  {
    key: 'hooli',
    name: 'Hooli Worldwide',
    purpose: 'Sells in the United States and the United Kingdom: must choose the account to authorize; two grants.',
    email: 'owner@hooli-worldwide.example',
    password: 'hooli-simulated',
    twoStepCode: '173205',
    sellerId: 'A5H00L1W0RLDW1',
    user: 'primary',
    marketplaces: [sells('US', 'Hooli'), sells('UK', 'Hooli UK')],
  },
  {
    key: 'vandelay',
    name: 'Vandelay Imports',
    purpose: 'Is registered in the United States but does not participate there.',
    email: 'owner@vandelay-imports.example',
    password: 'vandelay-simulated',
    twoStepCode: '223606',
    sellerId: 'A6VANDELAY1MP0',
    user: 'primary',
    marketplaces: [sells('US', 'Vandelay Imports', false), sells('CA', 'Vandelay Imports Canada')],
  },
  {
    key: 'soylent',
    name: 'Soylent Foods',
    purpose: 'Sells in the United States; its Commerce is the SaaS edition.',
    email: 'owner@soylent-foods.example',
    password: 'soylent-simulated',
    twoStepCode: '244948',
    sellerId: 'A7S0YLENTF00DS',
    user: 'primary',
    marketplaces: [sells('US', 'Soylent Foods')],
  },
  {
    key: 'stark',
    name: 'Stark Tools',
    purpose: 'Sells in the United States; knows only the access token of its Commerce integration.',
    email: 'owner@stark-tools.example',
    password: 'stark-simulated',
    twoStepCode: '264575',
    sellerId: 'A8STARKT00LS1N',
    user: 'primary',
    marketplaces: [sells('US', 'Stark Tools')],
  },
  {
    key: 'wonka',
    name: 'Wonka Sweets',
    purpose: 'Sells in the United States; its Commerce integration may not read product attributes.',
    email: 'owner@wonka-sweets.example',
    password: 'wonka-simulated',
    twoStepCode: '282842',
    sellerId: 'A9W0NKASWEETS1',
    user: 'primary',
    marketplaces: [sells('US', 'Wonka Sweets')],
  },
  {
    key: 'tyrell',
    name: 'Tyrell Toys',
    purpose: 'Sells in the United States; its attribute amazon_asin is a text area, which cannot be mapped.',
    email: 'owner@tyrell-toys.example',
    password: 'tyrell-simulated',
    twoStepCode: '331662',
    sellerId: 'ABTYRELLT0YS1N',
    user: 'primary',
    marketplaces: [sells('US', 'Tyrell Toys')],
  },
];

/** Changes plan or kind of business of a seller; undefined if nobody has that key. */
export async function changeAccount(
  state: StateFile<{ sellers: readonly Seller[] }>,
  key: string,
  change: Pick<Seller, 'sellingPlan' | 'businessType'>,
): Promise<Seller | undefined> {
  const seller = sellerByKey(state.value.sellers, key);
  if (!seller) return undefined;
  const changed = { ...seller, ...change };
  state.value.sellers = state.value.sellers.map((one) => (one === seller ? changed : one));
  await state.commit();
  return changed;
}

/** The regions that a seller sells in, each once, in the order of the seller's marketplaces. */
export function regionsOf(seller: Seller): readonly Region[] {
  const regions = seller.marketplaces.flatMap(({ country }) => marketplaceOfCountry(country)?.region ?? []);
  return [...new Set(regions)];
}

export function sellerByKey(sellers: readonly Seller[], key: string): Seller | undefined {
  return sellers.find((seller) => seller.key === key);
}
