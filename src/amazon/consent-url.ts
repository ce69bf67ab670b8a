import type { Marketplace } from '../domain/marketplaces';
import type { AmazonApp } from './app';
import type { AmazonEndpoints } from './endpoints';
import { CONSENT_PATH } from './facts';

/**
 * The address of Amazon's consent page for a seller of `marketplace`; `state` comes back unchanged with the callback.
 *
 * Amazon's page refuses a draft application without `version=beta` with MD1000; a published one leaves it out (SP-API
 * docs, "Website authorization workflow").
 */
export function consentUrl(
  app: AmazonApp,
  endpoints: AmazonEndpoints,
  marketplace: Marketplace,
  state: string,
): string {
  const url = new URL(endpoints.sellerCentralBase(marketplace) + CONSENT_PATH);
  url.searchParams.set('application_id', app.applicationId);
  url.searchParams.set('redirect_uri', app.redirectUri);
  url.searchParams.set('state', state);
  if (app.draft) url.searchParams.set('version', 'beta');
  return url.href;
}
