import type { Instant } from '../domain/clock';
import type { MarksOfGeneration } from '../domain/plan';
import type { Requirement } from '../domain/requirements';
import type { Stage, WaitingOn } from '../domain/stages';
import type { VerbOutcome } from '../domain/verbs';
import { raiseAlert } from './alerts';
import { raiseEvent } from './events';
import { restoreAccess, stopAccess } from './grant-ending';
import { fromJson, toJson } from './json-column';
import { lockOnboarding, type OnboardingRow } from './onboarding-row';
import { recordMarks } from './plan-marks';
import { merchantHasNews, stageEvents, type Before } from './stage-events';
import { projected, standingOf, type NextStepView, type ProjectionRow, type Standing } from './status-view';
import type { Tx } from './transactions';
import { recordVerbOutcomes } from './verb-outcomes';

/** What the workflow tells the registry when it is about to wait. */
export interface Publication {
  readonly onboardingId: string;
  /** Generation in force as the run knows it; 0 before the first grant. */
  readonly generation: number;
  readonly stateVersion: number;
  /** The workflow's instant of this publication. */
  readonly at: Instant;
  readonly stage: Stage;
  readonly waitingOn: WaitingOn;
  readonly waitingSince: Instant;
  readonly requirements: readonly Requirement[];
  readonly nextStep: NextStepView | null;
  /** The run's facts, as its snapshot schema writes them. Opaque here. */
  readonly snapshot: unknown;
  /** What became of the steps of plans: of the grant in force, and of one that has just been replaced. */
  readonly marks?: readonly MarksOfGeneration[];
  /** What verbs have come to since the last publication. */
  readonly verbOutcomes?: readonly VerbOutcome[];
}

export type PublishResult =
  | { readonly outcome: 'written' }
  /** The pair (generation, stateVersion) was not greater than the stored one: nothing was written. */
  | { readonly outcome: 'repeated' }
  /** A newer generation is in force: the run must go on from this snapshot. */
  | { readonly outcome: 'behind'; readonly snapshot: unknown; readonly stateVersion: number };

/**
 * Writes what the workflow tells of itself, if it is news: the pair (generation, stateVersion) must be greater than that
 * of the last publication. Otherwise nothing at all is written.
 *
 * A run is `behind` when a run of a later generation has published. A swap alone does not put it behind: until the swap
 * is published there is no newer snapshot to go on from. So is one that was reset after a closed onboarding had said its
 * last word: it ends by that, and nothing comes back to life.
 */
export async function publish(tx: Tx, publication: Publication): Promise<PublishResult> {
  const { onboardingId, generation, stateVersion } = publication;
  const onboarding = await lockOnboarding(tx, onboardingId);
  if (!onboarding) throw new Error(`There is no onboarding ${onboardingId} to publish.`);
  // The last word of a run may come after the erasure, which it must not fill anew.
  if (onboarding.purged_at !== null) return { outcome: 'repeated' };
  const stored = await storedProjection(tx, onboardingId);
  if (generation < stored.published_generation) return behind(stored);
  if (generation === stored.published_generation && stateVersion <= stored.state_version) {
    return { outcome: 'repeated' };
  }
  if (isOver(onboarding, stored)) return behind(stored);

  const before = standingOf(stored);
  if (before.stage !== publication.stage || before.waitingOn !== publication.waitingOn) {
    await recordBallHolder(tx, publication);
  }
  await tx.db
    .updateTable('projections')
    .set({
      stage: publication.stage,
      waiting_on: publication.waitingOn,
      waiting_since: publication.waitingSince,
      requirements: toJson(publication.requirements),
      next_step: publication.nextStep && toJson(publication.nextStep),
      published_generation: generation,
      state_version: stateVersion,
      snapshot: toJson(publication.snapshot),
      ...(await projected(tx, onboarding, publication)),
    })
    .where('onboarding_id', '=', onboardingId)
    .execute();
  // A decision about the owner may have led to it: access ends with it, whoever asked.
  if (publication.stage === 'disconnected' && before.stage !== 'disconnected')
    await stopAccess(tx, onboardingId, publication.at);
  // It may have been taken back before the process had told of it.
  if (publication.stage !== 'disconnected' && before.stage === 'disconnected')
    await restoreAccess(tx, onboardingId, publication.at, before.stateVersion);
  for (const told of publication.marks ?? []) await recordMarks(tx, onboardingId, told, publication.at);
  await recordVerbOutcomes(tx, onboardingId, publication.verbOutcomes ?? [], publication.at);
  await alertOfBlockedConsent(tx, publication);
  await raiseStageEvents(tx, onboarding, before, publication);
  return { outcome: 'written' };
}

