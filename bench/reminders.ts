import type { Pace } from '../src/start/settings';
import { DAY_MS, DEFAULT_POLICY } from '../src/domain/policy';
import { withProgress, type Progress } from '../src/temporal/progress';
import type { BenchArguments } from './arguments';
import type { Drain } from './drain';
import { firstDifference, runsOf } from './history';
import { adoptionMs, productReminders } from './product-reminders';
import { skeletonReminders } from './skeleton-reminders';
import type { BenchWorld } from './world';

/** (h) Many reminders that come due within a minute, against bare workflows that do. */
export interface Reminders {
  readonly count: number;
  readonly ours: Drain;
  readonly skeleton: Drain;
  /** Of what is done per second, ours over the skeleton's. */
  readonly ratio: number;
  /** Reminders of which the mailbox holds exactly one copy. */
  readonly once: number;
  /** Reminders of which it holds none. */
  readonly lost: number;
}

/** The days are those of the calendar, less a moment: then steps fall on exact offsets, and on no hour of the day. */
export const REMINDERS_PACE: Pace = { dayMs: DAY_MS - 1, policy: { grantDays: DEFAULT_POLICY.grantDays } };

const DUE_WITHIN_MS = 60_000;
/** They also show how long it takes to make the others ready. */
const WARM_UP = 100;

/**
 * @param world one at `REMINDERS_PACE`
 * @throws Error if the skeleton's commands are no longer those of a reminder
 */
export async function measureReminders(
  world: BenchWorld,
  { reminders: count }: BenchArguments,
  progress: Progress,
): Promise<Reminders> {
  const eachMs = await withProgress(progress, '(h) warming up', () => adoptionMs(world, WARM_UP, REMINDERS_PACE));
  const minute = { count, dueWithinMs: DUE_WITHIN_MS };
  const reminders = await withProgress(progress, `(h) ${count} onboardings are taken over and reminded`, () =>
    productReminders(world, minute, eachMs, REMINDERS_PACE),
  );
  const { drain: ours, once, lost } = reminders;
  const one = await skeletonReminders(world, { count: 1, dueWithinMs: 1 });
  await refuseDrift(world, reminders.workflowIds, one.workflowIds);
  const { drain: skeleton } = await withProgress(progress, `(h) ${count} skeletons`, () =>
    skeletonReminders(world, minute),
  );
  return { count, ours, skeleton, ratio: ours.perSecond / skeleton.perSecond, once, lost };
}

async function refuseDrift(world: BenchWorld, [ours]: readonly string[], [theirs]: readonly string[]): Promise<void> {
  if (ours === undefined || theirs === undefined) throw new Error('There is nothing to compare.');
  const difference = firstDifference(await commandsOfReminder(world, ours), await commandsOfReminder(world, theirs));
  if (difference !== undefined) {
    throw new Error(`The skeleton no longer does what a reminder does: ${difference}. Mend bench/skeleton.`);
  }
}

/** From the last mail on. */
async function commandsOfReminder({ client }: BenchWorld, workflowId: string): Promise<readonly string[]> {
  const commands = (await runsOf(client, workflowId)).at(-1)?.commands ?? [];
  return commands.slice(commands.lastIndexOf('activity performStep'));
}
