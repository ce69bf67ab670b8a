import type { Instant } from '../domain/clock';
import type { OutgoingResponse } from '../outgoing/guarded-dispatcher';

const TOLERANCE_MS = 60_000;

/**
 * The other side's time if it differs from ours by more than a minute, so that a rejected signature may be the fault
 * of our clock; undefined if the clocks agree or the answer carries no Date.
 */
export function serverTimeIfApart(response: OutgoingResponse, ours: Instant): Instant | undefined {
  const theirs = response.date;
  return theirs !== undefined && Math.abs(theirs - ours) > TOLERANCE_MS ? theirs : undefined;
}
