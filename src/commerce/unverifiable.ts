import type { Instant } from '../domain/clock';
import type { Unverifiable, UnverifiableReason } from '../domain/outcomes';
import type { OutgoingFailure, OutgoingResponse } from '../outgoing/guarded-dispatcher';
import { retryAfterMs } from '../outgoing/retry-after';

export function unverifiable(reason: UnverifiableReason, waitMs?: number): Unverifiable {
  return waitMs === undefined
    ? { outcome: 'unverifiable', reason }
    : { outcome: 'unverifiable', reason, retryAfterMs: waitMs };
}

/** What a request that brought no answer means: nothing about the thing that was to be checked. */
export function unverifiableFailure(failure: OutgoingFailure): Unverifiable {
  switch (failure.outcome) {
    case 'not_sent':
      return unverifiable(failure.reason === 'address_refused' ? 'address_refused' : 'unreachable');
    case 'timeout':
      return unverifiable('timeout');
    case 'broken':
      return unverifiable('unreachable');
    case 'too_large':
    case 'redirect':
      return unverifiable('unexpected_answer');
  }
}

/** What an answer means that is neither a yes nor a no. */
export function unverifiableAnswer(response: OutgoingResponse, now: Instant): Unverifiable {
  const wait = retryAfterMs(response.headers['retry-after'], now);
  if (response.status === 429) return unverifiable('rate_limited', wait);
  if (response.status >= 500) return unverifiable('server_error', wait);
  return unverifiable('unexpected_answer');
}
