import { authorize, type ConsentGiven } from './amazon/authorizations';
import { chosenRegion } from './amazon/consent-pages';
import { checkConsentRequest } from './amazon/consent-request';
import { completeLoginVisit } from './amazon/manage-apps';
import { refusal, type Refusal } from './amazon/refusals';
import type { Seller } from './amazon/sellers';
import type { Simulation } from './simulation';

/**
 * What a seller does at Seller Central, without a browser: the same checks as the pages, the same refusals, and the
 * callback URL to which Amazon would now send the browser. Takes the address of either door (`…/consent`, `…/confirm/…`).
 */
export async function consentHeadlessly(
  simulation: Simulation,
  seller: Seller,
  consentUrl: string,
  regionName?: string,
): Promise<ConsentGiven | Refusal> {
  if (!URL.canParse(consentUrl)) return refusal('MD1000');
  const url = new URL(consentUrl);
  const base = new URL(simulation.addresses.sellerCentral);
  if (url.origin !== base.origin || !url.pathname.startsWith(`${base.pathname}/`)) return refusal('MD1000');
  const path = url.pathname.slice(base.pathname.length);

  const applicationId = /^\/apps\/authorize\/confirm\/([^/]+)$/.exec(path)?.[1];
  if (applicationId !== undefined) return completeLoginVisit(simulation, seller, applicationId, url.searchParams);
  if (path !== '/apps/authorize/consent') return refusal('MD1000');

  const request = checkConsentRequest(simulation.application, url.searchParams);
  if (request.outcome === 'refused') return request;
  const region = chosenRegion(seller, regionName);
  if (region === undefined) return refusal('REGION_NOT_CHOSEN');
  return authorize(simulation, { seller, region, redirectUri: request.redirectUri, state: request.state });
}
