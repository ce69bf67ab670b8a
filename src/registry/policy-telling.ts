import type { Clock } from '../domain/clock';
import type { Policies } from './policies';
import { nameOf, type RelayLog } from './relay';

/**
 * Running onboardings that are told of a new policy in a second: each of them wakes up, plans its year anew and publishes,
 * which must not hold up those who have something urgent to do.
 */
const TOLD_PER_SECOND = 20;

export interface PolicyTelling {
  /** Begins nothing more and waits for what is under way. */
  stop(): Promise<void>;
}

export interface PolicyTellingOptions {
  readonly policies: Policies;
  readonly clock: Clock;
  readonly log: RelayLog;
  /** How many are told at a time, in milliseconds how far apart. */
  readonly pace?: { readonly count: number; readonly everyMs: number };
}

/** Tells running onboardings of a policy that is newer than theirs, a few at a time, until all know it. */
export function startPolicyTelling(options: PolicyTellingOptions): PolicyTelling {
  const { policies, clock, log, pace = { count: TOLD_PER_SECOND, everyMs: 1_000 } } = options;
  let underWay: Promise<void> | undefined;

  async function tell(): Promise<void> {
    try {
      await policies.tellNext(pace.count, clock.now());
    } catch (error) {
      log.warn({ error: nameOf(error) }, 'Onboardings could not be told of the policy; that is tried again.');
    }
  }

  const timer = setInterval(() => {
    underWay ??= tell().finally(() => {
      underWay = undefined;
    });
  }, pace.everyMs);

  return {
    async stop() {
      clearInterval(timer);
      await underWay;
    },
  };
}
