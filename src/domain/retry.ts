import type { Instant } from './clock';
import type { AmazonObstacle, Retry } from './facts';
import type { AmazonRefusal, Unverifiable } from './outcomes';

/** The first wait after a failure to ask; it doubles up to the longest. */
export const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 3_600_000;
/** After this long Amazon is asked again although an operator has to act: they may have acted. */
export const OBSTACLE_RETRY_MS = 3_600_000;

/** What stands in the way when Amazon refuses us and not the seller. */
export function obstacleOf(refusal: AmazonRefusal, since: Instant): AmazonObstacle {
  return refusal.outcome === 'misconfigured'
    ? { code: 'app_misconfigured', error: refusal.error, since }
    : { code: 'amazon_access_refused', requestId: refusal.requestId, since };
}

/** Doubles the wait at each failure in a row, and waits at least as long as the other side asked for. */
export function retryAfter(previous: Retry | null, failure: Unverifiable, now: Instant): Retry {
  const attempts = (previous?.attempts ?? 0) + 1;
  const backoff = Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempts - 1, 20), LONGEST_RETRY_MS);
  return {
    attempts,
    at: now + Math.max(backoff, failure.retryAfterMs ?? 0),
    reason: failure.reason,
    since: previous?.since ?? now,
  };
}
