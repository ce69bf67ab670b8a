import type { ActivityInterceptorsFactory } from '@temporalio/worker';

/** Well within the heartbeat timeout that the workflow sets; most activities end before the first one. */
const EVERY_MS = 2_500;

/**
 * Tells the server now and then that an activity is still worked on. One whose process was killed is then begun anew as
 * soon as the signs of life stay away, not when its whole time is over.
 */
export function signsOfLife(everyMs = EVERY_MS): ActivityInterceptorsFactory {
  return (context) => ({
    inbound: {
      async execute(input, next) {
        // A local activity belongs to its workflow task, whose loss is noticed by itself.
        if (context.info.isLocal) return next(input);
        const timer = setInterval(() => context.heartbeat(), everyMs);
        try {
          return await next(input);
        } finally {
          clearInterval(timer);
        }
      },
    },
  });
}
