import { Agent, errors, request as dispatch, type Dispatcher } from 'undici';
import type { Instant } from '../domain/clock';
import { checkAddress, type OutgoingRules } from './address-rules';
import {
  guardedConnector,
  NotConnected,
  resolveByDns,
  type NotSentReason,
  type ResolveName,
} from './guarded-connector';

/** The one door through which calls go to addresses that a merchant or a backend gave us. */
export interface Outgoing {
  /**
   * Sends one request, once: no redirect is followed, no proxy of the environment is used, nothing is tried again.
   * Whatever goes wrong on the way is a value. Throws the signal's reason when `signal` aborts, and a TypeError for a
   * header or method that HTTP does not know.
   */
  send(request: OutgoingRequest): Promise<OutgoingResult>;
  /** Closes idle connections once the running requests are done. */
  close(): Promise<void>;
}

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Nobody wants to know what the answer says: `text` is empty, and the answer counts once its headers are there. */
  readonly ignoreText?: boolean;
  /** From the first byte of DNS to the last of the body, in milliseconds. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface OutgoingResponse {
  readonly outcome: 'response';
  readonly status: number;
  /** Names in lower case; repeated ones joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Outside text of any kind. It is never passed on to our own callers. */
  readonly text: string;
  /** The other side's clock, from its Date header; undefined where there is none. */
  readonly date: Instant | undefined;
  readonly durationMs: number;
}

export type OutgoingFailure =
  /** Nothing has left us: the same request may be sent again. */
  | { readonly outcome: 'not_sent'; readonly reason: NotSentReason }
  | { readonly outcome: 'timeout' }
  /** The connection broke, or what came was not HTTP. */
  | { readonly outcome: 'broken' }
  | { readonly outcome: 'too_large' }
  | { readonly outcome: 'redirect'; readonly status: number };

export type OutgoingResult = OutgoingResponse | OutgoingFailure;

const DEFAULT_TIMEOUT_MS = 20_000;
const MAX_BODY_BYTES = 2 * 1024 * 1024;
const MAX_DRAINED_BYTES = 16 * 1024;
const MAX_HEADER_BYTES = 16 * 1024;

/** Throws if one of the rules cannot be read. */
export function createOutgoing(options: { rules: OutgoingRules; resolveName?: ResolveName }): Outgoing {
  const { rules, resolveName = resolveByDns } = options;
  const agent = new Agent({
    connect: guardedConnector(rules, resolveName),
    maxResponseSize: MAX_BODY_BYTES,
    maxHeaderSize: MAX_HEADER_BYTES,
  });

  async function send(request: OutgoingRequest): Promise<OutgoingResult> {
    const verdict = checkAddress(request.url, rules);
    if (verdict.outcome === 'refused') return { outcome: 'not_sent', reason: 'address_refused' };

    const deadline = AbortSignal.timeout(request.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const signal = request.signal ? AbortSignal.any([request.signal, deadline]) : deadline;
    const startedAt = performance.now();
    try {
      const response = await dispatch(verdict.url, {
        dispatcher: agent,
        method: request.method,
        headers: { 'user-agent': 'Evergrant', ...request.headers },
        body: request.body ?? null,
        signal,
      });
      if (response.statusCode >= 300 && response.statusCode < 400) {
        // Destroyed, not drained: nobody needs the body, and it may be endless.
        response.body.on('error', () => undefined).destroy();
        return { outcome: 'redirect', status: response.statusCode };
      }
      const text = request.ignoreText === true ? '' : await response.body.text();
      if (request.ignoreText === true) void drain(response.body, signal);
      const headers = flatten(response.headers);
      return {
        outcome: 'response',
        status: response.statusCode,
        headers,
        text,
        date: instantOf(headers['date']),
        durationMs: performance.now() - startedAt,
      };
    } catch (error) {
      request.signal?.throwIfAborted();
      if (deadline.aborted) return { outcome: 'timeout' };
      return failureOf(error);
    }
  }

  return { send, close: () => agent.close() };
}

/** Reads a small body to its end, so that its connection serves again; anything else is cut off. */
async function drain(body: Dispatcher.ResponseData['body'], signal: AbortSignal): Promise<void> {
  await body.dump({ limit: MAX_DRAINED_BYTES, signal }).catch(() => undefined);
}

/** The body as JSON; undefined if it is none. */
export function jsonOf(response: OutgoingResponse): unknown {
  try {
    return JSON.parse(response.text);
  } catch {
    return undefined;
  }
}

function failureOf(error: unknown): OutgoingFailure {
  if (error instanceof NotConnected) return { outcome: 'not_sent', reason: error.reason };
  if (error instanceof errors.ResponseExceededMaxSizeError || error instanceof errors.HeadersOverflowError) {
    return { outcome: 'too_large' };
  }
  // The message names a header but not its value.
  if (error instanceof errors.InvalidArgumentError) throw new TypeError(error.message);
  return { outcome: 'broken' };
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

function instantOf(date: string | undefined): Instant | undefined {
  const instant = date === undefined ? NaN : Date.parse(date);
  return Number.isNaN(instant) ? undefined : instant;
}
