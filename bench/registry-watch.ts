import { setTimeout as delay } from 'node:timers/promises';
import Libsql from 'libsql';

/** Sees in the registry's file how onboardings get on, without asking the product anything. */
export interface RegistryWatch {
  /** Resolves once the onboarding is in that stage; rejects if it comes to wait for somebody else. */
  untilStage(onboardingId: string, stage: string): Promise<void>;
  /** Resolves once the year of the connected onboarding has been planned and told. */
  untilPlanned(onboardingId: string): Promise<void>;
  /** Resolves once a consent of the onboarding has been verified and put in force: what the return page waits for. */
  untilConsented(onboardingId: string): Promise<void>;
  close(): void;
}

interface Row {
  readonly stage: string;
  readonly next_step: string | null;
  readonly requirements: string;
}

/** Stages that nobody has to leave by hand. */
const UNDER_WAY = ['validating_key', 'creating_store', 'verifying_grant', 'awaiting_consent'];
const GIVE_UP_MS = 120_000;

/** @param everyMs how often it looks, for all that wait together */
export function watchRegistry(path: string, everyMs: number): RegistryWatch {
  const database = new Libsql(path, { readonly: true });
  const standing = database.prepare<[string]>(
    'select stage, next_step, requirements from projections where onboarding_id = ?',
  );
  const consented = database.prepare<[string]>(
    "select 1 from attempts where onboarding_id = ? and outcome = 'connected'",
  );
  let round: Promise<unknown> = Promise.resolve();
  let begins = 0;

  /** One timer for all: whoever waits joins the next round. */
  function nextRound(): Promise<unknown> {
    if (performance.now() >= begins) {
      begins = performance.now() + everyMs;
      round = delay(everyMs);
    }
    return round;
  }

  async function until(onboardingId: string, fits: () => boolean): Promise<void> {
    const deadline = performance.now() + GIVE_UP_MS;
    while (!fits()) {
      if (performance.now() > deadline) throw new Error(`${onboardingId} does not get on: ${describe(onboardingId)}`);
      await nextRound();
    }
  }

  function describe(onboardingId: string): string {
    const { stage, requirements } = standing.get(onboardingId) as Row;
    return `${stage}, ${requirements}`;
  }

  const rowOf = (onboardingId: string) => standing.get(onboardingId) as Row | undefined;

  return {
    untilStage: (onboardingId, stage) =>
      until(onboardingId, () => {
        const now = rowOf(onboardingId)?.stage ?? 'validating_key';
        if (now === stage) return true;
        if (!UNDER_WAY.includes(now)) throw new Error(`${onboardingId} stands still: ${describe(onboardingId)}`);
        return false;
      }),
    untilPlanned: (onboardingId) =>
      until(onboardingId, () => {
        const row = rowOf(onboardingId);
        return row?.stage === 'connected' && row.next_step !== null;
      }),
    untilConsented: (onboardingId) => until(onboardingId, () => consented.get(onboardingId) !== undefined),
    close: () => database.close(),
  };
}
