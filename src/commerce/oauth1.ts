import { createHmac, randomBytes } from 'node:crypto';
import type { Instant } from '../domain/clock';

/** The four values that Commerce shows for an integration (System > Extensions > Integrations). */
export interface OAuth1Credentials {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly accessToken: string;
  readonly accessTokenSecret: string;
}

export type Parameter = readonly [name: string, value: string];

/**
 * The Authorization header for one try of a request without a form body (RFC 5849, HMAC-SHA256 as Commerce requires).
 * Every call makes a new nonce; `at` is the time that the signature claims.
 */
export function oauth1Header(method: string, url: URL, credentials: OAuth1Credentials, at: Instant): string {
  const parameters: Parameter[] = [
    ['oauth_consumer_key', credentials.consumerKey],
    ['oauth_nonce', randomBytes(16).toString('hex')],
    ['oauth_signature_method', 'HMAC-SHA256'],
    ['oauth_timestamp', String(Math.floor(at / 1000))],
    ['oauth_token', credentials.accessToken],
    ['oauth_version', '1.0'],
  ];
  const key = `${percentEncode(credentials.consumerSecret)}&${percentEncode(credentials.accessTokenSecret)}`;
  const signature = createHmac('sha256', key)
    .update(signatureBaseString(method, url, parameters))
    .digest('base64');
  const fields = [...parameters, ['oauth_signature', signature] as const];
  return `OAuth ${fields.map(([name, value]) => `${name}="${percentEncode(value)}"`).join(', ')}`;
}

/**
 * The text that is signed (RFC 5849 §3.4.1). The URL's query parameters are taken from the URL; `parameters` are all
 * others, decoded: the protocol's and, of a form, the body's.
 */
export function signatureBaseString(method: string, url: URL, parameters: readonly Parameter[]): string {
  // The WHATWG parser has lower-cased scheme and host and dropped a default port, as §3.4.1.2 asks.
  const address = `${url.protocol}//${url.host}${url.pathname}`;
  const normalized = normalizeParameters([...url.searchParams, ...parameters]);
  return [method.toUpperCase(), address, normalized].map(percentEncode).join('&');
}

/** RFC 5849 §3.4.1.3.2: encoded, sorted by name and then by value, joined. Equal names stay as often as they came. */
export function normalizeParameters(parameters: readonly Parameter[]): string {
  return parameters
    .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** RFC 5849 §3.6: of all octets only letters, digits and `-._~` stay. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
