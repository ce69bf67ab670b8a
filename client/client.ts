import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { attempt, type HttpAnswer, type HttpRequest } from './attempt';
import { EvergrantProblem } from './errors';
import { OPERATIONS } from './openapi';
import { addressOf, type Input, type Item, type ListId, type OperationId, type Output, type Parts } from './operation';
import { waitFor, type Goal, type WaitOptions } from './wait';
import type { OnboardingStatus } from './openapi';

export interface ClientOptions {
  /** Where Evergrant is: `https://connect.example.com`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** After so long without an answer a try counts as failed. */
  readonly timeoutMs?: number;
  /** For so long a call is tried again where waiting may help; 0: not at all. */
  readonly retryForMs?: number;
}

export interface CallOptions {
  /** For a POST that must be the same one even if this process ends in between; otherwise the client makes one. */
  readonly idempotencyKey?: string;
  readonly retryForMs?: number;
  readonly signal?: AbortSignal;
}

/** An answer with what HTTP says of it, `ETag` for example. */
export interface Answered<O extends OperationId> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Output<O>;
}

export interface EvergrantClient {
  /**
   * Calls an operation by its name in the public document and resolves with the body of the answer. Tries again on 429,
   * 503, 504 and network errors, a POST always under the same Idempotency-Key. Rejects with `EvergrantProblem` or
   * `EvergrantUnreachable`.
   */
  call<O extends OperationId>(operation: O, input: Input<O>, options?: CallOptions): Promise<Output<O>>;
  /** As `call`, with status and headers. */
  send<O extends OperationId>(operation: O, input: Input<O>, options?: CallOptions): Promise<Answered<O>>;
  /** Everything in a list, page by page as it is read. */
  items<O extends ListId>(operation: O, input: Input<O>, options?: CallOptions): AsyncGenerator<Item<O>, void>;
  /**
   * Asks for the status until the onboarding has come to one of these stages, or fits. Rejects with `NotReached` if time
   * is up or it was closed.
   */
  waitUntil(onboardingId: string, goal: Goal, options?: WaitOptions): Promise<OnboardingStatus>;
}

const TIMEOUT_MS = 30_000;
const RETRY_FOR_MS = 60_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

export function createClient(options: ClientOptions): EvergrantClient {
  const { apiKey, timeoutMs = TIMEOUT_MS } = options;
  const baseUrl = options.baseUrl.replace(/\/+$/, '');

  async function send<O extends OperationId>(operation: O, input: Input<O>, call: CallOptions = {}) {
    const { retryForMs = options.retryForMs ?? RETRY_FOR_MS, signal } = call;
    const request = requestOf(operation, input as Parts, call.idempotencyKey);
    // The document vouches for the form of the body.
    return (await persist(request, timeoutMs, retryForMs, signal)) as Answered<O>;
  }

  function requestOf(operation: OperationId, input: Parts, idempotencyKey: string | undefined): HttpRequest {
    const [method, template] = OPERATIONS[operation];
    const given = Object.entries(input.headers ?? {}).map(([name, value]) => [name, String(value)]);
    return {
      operation,
      method,
      url: addressOf(baseUrl, template, input),
      headers: {
        ...(Object.fromEntries(given) as Record<string, string>),
        authorization: `Bearer ${apiKey}`,
        ...(method === 'POST' && { 'idempotency-key': idempotencyKey ?? randomUUID() }),
        ...(input.body !== undefined && { 'content-type': 'application/json' }),
      },
      body: input.body === undefined ? undefined : JSON.stringify(input.body),
    };
  }

  const call: EvergrantClient['call'] = async (...args) => (await send(...args)).body;

  return {
    send,
    call,
    async *items<O extends ListId>(operation: O, input: Input<O>, options?: CallOptions) {
      let cursor: string | null | undefined;
      do {
        const page: Parts = { ...input, query: { ...(input as Parts).query, ...(cursor !== undefined && { cursor }) } };
        const { items, nextCursor } = (await call(operation, page as Input<O>, options)) as Page<Item<O>>;
        yield* items;
        cursor = nextCursor;
      } while (cursor !== null);
    },
    waitUntil: (onboardingId, goal, options) =>
      waitFor(() => call('getOnboarding', { path: { onboardingId } }, options), goal, options),
  };
}

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** Tries until there is an answer, waiting does not help, or it would last too long. */
async function persist(
  request: HttpRequest,
  timeoutMs: number,
  retryForMs: number,
  signal: AbortSignal | undefined,
): Promise<HttpAnswer> {
  const until = performance.now() + retryForMs;
  for (let tries = 0; ; tries += 1) {
    const tried = await attempt(request, timeoutMs, signal);
    if (tried.outcome === 'answered') return tried.answer;

    const { error, again } = tried;
    const asked = error instanceof EvergrantProblem ? error.retryAfterMs : undefined;
    const pauseMs = asked ?? pauseAfter(tries);
    if (!again || performance.now() + pauseMs > until) throw error;
    await delay(pauseMs, undefined, signal && { signal });
  }
}

/** Twice as long each time, and never the same, so that callers who failed together do not come back together. */
function pauseAfter(tries: number): number {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries);
  return longest * (0.5 + Math.random() / 2);
}
