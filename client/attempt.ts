import { EvergrantProblem, EvergrantUnreachable } from './errors';
import type { Problem } from './openapi';

export interface HttpRequest {
  /** For messages. */
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** How one try ended. */
export type Attempt =
  | { readonly outcome: 'answered'; readonly answer: HttpAnswer }
  /** `again`: waiting may help, at least for as long as the problem says. */
  | { readonly outcome: 'failed'; readonly error: EvergrantProblem | EvergrantUnreachable; readonly again: boolean };

/** Sends a request once. Rejects only if `signal` ends it. */
export async function attempt(request: HttpRequest, timeoutMs: number, signal?: AbortSignal): Promise<Attempt> {
  const { operation, method, url, headers, body } = request;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    if (response.ok) {
      const answer = text === '' ? undefined : (JSON.parse(text) as unknown);
      return { outcome: 'answered', answer: { status: response.status, headers: response.headers, body: answer } };
    }
    return refusal(operation, response, text);
  } catch (cause) {
    signal?.throwIfAborted();
    const error = new EvergrantUnreachable(`${operation}: no answer from ${new URL(url).origin}.`, { cause });
    return { outcome: 'failed', error, again: true };
  }
}

const TOO_MANY_REQUESTS = 429;
const UNAVAILABLE = 503;
const GATEWAY_TIMEOUT = 504;
const STILL_RUNNING = 'request_still_running';

function refusal(operation: string, response: Response, text: string): Attempt {
  const { status, headers } = response;
  const again = [TOO_MANY_REQUESTS, UNAVAILABLE, GATEWAY_TIMEOUT].includes(status);
  const problem = problemOf(headers, text);
  if (!problem) {
    const error = new EvergrantUnreachable(
      `${operation}: ${new URL(response.url).origin} answered ${status} and not as Evergrant does.`,
    );
    return { outcome: 'failed', error, again };
  }
  const error = new EvergrantProblem(operation, problem, retryAfterMs(headers));
  return { outcome: 'failed', error, again: again || error.code === STILL_RUNNING };
}

function problemOf(headers: Headers, text: string): Problem | undefined {
  if (!headers.get('content-type')?.startsWith('application/problem+json')) return undefined;
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return undefined;
  }
}

/** Retry-After as seconds or as a date (RFC 9110 §10.2.3). */
function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
