import type { Instant } from './clock';

/** Amazon ends a client secret 180 days after it was made (SP-API docs, "Rotating your app's LWA credentials"). */
const LIFE_DAYS = 180;

/** Days before its end on which operators are warned; Amazon's own notice comes with the first. */
const WARNING_DAYS = [90, 60, 30, 14, 7, 3, 1, 0] as const;

export interface SecretAge {
  readonly expiresAt: Instant;
  /** Full days until then; 0 from the last day on. */
  readonly daysLeft: number;
  /** The warning that is due, by its days; null before the first. */
  readonly warning: number | null;
}

/** How long a client secret that was made at `since` will last, for days of `dayMs` milliseconds. */
export function secretAge(since: Instant, now: Instant, dayMs: number): SecretAge {
  const expiresAt = since + LIFE_DAYS * dayMs;
  const daysLeft = Math.max(0, Math.floor((expiresAt - now) / dayMs));
  const warning = WARNING_DAYS.findLast((days) => daysLeft <= days) ?? null;
  return { expiresAt, daysLeft, warning };
}
