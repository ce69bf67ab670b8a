import type { OnboardingFacts } from './facts';

/** The facts as one run hands them to the next and as the registry keeps them. */
export interface Snapshot {
  readonly version: typeof SNAPSHOT_VERSION;
  readonly facts: OnboardingFacts;
}

export const SNAPSHOT_VERSION = 1;

/** Lifts a snapshot by one version. Pure, and kept for ever: a sleeper may wake years later. */
type Upcaster = (facts: Record<string, unknown>) => Record<string, unknown>;

/** The upcaster at key n makes version n + 1 out of version n. */
const UPCASTERS: Readonly<Record<number, Upcaster>> = {};

export function takeSnapshot(facts: OnboardingFacts): Snapshot {
  return { version: SNAPSHOT_VERSION, facts };
}

/** Reads a snapshot of any version ever written. Throws a RangeError for one from a newer build. */
export function openSnapshot(snapshot: unknown): OnboardingFacts {
  const { version, facts } = snapshot as { version: number; facts: Record<string, unknown> };
  if (version > SNAPSHOT_VERSION) {
    throw new RangeError(`Snapshot version ${version} is newer than this build understands (${SNAPSHOT_VERSION})`);
  }
  let lifted = facts;
  for (let from = version; from < SNAPSHOT_VERSION; from += 1) lifted = UPCASTERS[from]?.(lifted) ?? lifted;
  return lifted as unknown as OnboardingFacts;
}
