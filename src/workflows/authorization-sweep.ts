import { continueAsNew, proxyActivities, sleep, type ActivityInterfaceFor } from '@temporalio/workflow';
import type { RoundConclusion, SweepActivities } from '../activities/sweep-activities';
import type { Instant } from '../domain/clock';
import type { RoundFindings } from '../domain/incident';

type Activities = ActivityInterfaceFor<SweepActivities>;

/** A batch is seconds of work, and minutes while Amazon is slow; one whose worker is lost is begun anew. */
const { askGrants, checkKeys } = proxyActivities<Activities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '1s', maximumInterval: '1 minute', maximumAttempts: 5 },
});

/** Work on our own registry. */
const { beginRound, concludeRound } = proxyActivities<Activities>({
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '200ms', maximumInterval: '30s', maximumAttempts: 20 },
});

/** What one run of a round hands over to the next. */
export interface SweepProgress {
  readonly beganAt: Instant;
  /** Null until a control call was answered. */
  readonly control: RoundFindings['control'] | null;
  readonly pauses: number;
  readonly phase: 'grants' | 'keys';
  readonly conclusion: RoundConclusion | null;
  readonly keysChecked: number;
  readonly keysChanged: number;
}

/** What a round amounted to, for who looks at it in the Temporal UI. */
export interface SweepReport {
  readonly control: RoundFindings['control'] | null;
  readonly conclusion: RoundConclusion | null;
  readonly keysChecked: number;
  readonly keysChanged: number;
}

/** Batches of one run: a history of some hundred events. */
const BATCHES_OF_A_RUN = 40;

/** How often a round waits because Amazon asks for it. What is left then is due in the next round. */
const MOST_PAUSES = 5;
const LONGEST_PAUSE_MS = 5 * 60_000;

/**
 * One round over all grants and keys whose time of the day has come. Which they are stands in the registry: neither ids nor
 * answers are part of the history.
 */
export async function authorizationSweep(carried?: SweepProgress): Promise<SweepReport> {
  let round = carried ?? (await begun());
  for (let batches = 0; round.phase === 'grants'; batches += 1) {
    if (batches === BATCHES_OF_A_RUN) return continueAsNew<typeof authorizationSweep>(round);
    round = await nextGrants(round);
  }
  for (let batches = 0; ; batches += 1) {
    if (batches === BATCHES_OF_A_RUN) return continueAsNew<typeof authorizationSweep>(round);
    const { beganAt } = round;
    const { checked, changed, more } = await checkKeys.executeWithOptions({ summary: 'Check Commerce keys' }, [
      { beganAt },
    ]);
    round = { ...round, keysChecked: round.keysChecked + checked, keysChanged: round.keysChanged + changed };
    if (!more) break;
  }
  const { control, conclusion, keysChecked, keysChanged } = round;
  return { control, conclusion, keysChecked, keysChanged };
}

async function begun(): Promise<SweepProgress> {
  const { beganAt } = await beginRound();
  return {
    beganAt,
    control: null,
    pauses: 0,
    phase: 'grants',
    conclusion: null,
    keysChecked: 0,
    keysChanged: 0,
  };
}

async function nextGrants(round: SweepProgress): Promise<SweepProgress> {
  const { beganAt } = round;
  const ask = (sample: boolean, summary: string) => askGrants.executeWithOptions({ summary }, [{ beganAt, sample }]);
  const batch = await ask(false, 'Ask Amazon about the grants that are due');
  if (batch.control === 'busy') {
    if (round.pauses === MOST_PAUSES) return conclude(round, null);
    await sleep(Math.min(batch.pauseMs ?? 0, LONGEST_PAUSE_MS), { summary: 'Amazon asks us to come later' });
    return { ...round, pauses: round.pauses + 1 };
  }
  const known = { ...round, control: batch.control };
  if (batch.control !== 'healthy') return conclude(known, batch.error);
  if (batch.more) return known;
  const sample = await ask(true, 'Ask about others for comparison, if one was refused');
  if (sample.control === 'busy') return conclude(known, null);
  return conclude({ ...known, control: sample.control }, sample.error);
}

/** A round in which no control call was answered says nothing. */
async function conclude(round: SweepProgress, error: string | null): Promise<SweepProgress> {
  const { beganAt, control } = round;
  if (control === null) return { ...round, phase: 'keys' };
  const conclusion = await concludeRound.executeWithOptions({ summary: 'Draw the conclusions of the round' }, [
    { beganAt, control, error },
  ]);
  return { ...round, phase: 'keys', conclusion };
}
