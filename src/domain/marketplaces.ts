/** An SP-API region: one seller consent covers every marketplace of its region (reference: Amazon, "Authorizations are regional"). */
export type Region = 'na' | 'eu' | 'fe';

export interface Marketplace {
  /** Amazon's country code; the United Kingdom is `UK` here, although ISO 3166-1 and the Sellers API say `GB`. */
  readonly country: string;
  readonly id: string;
  readonly region: Region;
  /** Where a seller of this marketplace signs in, without a trailing slash. */
  readonly sellerCentral: string;
  /** ISO 4217 code of the marketplace's currency. */
  readonly currency: string;
  readonly name: string;
}

const EUROPE = 'https://sellercentral-europe.amazon.com';

function row(
  country: string,
  id: string,
  region: Region,
  sellerCentral: string,
  currency: string,
  name: string,
): Marketplace {
  return { country, id, region, sellerCentral, currency, name };
}

/**
 * Amazon's 23 marketplaces (developer-docs.amazon.com, pages "Marketplace IDs" and "Seller Central URLs", 2026-09-30).
 * The hosts of BE, IE, ZA, EG and SA are missing in Amazon's table and come from several current public projects.
 */
export const MARKETPLACES: readonly Marketplace[] = [
  row('US', 'ATVPDKIKX0DER', 'na', 'https://sellercentral.amazon.com', 'USD', 'United States'),
  row('CA', 'A2EUQ1WTGCTBG2', 'na', 'https://sellercentral.amazon.ca', 'CAD', 'Canada'),
  row('MX', 'A1AM78C64UM0Y8', 'na', 'https://sellercentral.amazon.com.mx', 'MXN', 'Mexico'),
  row('BR', 'A2Q3Y263D00KWC', 'na', 'https://sellercentral.amazon.com.br', 'BRL', 'Brazil'),
  row('UK', 'A1F83G8C2ARO7P', 'eu', EUROPE, 'GBP', 'United Kingdom'),
  row('DE', 'A1PA6795UKMFR9', 'eu', EUROPE, 'EUR', 'Germany'),
  row('FR', 'A13V1IB3VIYZZH', 'eu', EUROPE, 'EUR', 'France'),
  row('IT', 'APJ6JRA9NG5V4', 'eu', EUROPE, 'EUR', 'Italy'),
  row('ES', 'A1RKKUPIHCS9HS', 'eu', EUROPE, 'EUR', 'Spain'),
  row('NL', 'A1805IZSGTT6HS', 'eu', 'https://sellercentral.amazon.nl', 'EUR', 'Netherlands'),
  row('SE', 'A2NODRKZP88ZB9', 'eu', 'https://sellercentral.amazon.se', 'SEK', 'Sweden'),
  row('PL', 'A1C3SOZRARQ6R3', 'eu', 'https://sellercentral.amazon.pl', 'PLN', 'Poland'),
  row('BE', 'AMEN7PMS3EDWL', 'eu', 'https://sellercentral.amazon.com.be', 'EUR', 'Belgium'),
  row('IE', 'A28R8C7NBKEWEA', 'eu', 'https://sellercentral.amazon.ie', 'EUR', 'Ireland'),
  row('TR', 'A33AVAJ2PDY3EV', 'eu', 'https://sellercentral.amazon.com.tr', 'TRY', 'Türkiye'),
  row('ZA', 'AE08WJ6YKNBMC', 'eu', 'https://sellercentral.amazon.co.za', 'ZAR', 'South Africa'),
  row('EG', 'ARBP9OOSHTCHU', 'eu', 'https://sellercentral.amazon.eg', 'EGP', 'Egypt'),
  row('SA', 'A17E79C6D8DWNP', 'eu', 'https://sellercentral.amazon.sa', 'SAR', 'Saudi Arabia'),
  row('AE', 'A2VIGQ35RCS4UG', 'eu', 'https://sellercentral.amazon.ae', 'AED', 'United Arab Emirates'),
  row('IN', 'A21TJRUUN4KGV', 'eu', 'https://sellercentral.amazon.in', 'INR', 'India'),
  row('SG', 'A19VAU5U5O7RUS', 'fe', 'https://sellercentral.amazon.sg', 'SGD', 'Singapore'),
  row('AU', 'A39IBJ37TRP1C6', 'fe', 'https://sellercentral.amazon.com.au', 'AUD', 'Australia'),
  row('JP', 'A1VC38T7YXB528', 'fe', 'https://sellercentral.amazon.co.jp', 'JPY', 'Japan'),
];

/** The countries that Evergrant onboards; all other rows of the table are recognised and refused in plain words. */
export const OFFERED_COUNTRIES = ['US', 'CA', 'MX', 'UK'] as const;
export type Country = (typeof OFFERED_COUNTRIES)[number];
/** The regions that the offered countries lie in. */
export type OfferedRegion = 'na' | 'eu';

/** A store's id within its onboarding: its country in lower case. */
export type StoreId = Lowercase<Country>;

/** Reads a country code as people and APIs write it (`gb`, `GB`, `uk`); undefined for what Amazon does not have. */
export function marketplaceOfCountry(code: string): Marketplace | undefined {
  const upper = code.trim().toUpperCase();
  const country = upper === 'GB' ? 'UK' : upper;
  return MARKETPLACES.find((marketplace) => marketplace.country === country);
}

/** Undefined for the undocumented ids that Amazon also sends ("Non-Amazon" and others): callers ignore those. */
export function marketplaceById(id: string): Marketplace | undefined {
  return MARKETPLACES.find((marketplace) => marketplace.id === id);
}

export function isOffered(country: string): country is Country {
  return (OFFERED_COUNTRIES as readonly string[]).includes(country);
}

export function storeIdOf(country: Country): StoreId {
  return country.toLowerCase() as StoreId;
}

const byStoreId = new Map<string, Marketplace & { country: Country }>();
for (const marketplace of MARKETPLACES) {
  const { country } = marketplace;
  if (isOffered(country)) byStoreId.set(storeIdOf(country), { ...marketplace, country });
}

/** The marketplace of one of the offered stores. */
export function marketplaceOfStore(storeId: StoreId): Marketplace & { country: Country } {
  const marketplace = byStoreId.get(storeId);
  if (!marketplace) throw new RangeError(`No store has the id ${storeId}`);
  return marketplace;
}

/** SP-API production host of a region (developer-docs.amazon.com, page "SP-API endpoints"). */
export const SP_API_HOSTS: Readonly<Record<Region, string>> = {
  na: 'https://sellingpartnerapi-na.amazon.com',
  eu: 'https://sellingpartnerapi-eu.amazon.com',
  fe: 'https://sellingpartnerapi-fe.amazon.com',
};
