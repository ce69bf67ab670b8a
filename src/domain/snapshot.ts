import { NO_PROBE, type OnboardingFacts } from './facts';
import { BEFORE_THE_YEAR, completed, inLanes } from './older-builds';
import type { Plan } from './plan';
import type { Policy } from './policy';
import { SNAPSHOT_VERSION } from './snapshot-version';

/** The facts as one run hands them to the next and as the registry keeps them. */
export interface Snapshot {
  readonly version: typeof SNAPSHOT_VERSION;
  readonly facts: OnboardingFacts;
}

/** Lifts a snapshot by one version. Pure, and kept for ever: a sleeper may wake years later. */
type Upcaster = (facts: Record<string, unknown>) => Record<string, unknown>;

/** The upcaster at key n makes version n + 1 out of version n. */
const UPCASTERS: ReadonlyMap<number, Upcaster> = new Map([
  [1, storesJoin],
  [2, theYear],
]);

export function takeSnapshot(facts: OnboardingFacts): Snapshot {
  return { version: SNAPSHOT_VERSION, facts };
}

/** Reads a snapshot of any version ever written. Throws a RangeError for any other, such as one from a newer build. */
export function openSnapshot(snapshot: unknown): OnboardingFacts {
  const { version, facts } = snapshot as { version: number; facts: Record<string, unknown> };
  let lifted = facts;
  for (let from = version; from !== SNAPSHOT_VERSION; from += 1) {
    const upcast = UPCASTERS.get(from);
    if (!upcast)
      throw new RangeError(
        `Snapshots of version ${version} cannot be read; this build reads up to version ${SNAPSHOT_VERSION}`,
      );
    lifted = upcast(lifted);
  }
  return lifted as unknown as OnboardingFacts;
}

/** Version 1 kept with the grant which stores it did not serve, and knew neither added nor removed ones. */
function storesJoin({ stores, grant, ...facts }: Record<string, unknown>): Record<string, unknown> {
  const { absent, ...rest } = (grant ?? { absent: [] }) as { grantedAt: number; absent: readonly string[] };
  const participation = (storeId: string) =>
    grant === null ? null : { answer: absent.includes(storeId) ? 'no' : 'yes', since: rest.grantedAt };
  return {
    ...facts,
    stores: (stores as { storeId: string }[]).map((store) => ({
      ...store,
      participation: participation(store.storeId),
    })),
    removedStores: [],
    grant:
      grant === null
        ? null
        : { ...rest, askAt: absent.length > 0 ? rest.grantedAt : null, obstacle: null, retry: null },
  };
}

/** Version 2 knew reminders before the expiry, and nothing after them or beside them. */
function theYear({ grant, candidate, plan, ...facts }: Record<string, unknown>): Record<string, unknown> {
  const alive = { basis: 'observed', suspectedSince: null, revokedSince: null, standingUnread: false, probe: NO_PROBE };
  return {
    ...facts,
    policy: completed(facts['policy'] as Policy),
    begunBy: BEFORE_THE_YEAR,
    apiKey: { ...(facts['apiKey'] as object), recheckWanted: false },
    consent: { ...(facts['consent'] as object), quiet: false },
    candidate: candidate && { ...candidate, decision: null },
    grant: grant && { ...grant, ...alive, storesDoubted: false },
    plan: plan && inLanes(plan as Plan),
    replanWanted: false,
    pastYear: null,
    snoozedUntil: null,
    hold: null,
    extraMails: [],
    verbOutcomes: [],
  };
}
