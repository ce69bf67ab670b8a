import { SP_API_HOSTS, type Marketplace, type Region } from '../domain/marketplaces';
import { LWA_TOKEN_URL } from './facts';

/** Where Amazon is. Bases carry no trailing slash and may have a path of their own. */
export interface AmazonEndpoints {
  readonly lwaTokenUrl: string;
  readonly spApiBase: Readonly<Record<Region, string>>;
  readonly sellerCentralBase: (marketplace: Marketplace) => string;
}

/** The real Amazon. */
export const productionEndpoints: AmazonEndpoints = {
  lwaTokenUrl: LWA_TOKEN_URL,
  spApiBase: SP_API_HOSTS,
  sellerCentralBase: (marketplace) => marketplace.sellerCentral,
};
