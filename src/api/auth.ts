import { hash } from 'node:crypto';
import type { ApiKey, ApiKeys } from '../registry/api-keys';
import { type Problem, problem } from './problem';

/** Authenticates the value of an Authorization header; undefined for whatever is not a live API key. */
export type Authenticate = (authorization: string | undefined) => Promise<ApiKey | undefined>;

/** For so long a revoked key still works. */
const CACHE_TTL_MS = 5_000;
const CACHE_CAPACITY = 1_000;
const BEARER = /^Bearer +([\x21-\x7e]{1,200})$/i;

/**
 * Bearer authentication (RFC 6750 §2.1) against the registry. Keys that were found are remembered for five seconds under
 * the SHA-256 of their secret, so that a busy caller costs no read per request; keys that were not found never are, so
 * that guessing cannot push good ones out.
 */
export function createAuthenticate(apiKeys: Pick<ApiKeys, 'authenticate'>): Authenticate {
  const known = new Map<string, { readonly key: ApiKey; readonly until: number }>();

  return async (authorization) => {
    const secret = BEARER.exec(authorization ?? '')?.[1];
    if (secret === undefined) return undefined;

    const digest = hash('sha256', secret, 'base64');
    const hit = known.get(digest);
    if (hit && hit.until > performance.now()) return hit.key;
    known.delete(digest);

    const key = await apiKeys.authenticate(secret);
    if (key) {
      const [oldest] = known.keys();
      if (known.size >= CACHE_CAPACITY && oldest !== undefined) known.delete(oldest);
      known.set(digest, { key, until: performance.now() + CACHE_TTL_MS });
    }
    return key;
  };
}

/** Refuses what concerns all merchants to a key that is for some; null for a key that is for all. */
export function refuseLimited(key: ApiKey, detail?: string): Problem | null {
  if (key.merchantIds === null) return null;
  return problem('limited_key', detail === undefined ? {} : { detail });
}

/** Whether the key is for this merchant. What it is not for does not exist as far as its holder can tell. */
export function reaches(key: ApiKey, merchantId: string): boolean {
  return key.merchantIds === null || key.merchantIds.includes(merchantId);
}
