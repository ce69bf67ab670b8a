import { marketplaceOfCountry, type Region } from '../../domain/marketplaces';
import type { Seller, SellerMarketplace } from './sellers';

interface Site {
  readonly domainName: string;
  readonly defaultLanguageCode: string;
}

/** What the Sellers API tells of a marketplace beyond the shared table: its shop's host and language. */
const SITES: Readonly<Record<string, Site>> = {
  US: site('amazon.com', 'en_US'),
  CA: site('amazon.ca', 'en_CA'),
  MX: site('amazon.com.mx', 'es_MX'),
  BR: site('amazon.com.br', 'pt_BR'),
  UK: site('amazon.co.uk', 'en_GB'),
  DE: site('amazon.de', 'de_DE'),
  FR: site('amazon.fr', 'fr_FR'),
  IT: site('amazon.it', 'it_IT'),
  ES: site('amazon.es', 'es_ES'),
  NL: site('amazon.nl', 'nl_NL'),
  SE: site('amazon.se', 'sv_SE'),
  PL: site('amazon.pl', 'pl_PL'),
  BE: site('amazon.com.be', 'fr_BE'),
  IE: site('amazon.ie', 'en_IE'),
  TR: site('amazon.com.tr', 'tr_TR'),
  ZA: site('amazon.co.za', 'en_ZA'),
  EG: site('amazon.eg', 'ar_EG'),
  SA: site('amazon.sa', 'ar_SA'),
  AE: site('amazon.ae', 'en_AE'),
  IN: site('amazon.in', 'en_IN'),
  SG: site('amazon.sg', 'en_SG'),
  AU: site('amazon.com.au', 'en_AU'),
  JP: site('amazon.co.jp', 'ja_JP'),
};

/** Undocumented marketplaces that the live Sellers API was seen to add; a client must not trip over them. */
const NON_AMAZON: Readonly<Record<Region, readonly MarketplaceJson[]>> = {
  na: [
    nonAmazon('A2ZV50J4W1RKNI', 'Non-Amazon', 'US', 'USD', 'en_US', 'sim1.stores.amazon.com'),
    nonAmazon('A1MQXOICRS2Z7M', 'SI CA Prod Marketplace', 'CA', 'CAD', 'en_CA', 'siprod.stores.amazon.ca'),
  ],
  eu: [nonAmazon('AHRY1CZE9ZY4H', 'Non-Amazon', 'GB', 'GBP', 'en_GB', 'siprod.stores.amazon.co.uk')],
  fe: [nonAmazon('A1ZFFQZ3HTUKT9', 'Non-Amazon', 'JP', 'JPY', 'ja_JP', 'siprod.stores.amazon.co.jp')],
};

interface MarketplaceJson {
  readonly id: string;
  readonly name: string;
  readonly countryCode: string;
  readonly defaultCurrencyCode: string;
  readonly defaultLanguageCode: string;
  readonly domainName: string;
}

/** One entry of `payload` in the answer of getMarketplaceParticipations. */
export interface ParticipationJson {
  readonly marketplace: MarketplaceJson;
  readonly participation: { readonly isParticipating: boolean; readonly hasSuspendedListings: boolean };
  readonly storeName: string;
}

export function participationsOf(seller: Seller, region: Region): readonly ParticipationJson[] {
  const own = seller.marketplaces.flatMap((entry) => participationOf(entry, region) ?? []);
  const extra = NON_AMAZON[region].map((marketplace) => ({
    marketplace,
    participation: { isParticipating: true, hasSuspendedListings: false },
    storeName: seller.name,
  }));
  return [...own, ...extra];
}

function participationOf(entry: SellerMarketplace, region: Region): ParticipationJson | undefined {
  const marketplace = marketplaceOfCountry(entry.country);
  const shop = SITES[entry.country];
  if (marketplace?.region !== region || !shop) return undefined;
  return {
    marketplace: {
      id: marketplace.id,
      name: shop.domainName.replace('amazon', 'Amazon'),
      countryCode: marketplace.country === 'UK' ? 'GB' : marketplace.country,
      defaultCurrencyCode: marketplace.currency,
      defaultLanguageCode: shop.defaultLanguageCode,
      domainName: `www.${shop.domainName}`,
    },
    participation: { isParticipating: entry.isParticipating, hasSuspendedListings: entry.hasSuspendedListings },
    storeName: entry.storeName,
  };
}

function site(host: string, defaultLanguageCode: string): Site {
  return { domainName: host, defaultLanguageCode };
}

function nonAmazon(
  id: string,
  name: string,
  countryCode: string,
  defaultCurrencyCode: string,
  defaultLanguageCode: string,
  domainName: string,
): MarketplaceJson {
  return { id, name, countryCode, defaultCurrencyCode, defaultLanguageCode, domainName };
}
