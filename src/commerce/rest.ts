import type { z } from 'zod';
import type { Clock, Instant } from '../domain/clock';
import type { CommerceRefusal, Unverifiable } from '../domain/outcomes';
import { jsonOf, type Outgoing, type OutgoingResponse } from '../outgoing/guarded-dispatcher';
import { serverTimeIfApart } from './clock-difference';
import { readCommerceMessage, type CommerceMessage } from './message';
import { oauth1Header, percentEncode, type OAuth1Credentials } from './oauth1';
import * as schemas from './rest-schemas';
import type { Attribute, StoreConfig, StoreGroup, StoreView, Website } from './rest-schemas';
import { unverifiable, unverifiableAnswer, unverifiableFailure } from './unverifiable';

export type CommerceAnswer<T> =
  | { readonly outcome: 'ok'; readonly value: T }
  | Said<CommerceRefusal>
  | Said<{ readonly outcome: 'not_found' }>
  | Unverifiable;

/** `message` is what Commerce said to it: outside text, capped and without secrets, for people and not for decisions. */
export type Said<T> = T & { readonly message: string };

/**
 * The calls that onboarding makes to one Commerce instance (edition PaaS or Open Source). Each is a GET, sent at most
 * twice, and throws only the reason of an aborted signal.
 */
export interface CommerceRest {
  /** All websites but `admin`. */
  websites(): Promise<CommerceAnswer<readonly Website[]>>;
  storeGroups(): Promise<CommerceAnswer<readonly StoreGroup[]>>;
  storeViews(): Promise<CommerceAnswer<readonly StoreView[]>>;
  /** Of the store views with these codes; without codes, of all. */
  storeConfigs(codes: readonly string[]): Promise<CommerceAnswer<readonly StoreConfig[]>>;
  /** A product attribute. */
  attribute(code: string): Promise<CommerceAnswer<Attribute>>;
}

export interface CommerceRestOptions {
  /** The instance's own address, with or without a path and a trailing slash. */
  readonly baseUrl: string;
  readonly credentials: OAuth1Credentials;
  readonly outgoing: Outgoing;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

const ADMIN_WEBSITE_ID = 0;

export function createCommerceRest(options: CommerceRestOptions): CommerceRest {
  const get = <T>(path: string, schema: z.ZodType<T>) => read(path, schema, options);
  return {
    async websites() {
      const answer = await get('/store/websites', schemas.websites);
      if (answer.outcome !== 'ok') return answer;
      return { outcome: 'ok', value: answer.value.filter(({ id }) => id !== ADMIN_WEBSITE_ID) };
    },
    storeGroups: () => get('/store/storeGroups', schemas.storeGroups),
    storeViews: () => get('/store/storeViews', schemas.storeViews),
    storeConfigs: (codes) => get(`/store/storeConfigs${storeCodesQuery(codes)}`, schemas.storeConfigs),
    attribute: async (code) =>
      canBeAttributeCode(code)
        ? get(`/products/attributes/${code}`, schemas.attribute)
        : { outcome: 'not_found', message: '' },
  };
}

/** Commerce's own are letters, digits and underscores. Anything else, dots above all, could lead to another address. */
function canBeAttributeCode(code: string): boolean {
  return /^\w{1,255}$/.test(code);
}

/**
 * Numbered, because Commerce collects the query's parameters by name before it checks the signature: of several equal
 * `storeCodes[]` only the last would count there, and the signature would never match.
 */
function storeCodesQuery(codes: readonly string[]): string {
  if (codes.length === 0) return '';
  return `?${codes.map((code, index) => `${percentEncode(`storeCodes[${index}]`)}=${percentEncode(code)}`).join('&')}`;
}

async function read<T>(path: string, schema: z.ZodType<T>, options: CommerceRestOptions): Promise<CommerceAnswer<T>> {
  const url = restUrl(options.baseUrl, path);
  if (!url) return unverifiable('address_refused');
  const answer = await ask(url, options);
  if ('outcome' in answer) return answer;

  const { response, message } = answer;
  if (response.status === 200) {
    const parsed = schema.safeParse(jsonOf(response));
    return parsed.success ? { outcome: 'ok', value: parsed.data } : unverifiable('unexpected_answer');
  }
  if (message && isPermissionRefusal(response, message)) {
    return { outcome: 'refused', reason: 'missing_permission', resources: message.resources, message: message.text };
  }
  if (response.status === 401) return { outcome: 'refused', reason: 'bad_credentials', message: message?.text ?? '' };
  // Without a message of Commerce it is the page of a proxy or firewall, which says nothing about what Commerce has.
  if (response.status === 404 && message) return { outcome: 'not_found', message: message.text };
  return unverifiableAnswer(response, options.clock.now());
}

function restUrl(baseUrl: string, path: string): URL | undefined {
  if (!URL.canParse(baseUrl)) return undefined;
  const base = new URL(baseUrl);
  return new URL(`${base.origin}${base.pathname.replace(/\/+$/, '')}/rest/all/V1${path}`);
}

interface Answer {
  readonly response: OutgoingResponse;
  readonly message: CommerceMessage | undefined;
}

/**
 * Asks once, and once more if the answer may be the fault of the signature's time or nonce instead of the credentials:
 * with Commerce's time where the clocks are apart, with a fresh nonce in any case.
 */
async function ask(url: URL, options: CommerceRestOptions): Promise<Answer | Unverifiable> {
  const first = await send(url, options.clock.now(), options);
  if ('outcome' in first || !isSignatureRejection(first)) return first;
  const now = options.clock.now();
  const serverTime = serverTimeIfApart(first.response, now);
  if (serverTime === undefined && !blamesTimeOrNonce(first)) return first;

  const second = await send(url, serverTime ?? now, options);
  if ('outcome' in second || !isSignatureRejection(second)) return second;
  if (serverTime !== undefined) return unverifiable('our_clock');
  return blamesTimeOrNonce(second) ? unverifiable('unexpected_answer') : second;
}

async function send(url: URL, signedAt: Instant, options: CommerceRestOptions): Promise<Answer | Unverifiable> {
  const { credentials } = options;
  const result = await options.outgoing.send({
    method: 'GET',
    url: url.href,
    headers: { accept: 'application/json', authorization: oauth1Header('GET', url, credentials, signedAt) },
    signal: options.signal,
  });
  if (result.outcome !== 'response') return unverifiableFailure(result);
  const message = readCommerceMessage(jsonOf(result), Object.values(credentials));
  return { response: result, message };
}

/** A 401 is also Commerce's answer to a good signature that lacks a permission; then it names the ACL resources. */
function isPermissionRefusal(response: OutgoingResponse, message: CommerceMessage): boolean {
  return response.status === 403 || (response.status === 401 && message.resources.length > 0);
}

function isSignatureRejection({ response, message }: Answer): boolean {
  if (response.status === 401) return (message?.resources.length ?? 0) === 0;
  return response.status === 400;
}

/** Commerce has no machine-readable code for these in its REST answers; its messages name the parameter. */
function blamesTimeOrNonce({ message }: Answer): boolean {
  return /\b(oauth_)?(timestamp|nonce)\b/i.test(message?.text ?? '');
}