/**
 * Says that an onboarding which is being closed is disconnected, lest a reader see it closed and still waiting. The last
 * word of its run then changes nothing about that.
 */
export async function publishClosed(tx: Tx, onboarding: OnboardingRow, at: Instant): Promise<void> {
  const onboardingId = onboarding.onboarding_id;
  const stored = await storedProjection(tx, onboardingId);
  const before = standingOf(stored);
  const nothing = { requirements: [], nextStep: null };
  const closed: Standing =
    before.stage === 'disconnected'
      ? { ...before, ...nothing }
      : { ...before, ...nothing, stage: 'disconnected', waitingOn: 'nobody', waitingSince: at };
  if (before.stage !== closed.stage) await recordBallHolder(tx, { ...closed, onboardingId, at });
  await tx.db
    .updateTable('projections')
    .set({
      stage: closed.stage,
      waiting_on: closed.waitingOn,
      waiting_since: closed.waitingSince,
      requirements: toJson(closed.requirements),
      next_step: null,
      ...(await projected(tx, onboarding, closed)),
    })
    .where('onboarding_id', '=', onboardingId)
    .execute();
  await raiseStageEvents(tx, onboarding, before, { ...closed, generation: stored.published_generation, at });
}

async function storedProjection(tx: Tx, onboardingId: string): Promise<ProjectionRow> {
  return tx.db
    .selectFrom('projections')
    .selectAll()
    .where('onboarding_id', '=', onboardingId)
    .executeTakeFirstOrThrow();
}

function isOver({ closed_at }: OnboardingRow, { snapshot }: ProjectionRow): boolean {
  if (closed_at === null || snapshot === null) return false;
  const { facts } = fromJson(snapshot) as { readonly facts?: { readonly ended?: boolean } };
  return facts?.ended === true;
}

function behind(stored: ProjectionRow): PublishResult {
  if (stored.snapshot === null)
    throw new Error(`The onboarding ${stored.onboarding_id} has no snapshot to go on from.`);
  return { outcome: 'behind', snapshot: fromJson(stored.snapshot), stateVersion: stored.state_version };
}

/** Adds an entry to the timeline: who holds the ball from now on. */
export async function recordBallHolder(
  tx: Tx,
  entry: Pick<Publication, 'onboardingId' | 'stage' | 'waitingOn' | 'at'>,
): Promise<void> {
  await tx.db
    .insertInto('timeline')
    .values({
      onboarding_id: entry.onboardingId,
      stage: entry.stage,
      waiting_on: entry.waitingOn,
      from_at: entry.at,
    })
    .execute();
}

/** Raises the events that follow from a change of the published state, and has the merchant told what is new to them. */
export async function raiseStageEvents(
  tx: Tx,
  onboarding: { readonly onboarding_id: string; readonly merchant_id: string },
  before: Before,
  now: Parameters<typeof stageEvents>[1] & { readonly at: Instant },
): Promise<void> {
  for (const event of stageEvents(before, now)) await raiseEvent(tx, onboarding, event, now.at);
  if (merchantHasNews(before, now)) await tellMerchant(tx, onboarding.onboarding_id, now);
}

/** Only an operator can go on from it. Each consent that is refused so has a `since` of its own. */
async function alertOfBlockedConsent(tx: Tx, { onboardingId, requirements, at }: Publication): Promise<void> {
  const code = 'seller_already_connected';
  const blocked = requirements.find((requirement) => requirement.code === code);
  if (!blocked) return;
  await raiseAlert(tx, { code, dedupeKey: `${onboardingId}/${blocked.since}`, onboardingId, params: {} }, at);
}

async function tellMerchant(
  tx: Tx,
  onboardingId: string,
  { stateVersion, at }: Pick<Publication, 'stateVersion' | 'at'>,
): Promise<void> {
  const notice = { kind: 'merchant_needed', stateVersion } as const;
  await tx.enqueue({ kind: 'notice', onboardingId, notice }, at);
}
