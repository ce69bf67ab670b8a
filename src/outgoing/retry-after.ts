import type { Instant } from '../domain/clock';

const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;

/**
 * The wait that a Retry-After header asks for (RFC 9110 §10.2.3: seconds or a date), in milliseconds, at most a day;
 * undefined if there is none that can be read.
 */
export function retryAfterMs(header: string | undefined, now: Instant): number | undefined {
  if (header === undefined) return undefined;
  const wait = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), LONGEST_WAIT_MS);
}
