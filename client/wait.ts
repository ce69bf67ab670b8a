import { setTimeout as delay } from 'node:timers/promises';
import { NotReached } from './errors';
import type { OnboardingStatus, Stage } from './openapi';

/** Stages, or whatever else is waited for. */
export type Goal = Stage | readonly Stage[] | ((status: OnboardingStatus) => boolean);

export interface WaitOptions {
  /** Without it, one minute. A seller may take days: webhooks tell of that, no process should wait for it. */
  readonly forMs?: number;
  readonly signal?: AbortSignal;
}

const FOR_MS = 60_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** Asks, ever more rarely, until the status is what is waited for. Rejects with `NotReached`. */
export async function waitFor(
  ask: () => Promise<OnboardingStatus>,
  goal: Goal,
  { forMs = FOR_MS, signal }: WaitOptions = {},
): Promise<OnboardingStatus> {
  const isReached = typeof goal === 'function' ? goal : ({ stage }: OnboardingStatus) => [goal].flat().includes(stage);
  const until = performance.now() + forMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5)) {
    const status = await ask();
    if (isReached(status)) return status;
    if (status.closedAt !== null) throw new NotReached(`${status.onboardingId} was closed.`, status);
    if (performance.now() + pauseMs > until) {
      const stands = `${status.onboardingId} is at "${status.stageDescription}" and waits for ${status.waitingOn}`;
      const missing = status.requirements.map(({ sentence }) => ` ${sentence}`).join('');
      throw new NotReached(`${stands}.${missing}`, status);
    }
    await delay(pauseMs, undefined, signal && { signal });
  }
}
