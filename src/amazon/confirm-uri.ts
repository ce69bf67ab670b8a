import { MARKETPLACES, type Region } from '../domain/marketplaces';
import type { AmazonApp } from './app';
import { CONFIRM_HOSTS, CONFIRM_PATH } from './facts';

/** Where Amazon may ask to be called back when a seller begins in Seller Central. */
export interface ConfirmRules {
  /** Hosts beside those that Amazon publishes, which an operator has allowed; lower case. */
  readonly moreHosts: readonly string[];
  /** Base of a stand-in for Seller Central, which may be plain http and have a port and a path; null for the real one only. */
  readonly standIn: string | null;
}

/** A judged `amazon_callback_uri`. */
export type ConfirmUri =
  | {
      readonly outcome: 'accepted';
      /** As the browser is sent there, before our parameters are added. */
      readonly uri: string;
      /** The region of the seller's account, where the host tells; the general hosts serve all. */
      readonly region: Region | null;
    }
  | {
      readonly outcome: 'refused';
      /** The host, if we do not know it and it lies in a domain of Amazon's name: Amazon has a new one, or somebody tries. */
      readonly amazonHost: string | null;
    };

const MAX_LENGTH = 2_048;
/** `sellercentral.amazon.com.be`: below `amazon.<country>`, `amazon.com.<country>` or `amazon.co.<country>`. */
const AMAZON_DOMAIN = /^(?:[a-z0-9-]+\.)*amazon\.(?:[a-z]{2,3}|com?\.[a-z]{2})$/;

/**
 * Judges the address to which Amazon asks us to send the seller back. Anybody can write it into a link, and we add a
 * one-time state to it: it must lead to the confirmation page of our own application in a Seller Central that we know.
 */
export function readConfirmUri(app: Pick<AmazonApp, 'applicationId'>, rules: ConfirmRules, given: string): ConfirmUri {
  if (given.length > MAX_LENGTH || !URL.canParse(given)) return { outcome: 'refused', amazonHost: null };
  const url = new URL(given);
  const plain = url.username === '' && url.password === '' && url.hash === '' && !given.includes('#');
  const ours = url.searchParams.has('state') || url.searchParams.has('redirect_uri');
  const path = `${CONFIRM_PATH}/${app.applicationId}`;
  const isKnownHost = [...CONFIRM_HOSTS, ...rules.moreHosts].includes(url.hostname);
  const isAmazon = isKnownHost && url.protocol === 'https:' && url.port === '' && url.pathname === path;
  if (plain && !ours && (isAmazon || isStandIn(url, rules, path))) {
    return { outcome: 'accepted', uri: url.href, region: regionOf(url.hostname) };
  }
  const isNew = !isKnownHost && AMAZON_DOMAIN.test(url.hostname);
  return { outcome: 'refused', amazonHost: isNew ? url.hostname : null };
}

/**
 * The way back to Amazon's confirmation page with `state`, which then comes to the callback like that of a consent URL
 * (SP-API docs, "Selling Partner Appstore authorization workflow").
 */
export function confirmUrl(
  app: Pick<AmazonApp, 'redirectUri' | 'draft'>,
  visit: { readonly callbackUri: string; readonly amazonState: string },
  state: string,
): string {
  const url = new URL(visit.callbackUri);
  url.searchParams.set('redirect_uri', app.redirectUri);
  url.searchParams.set('amazon_state', visit.amazonState);
  url.searchParams.set('state', state);
  if (app.draft) url.searchParams.set('version', 'beta');
  return url.href;
}

function isStandIn(url: URL, { standIn }: ConfirmRules, path: string): boolean {
  if (standIn === null) return false;
  const base = new URL(standIn);
  return url.origin === base.origin && url.pathname === base.pathname.replace(/\/$/, '') + path;
}

function regionOf(hostname: string): Region | null {
  const marketplaces = MARKETPLACES.filter(({ sellerCentral }) => new URL(sellerCentral).hostname === hostname);
  const regions = new Set(marketplaces.map(({ region }) => region));
  return regions.size === 1 ? (marketplaces[0]?.region ?? null) : null;
}
