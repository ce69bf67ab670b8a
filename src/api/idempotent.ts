import { randomUUID } from 'node:crypto';
import type { Clock } from '../domain/clock';
import { bodyHmac } from '../documents/same-body';
import type { ApiKey } from '../registry/api-keys';
import type { Registry } from '../registry/registry';
import { type Problem, problem } from './problem';
import { type Answer, type Call, invalidParameter, type Route } from './route';

export interface Answered extends Answer<unknown> {
  readonly status: number;
}

/** Carries a request out; one with an Idempotency-Key (`value`) once within 24 hours. */
export type Carry = (route: Route, call: Call, key: ApiKey, value: string | undefined) => Promise<Answered | Problem>;

export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * The Idempotency-Key of POST requests. The registry keeps a keyed HMAC of the request, the status and what was made, so a
 * replay shows the resource as it is now. A refused request has had no effect and uses no key up.
 */
export function createCarry(registry: Pick<Registry, 'idempotency'>, clock: Clock, hmacKey: Buffer): Carry {
  const { idempotency } = registry;

  async function runClaimed(route: Route, call: Call, key: ApiKey, { claim, onceKey }: Claimed) {
    const result = await call.run(key, onceKey).catch(async (error: unknown) => {
      await idempotency.release(claim);
      throw error;
    });
    if ('problem' in result) {
      await idempotency.forget(claim);
      return result;
    }
    const { status } = route.answer;
    await idempotency.finish(claim, { status, resourceId: result.resourceId ?? null });
    return { ...result, status };
  }

  return async (route, call, key, value) => {
    if (route.method !== 'post' || value === undefined) return answered(await call.run(key, randomUUID()), route);
    if (!IDEMPOTENCY_KEY.test(value)) return INVALID_KEY;

    const { keyId } = key;
    const { operationId } = route;
    const request = { keyId, operationId, value, bodyHmac: bodyHmac(hmacKey, call.identity) };
    const claimed = await idempotency.claim(request, clock.now());
    switch (claimed.outcome) {
      case 'run':
        return runClaimed(route, call, key, claimed);
      case 'other_body':
        return problem('idempotency_key_reused');
      case 'running': {
        const seconds = Math.max(1, Math.ceil(claimed.retryAfterMs / 1000));
        return problem('request_still_running', { headers: { 'Retry-After': String(seconds) } });
      }
      case 'replay': {
        const { onceKey, status, resourceId } = claimed;
        if (!call.replay || resourceId === null) return replayed(answered(await call.run(key, onceKey), route));
        // What was made by the first request is not made by this one.
        const statusNow = status === 201 ? 200 : status;
        return replayed(answered(await call.replay(resourceId, key, onceKey), route, statusNow));
      }
    }
  };
}

interface Claimed {
  readonly claim: string;
  readonly onceKey: string;
}

function answered(result: Answer<unknown> | Problem, route: Route, status = route.answer.status): Answered | Problem {
  return 'problem' in result ? result : { ...result, status };
}

function replayed(result: Answered | Problem): Answered | Problem {
  if ('problem' in result) return result;
  return { ...result, headers: { ...result.headers, 'Idempotency-Replayed': 'true' } };
}

const INVALID_KEY = invalidParameter([
  {
    in: 'header',
    pointer: '/Idempotency-Key',
    code: 'invalid_idempotency_key',
    detail: 'An Idempotency-Key has 1 to 255 visible ASCII characters without spaces.',
    remedy: 'Use a random UUID, and the same one when you send the request again.',
  },
]);
