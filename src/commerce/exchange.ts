import type { Unverifiable } from '../domain/outcomes';
import { jsonOf, type Outgoing, type OutgoingResponse } from '../outgoing/guarded-dispatcher';
import { readCommerceMessage, type CommerceMessage } from './message';
import { unverifiable, unverifiableFailure } from './unverifiable';

/** A call of Commerce's REST API, the same on every edition. */
export interface CommerceRequest {
  readonly method: 'GET' | 'POST';
  /** Below the version, with its query: `/store/websites`. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
}

export interface Answered {
  readonly outcome: 'answered';
  readonly response: OutgoingResponse;
  readonly message: CommerceMessage | undefined;
}

export interface Way {
  readonly outgoing: Outgoing;
  readonly signal?: AbortSignal | undefined;
}

/** They say that the address is another one from now on, and so that it is not the one of an instance. */
const MOVED: readonly number[] = [301, 308];

/** Sends one request, once. `secrets` are blotted out of what Commerce says. */
export async function exchange(
  { method, body }: CommerceRequest,
  url: URL,
  headers: Readonly<Record<string, string>>,
  secrets: readonly string[],
  { outgoing, signal }: Way,
): Promise<Answered | Unverifiable> {
  const result = await outgoing.send({
    method,
    url: url.href,
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal,
  });
  if (result.outcome === 'response') {
    return { outcome: 'answered', response: result, message: readCommerceMessage(jsonOf(result), secrets) };
  }
  if (result.outcome === 'redirect' && MOVED.includes(result.status)) return unverifiable('not_commerce');
  return unverifiableFailure(result);
}
