import type { Instant } from './clock';

/** How one try to deliver an event ended. Only an answer of 2xx is a delivery. */
export interface DeliveryTry {
  readonly at: Instant;
  readonly outcome: 'delivered' | 'failed';
  /** Null if no answer came. */
  readonly httpStatus: number | null;
  /** Null for a delivery. */
  readonly failure: DeliveryFailure | null;
  readonly durationMs: number;
}

/**
 * `refused`: an answer other than 2xx and 3xx. `gone`: it was 410, and nobody wants to hear from us there again.
 * `redirect`: 3xx, which is not followed. `address_refused`: the address leads into a network that must not be called.
 */
export type DeliveryFailure =
  'refused' | 'gone' | 'redirect' | 'timeout' | 'unreachable' | 'tls' | 'broken' | 'address_refused';

/** So long is a delivery tried, and so long may an endpoint fail before it is disabled: in policy days. */
export const FAILING_DAYS = 5;

const FIRST_WAIT_MINUTES = 1;
const LONGEST_WAIT_HOURS = 12;

/** Milliseconds for which an endpoint may fail. */
export function failingLimitMs(dayMs: number): number {
  return Math.round(FAILING_DAYS * dayMs);
}

export interface FailedSoFar {
  /** How many tries have failed, at least 1. */
  readonly tries: number;
  readonly firstTriedAt: Instant;
  readonly lastTriedAt: Instant;
  /** A wait that the endpoint asked for, in milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/**
 * When to try again: after a minute, then after twice as long each time, up to half a day; the last try falls on the end
 * of the five days. Null when that is behind us. The figures are policy time; only a wait that the endpoint asked for is
 * real time, and no try is made before it is over.
 */
export function nextTryAt(
  { tries, firstTriedAt, lastTriedAt, retryAfterMs }: FailedSoFar,
  dayMs: number,
): Instant | null {
  const deadline = firstTriedAt + failingLimitMs(dayMs);
  if (lastTriedAt >= deadline) return null;
  const minuteMs = dayMs / (24 * 60);
  const waitMs = Math.min(FIRST_WAIT_MINUTES * 2 ** (tries - 1), LONGEST_WAIT_HOURS * 60) * minuteMs;
  return Math.max(Math.min(lastTriedAt + Math.ceil(waitMs), deadline), lastTriedAt + (retryAfterMs ?? 0));
}

/** What a try means for those that follow. */
export type TryResult =
  | { readonly outcome: 'delivered' }
  /** Nobody wants it any more: its endpoint was disabled or deleted, or it was delivered by another try. */
  | { readonly outcome: 'abandoned' }
  /** The endpoint answered 410. */
  | { readonly outcome: 'gone' }
  | {
      readonly outcome: 'failed';
      /** Null: it is given up. */
      readonly nextTryAt: Instant | null;
      /** The endpoint has failed for five days, whatever was sent there. */
      readonly endpointFailing: boolean;
    };

/** What the process that tries on is started with, after the first try. */
export interface DeliveryInput {
  readonly deliveryId: string;
  readonly endpointId: string;
  readonly firstTriedAt: Instant;
  readonly firstTry: Extract<TryResult, { readonly outcome: 'gone' | 'failed' }>;
}
