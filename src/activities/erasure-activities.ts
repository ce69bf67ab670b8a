import type { Clock } from '../domain/clock';
import type { Registry } from '../registry/registry';

/** Erasing what was closed long enough ago. Which onboardings these are stands in the registry, not in the history. */
export interface ErasureActivities {
  /** Erases the next ones and says how many these were; `more`: there may be others. */
  eraseNext(): Promise<{ readonly erased: number; readonly more: boolean }>;
}

/** Policy days between the end of an onboarding and its erasure. */
const KEPT_DAYS = 30;

/** Each is one transaction over some twenty tables. */
const BATCH = 50;

export function createErasureActivities(deps: {
  readonly registry: Pick<Registry, 'purges'>;
  readonly clock: Clock;
  /** Length of a policy day in milliseconds. */
  readonly dayMs: number;
}): ErasureActivities {
  const { registry, clock, dayMs } = deps;
  return {
    async eraseNext() {
      const now = clock.now();
      const erased = await registry.purges.purgeClosed(now - KEPT_DAYS * dayMs, BATCH, now);
      return { erased, more: erased === BATCH };
    },
  };
}
