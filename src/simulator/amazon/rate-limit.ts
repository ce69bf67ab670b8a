import type { Simulation } from '../simulation';

/** Both operations of the Sellers API: 0.016 requests per second, burst 15, per seller and application. */
export const SELLERS_RATE_PER_S = 0.016;
export const SELLERS_BURST = 15;

/** Takes one request from a token bucket that refills by the simulator's clock; false when it is empty. */
export function takeFromBucket({ state, clock, sellersBurst }: Simulation, bucketKey: string): boolean {
  const now = clock.now();
  const bucket = state.value.buckets[bucketKey] ?? { left: sellersBurst, at: now };
  const refilled = (Math.max(0, now - bucket.at) / 1000) * SELLERS_RATE_PER_S;
  const left = Math.min(sellersBurst, bucket.left + refilled);
  const granted = left >= 1;
  state.value.buckets[bucketKey] = { left: granted ? left - 1 : left, at: now };
  state.touch();
  return granted;
}
