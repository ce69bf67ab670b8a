import type { Context } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import type { Clock } from '../../src/domain/clock';

/**
 * A clock that follows the skipped time of a test server: activities and servers outside the workflow would otherwise
 * see wall time while the workflow is a year ahead. It never runs backwards.
 */
export class FedClock implements Clock {
  #now: number;
  #fedAt = performance.now();

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  feed(now: number): void {
    if (now <= this.#now) return;
    this.#now = now;
    this.#fedAt = performance.now();
  }

  /** The same clock, but one that goes on by itself: retries and leases must run out also while nobody feeds it. */
  readonly ticking: Clock = { now: () => this.#now + Math.floor(performance.now() - this.#fedAt) };

  /** For `interceptors.activity` of a worker: every activity begins by telling the clock when it was scheduled. */
  readonly interceptor = (context: Context): { inbound: ActivityInboundCallsInterceptor } => ({
    inbound: {
      execute: (input, next) => {
        this.feed(context.info.currentAttemptScheduledTimestampMs);
        return next(input);
      },
    },
  });
}
