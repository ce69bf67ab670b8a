import { randomBytes, randomUUID } from 'node:crypto';
import type { Instant } from '../../domain/clock';
import type { Region } from '../../domain/marketplaces';
import type { Simulation } from '../simulation';
import type { Authorization } from '../state';
import { refusal, type Refusal } from './refusals';
import { regionsOf, type Seller } from './sellers';

/** Public applications must be authorized again every 365 days (Amazon, "Renew authorizations"). */
export const GRANT_DAYS = 365;
/** Amazon, "Application authorization limits": public and not listed in the Appstore. */
const UNLISTED_LIMIT = 25;

export function expiresAt(simulation: Simulation, authorization: Authorization): Instant {
  return authorization.consentedAt + simulation.grantDays * simulation.dayMs;
}

/** Whether tokens may still be made from this authorization. */
export function isInForce(simulation: Simulation, authorization: Authorization): boolean {
  return authorization.disabledAt === undefined && simulation.clock.now() < expiresAt(simulation, authorization);
}

/** The seller's newest authorization in a region, in force or not. */
export function latestAuthorization(
  simulation: Simulation,
  sellerKey: string,
  region: Region,
): Authorization | undefined {
  return simulation.state.value.authorizations.findLast((one) => one.sellerKey === sellerKey && one.region === region);
}

export interface ConsentGiven {
  readonly outcome: 'granted';
  /** Where Amazon now sends the browser. */
  readonly callbackUrl: string;
  readonly state: string;
  readonly code: string;
  readonly sellingPartnerId: string;
}

/**
 * The seller has confirmed: makes the authorization and its five-minute code, writes both, and tells where the browser
 * goes. Refuses what Amazon refuses after sign-in: a secondary user, and the 26th seller of an unlisted application.
 */
export async function authorize(
  simulation: Simulation,
  consent: { readonly seller: Seller; readonly region: Region; readonly redirectUri: string; readonly state: string },
): Promise<ConsentGiven | Refusal> {
  const { state, clock, application } = simulation;
  const { seller, region, redirectUri } = consent;
  if (seller.user !== 'primary') return refusal('SPDC8143');
  if (!regionsOf(seller).includes(region)) return refusal('SPSA0404');
  if (!application.listed && placesTaken(simulation, seller.key, region) >= UNLISTED_LIMIT) {
    return refusal('CONSENT_LIMIT_REACHED');
  }
  const { id: authorizationId } = recordAuthorization(simulation, seller.key, region);
  const code = randomBytes(15).toString('base64url');
  state.value.codes[code] = { authorizationId, clientId: application.clientId, redirectUri, issuedAt: clock.now() };
  await state.commit();

  const callback = new URL(redirectUri);
  callback.searchParams.set('state', consent.state);
  callback.searchParams.set('selling_partner_id', seller.sellerId);
  callback.searchParams.set('spapi_oauth_code', code);
  return {
    outcome: 'granted',
    callbackUrl: callback.href,
    state: consent.state,
    code,
    sellingPartnerId: seller.sellerId,
  };
}

/** Makes the authorization of a seller who consents now; it is on disk with the next commit. */
export function recordAuthorization({ state, clock }: Simulation, sellerKey: string, region: Region): Authorization {
  const authorization = { id: randomUUID(), sellerKey, region, consentedAt: clock.now() };
  state.value.authorizations.push(authorization);
  return authorization;
}

/** How many places of the cap are taken by others than this seller in this region. */
function placesTaken(simulation: Simulation, sellerKey: string, region: Region): number {
  const places = new Set<string>();
  for (const authorization of simulation.state.value.authorizations) {
    if (isInForce(simulation, authorization)) places.add(`${authorization.sellerKey}/${authorization.region}`);
  }
  places.delete(`${sellerKey}/${region}`);
  return places.size;
}

/** What "Disable authorization" does: every grant of the seller in the region dies at once. Returns how many did. */
export async function disableAuthorizations(
  simulation: Simulation,
  sellerKey: string,
  region: Region,
): Promise<number> {
  let disabled = 0;
  for (const authorization of simulation.state.value.authorizations) {
    const isMeant = authorization.sellerKey === sellerKey && authorization.region === region;
    if (!isMeant || authorization.disabledAt !== undefined) continue;
    authorization.disabledAt = simulation.clock.now();
    disabled += 1;
  }
  await simulation.state.commit();
  return disabled;
}
