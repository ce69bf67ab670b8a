/** An instant in milliseconds since the Unix epoch. */
export type Instant = number;

/** As answers and events write it: ISO 8601 in UTC. */
export function isoInstant(instant: Instant): string {
  return new Date(instant).toISOString();
}

/** As operators read it, to the minute: `2026-11-21 10:00 UTC`. */
export function utc(instant: Instant | string): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/**
 * The one source of business time outside workflows. Tests and the simulator share a clock with the product, so that
 * lifetimes on both sides move together.
 */
export interface Clock {
  now(): Instant;
}

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that runs `readOffsetMs()` milliseconds ahead of `base`; the offset is read anew at every call. */
export function offsetClock(readOffsetMs: () => number, base: Clock = systemClock): Clock {
  return { now: () => base.now() + readOffsetMs() };
}
