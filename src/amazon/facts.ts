/**
 * What Amazon publishes about itself, as of 2026-11. Everything here is a fact of the outside world; what we chose
 * ourselves (timeouts, pauses) stands with the code that uses it.
 */

import { MARKETPLACES, type Region } from '../domain/marketplaces';

/** One LWA token endpoint serves every SP-API region (SP-API docs, "Connect to the Selling Partner API"). */
export const LWA_TOKEN_URL = 'https://api.amazon.com/auth/o2/token';

/** Lifetime of an LWA access token in milliseconds (SP-API docs, "Authorization errors": one hour). */
export const ACCESS_TOKEN_LIFETIME_MS = 3_600_000;

/** LWA tokens are at most 2,048 bytes (SP-API docs, "Connect to the Selling Partner API"). */
export const TOKEN_MAX_BYTES = 2_048;

/** Seller authorizations of a public application that is not listed (SP-API docs, "Application authorization limits"). */
export const UNLISTED_AUTHORIZATION_LIMIT = 25;

/** A grantless scope that every SP-API application has (SP-API docs, "Grantless operations"). */
export const GRANTLESS_SCOPE = 'sellingpartnerapi::notifications';

/** Path of the consent page below a marketplace's Seller Central (SP-API docs, "Website authorization workflow"). */
export const CONSENT_PATH = '/apps/authorize/consent';

/**
 * Path of the page, before the application's id, on which a seller who began in Seller Central confirms (SP-API docs,
 * "Selling Partner Appstore authorization workflow").
 */
export const CONFIRM_PATH = '/apps/authorize/confirm';

/** Hosts of that page: every Seller Central, and the general ones that Amazon's own examples show. */
export const CONFIRM_HOSTS: readonly string[] = [
  'amazon.com',
  'www.amazon.com',
  ...new Set(MARKETPLACES.map(({ sellerCentral }) => new URL(sellerCentral).hostname)),
];

/** For so many days orders can be fetched (SP-API docs, "Orders API": those more than two years old are not returned). */
export const ORDERS_KEPT_DAYS = 730;

/** Sellers API v1 (Amazon's published model `sellers.json`). */
export const PARTICIPATIONS_PATH = '/sellers/v1/marketplaceParticipations';

export const ACCOUNT_PATH = '/sellers/v1/account';

/** Where Amazon offers getAccount (SP-API docs, "Sellers API": in Europe only). */
export const ACCOUNT_REGIONS: readonly Region[] = ['eu'];

/**
 * Wait after a 429 of the Sellers API, in milliseconds: its rate is 0.016 requests per second, one in 62.5 s, and a
 * 429 tells no rate (SP-API docs, "Usage plans and rate limits").
 */
export const SELLERS_RETRY_AFTER_MS = 63_000;
