import type { Context } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import type { Clock } from '../../src/domain/clock';

/**
 * A clock that follows the skipped time of a test server: activities and servers outside the workflow would otherwise
 * see wall time while the workflow is a year ahead. It never runs backwards.
 */
export class FedClock implements Clock {
  #now: number;

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  feed(now: number): void {
    this.#now = Math.max(this.#now, now);
  }

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
