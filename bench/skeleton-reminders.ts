import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { dueInstants, watchDrain, type Drain, type DueTogether } from './drain';
import { perSecond } from './in-flight';
import { isSkeletonWaits, REMINDED, SKELETON_REMINDER_WORKFLOW, SKELETON_TASK_QUEUE } from './skeleton/messages';
import type { BenchWorld } from './world';

const STARTED_AT_ONCE = 50;
/** The worker has brought each to its sleep by then. */
const READY_WITHIN_MS_EACH = 10;
const READY_WITHIN_MS = 4_000;
const GIVE_UP_MS = 300_000;

/**
 * Starts skeletons of reminders that come due together, and sees how they are done.
 *
 * @throws Error if they are not all started when the first is due
 */
export async function skeletonReminders(
  world: BenchWorld,
  due: DueTogether,
): Promise<{ readonly workflowIds: readonly string[]; readonly drain: Drain }> {
  const { client, skeleton } = world;
  const firstDueAt = Date.now() + READY_WITHIN_MS + due.count * READY_WITHIN_MS_EACH;
  const dueAt = new Map(dueInstants(due, firstDueAt).map((at) => [`skeleton-reminder/${randomUUID()}`, at]));
  const lateness = new Map<string, number>();
  const all = new Promise<void>((resolve, reject) => {
    const giveUp = setTimeout(() => reject(new Error('Some skeletons were never done.')), GIVE_UP_MS);
    skeleton.onMessage((message) => {
      if (!isSkeletonWaits(message) || message.stage !== REMINDED) return;
      const at = dueAt.get(message.workflowId);
      if (at !== undefined) lateness.set(message.workflowId, Date.now() - at);
      if (lateness.size < due.count) return;
      clearTimeout(giveUp);
      resolve();
    });
  });

  await perSecond([...dueAt], STARTED_AT_ONCE, ([workflowId, at]) =>
    client.workflow.start(SKELETON_REMINDER_WORKFLOW, { workflowId, taskQueue: SKELETON_TASK_QUEUE, args: [at] }),
  );
  if (Date.now() > firstDueAt) throw new Error('The skeletons were not all started when the first was due.');
  await delay(firstDueAt - Date.now());
  const watch = watchDrain(world, firstDueAt);
  await all;
  return { workflowIds: [...dueAt.keys()], drain: watch.end(Date.now(), [...lateness.values()]) };
}
