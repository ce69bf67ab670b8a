import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../../domain/clock';
import { badRequest, requiredField, type CommerceError } from './errors';
import type { Integration } from './instances';

/** How far a timestamp may be off, in seconds. */
const TIMESTAMP_TOLERANCE_S = 300;

export interface SignedRequest {
  readonly method: string;
  /** The whole address as the client called it, query included. */
  readonly url: string;
  readonly authorization: string | undefined;
}

/** Remembers a nonce of a consumer; false when it was seen before. */
export type NonceMemory = (consumerId: number, nonce: string) => boolean;

export type Verification =
  | { readonly outcome: 'signed'; readonly integration: Integration }
  /** No OAuth header at all: Commerce goes on as an anonymous guest, who then lacks the permission. */
  | { readonly outcome: 'anonymous' }
  | { readonly outcome: 'rejected'; readonly error: CommerceError };

const REQUIRED = [
  'oauth_consumer_key',
  'oauth_token',
  'oauth_signature_method',
  'oauth_signature',
  'oauth_timestamp',
  'oauth_nonce',
] as const;
type OAuthParameters = Readonly<Record<(typeof REQUIRED)[number], string>>;

/** Verifies an OAuth 1.0a signature (RFC 5849) as Commerce does: HMAC-SHA256 only, fresh timestamp, nonce used once. */
export function verifyOAuth1(
  request: SignedRequest,
  integrations: readonly Integration[],
  now: Instant,
  rememberNonce: NonceMemory,
): Verification {
  const header = request.authorization;
  if (header === undefined || !/^OAuth\s/i.test(header)) return { outcome: 'anonymous' };
  const sent = parseHeader(header);
  if (!sent) return rejected(400, 'Request data is not valid OAuth.');
  const missing = REQUIRED.filter((name) => (sent.get(name) ?? '') === '');
  if (missing.length > 0) return incomplete(missing);
  const oauth = Object.fromEntries(sent) as OAuthParameters;

  const version = sent.get('oauth_version');
  if (version !== undefined && version !== '1.0')
    return rejected(400, 'The "%1" OAuth version isn\'t supported.', [version]);
  if (oauth.oauth_consumer_key.length !== 32) return rejected(401, 'Consumer key is not the correct length');
  const integration = integrations.find((one) => one.consumerKey === oauth.oauth_consumer_key);
  if (!integration) return rejected(401, 'A consumer having the specified key does not exist');
  if (oauth.oauth_token.length !== 32)
    return rejected(401, 'The token length is invalid. Check the length and try again.');
  if (integration.accessToken !== oauth.oauth_token) return rejected(401, 'Specified token does not exist');
  if (integration.revoked) return rejected(401, 'Access token has been revoked');
  if (!isFresh(oauth.oauth_timestamp, now))
    return rejected(400, 'Incorrect timestamp value in the oauth_timestamp parameter');
  if (!rememberNonce(integration.consumerId, oauth.oauth_nonce)) {
    return rejected(401, 'The nonce is already being used by the consumer with ID %1', [
      String(integration.consumerId),
    ]);
  }
  if (oauth.oauth_signature_method !== 'HMAC-SHA256') {
    return rejected(400, 'Signature method %1 is not supported', [oauth.oauth_signature_method]);
  }
  const expected = createHmac(
    'sha256',
    `${encode(integration.consumerSecret)}&${encode(integration.accessTokenSecret)}`,
  )
    .update(signatureBase(request, sent))
    .digest();
  if (!sameBytes(Buffer.from(oauth.oauth_signature, 'base64'), expected)) {
    return rejected(401, 'The signature is invalid. Verify and try again.');
  }
  return { outcome: 'signed', integration };
}

/** The parameters of an `Authorization: OAuth …` header, decoded; undefined when one stands twice or cannot be read. */
function parseHeader(header: string): Map<string, string> | undefined {
  const parameters = new Map<string, string>();
  for (const part of header.replace(/^OAuth\s+/i, '').split(',')) {
    const match = /^\s*([^=\s]+)="([^"]*)"\s*$/.exec(part);
    const name = decode(match?.[1]);
    const value = decode(match?.[2]);
    if (name === undefined || value === undefined || parameters.has(name)) return undefined;
    parameters.set(name, value);
  }
  return parameters;
}

/** RFC 5849 §3.4.1: method, address without query, and all parameters sorted, each encoded and joined with `&`. */
export function signatureBase(
  request: Pick<SignedRequest, 'method' | 'url'>,
  oauth: ReadonlyMap<string, string>,
): string {
  const url = new URL(request.url);
  const parameters: [name: string, value: string][] = [...url.searchParams].map(([name, value]) => [
    encode(name),
    encode(value),
  ]);
  for (const [name, value] of oauth) {
    if (name !== 'realm' && name !== 'oauth_signature') parameters.push([encode(name), encode(value)]);
  }
  parameters.sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB));
  const joined = parameters.map(([name, value]) => `${name}=${value}`).join('&');
  return [request.method.toUpperCase(), `${url.origin}${url.pathname}`, joined].map(encode).join('&');
}

function isFresh(timestamp: string, now: Instant): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(Number(timestamp) - now / 1000) <= TIMESTAMP_TOLERANCE_S;
}

/** RFC 5849 §3.6: everything but the unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decode(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** By byte value, not by locale. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function rejected(status: number, message: string, parameters?: readonly string[]): Verification {
  return { outcome: 'rejected', error: { ...badRequest(message, parameters), status } };
}

function incomplete(names: readonly string[]): Verification {
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0) return { outcome: 'rejected', error: requiredField(only) };
  const message = '"%fieldName" is required. Enter and try again.';
  const errors = names.map((fieldName) => ({ message, parameters: { fieldName } }));
  return {
    outcome: 'rejected',
    error: { status: 400, body: { message: 'One or more input exceptions have occurred.', errors } },
  };
}
