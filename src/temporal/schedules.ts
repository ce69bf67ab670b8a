import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client, type ScheduleOptions } from '@temporalio/client';
import { ERASURE_WORKFLOW, SUMMARY_WORKFLOW, SWEEP_WORKFLOW } from '../workflows/messages';
import { ONBOARDING_TASK_QUEUE } from './ids';

/** What is done for all onboardings together, again and again: each round is a workflow that takes no argument. */
export interface FleetSchedule {
  /** Also how the ids of its workflows begin; the server adds the time of their start. Persisted: never renamed. */
  readonly id: string;
  /** Name of the workflow type. */
  readonly workflow: string;
  /** Rounds begin at multiples of this since 1970, and `offsetDays` later. In policy days. */
  readonly everyDays: number;
  readonly offsetDays: number;
  /** What it does, in a sentence for the Temporal UI. */
  readonly note: string;
}

/** Every schedule there is; the worker role ensures them when it starts. */
export const FLEET_SCHEDULES: readonly FleetSchedule[] = [
  {
    id: 'fleet/authorization-sweep',
    workflow: SWEEP_WORKFLOW,
    everyDays: 1 / 24,
    // Away from the full hour, at which everybody's jobs ask Amazon.
    offsetDays: 7 / (24 * 60),
    note: 'Asks Amazon and Commerce whether grants and keys still work, each about once a day.',
  },
  {
    id: 'fleet/erasure',
    workflow: ERASURE_WORKFLOW,
    everyDays: 1,
    offsetDays: 3 / 24,
    note: 'Erases what is known of onboardings that were disconnected for good thirty days ago.',
  },
  {
    id: 'fleet/weekly-summary',
    workflow: SUMMARY_WORKFLOW,
    everyDays: 7,
    // 1970 began on a Thursday: on Mondays at seven, in UTC.
    offsetDays: 4 + 7 / 24,
    note: 'Mails the operators who held the ball in the last seven days, and who has waited longest.',
  },
];

/** Temporal refuses a schedule of a shorter interval. */
const SHORTEST_INTERVAL_MS = 1_000;

/** A round that was missed for longer is not made up for: the next one does its work too. */
const CATCHUP_WINDOW_MS = 60_000;

/**
 * Brings the schedules on the server to what this version wants of them, for policy days of `dayMs` milliseconds; one
 * that an operator has paused stays so. Safe to repeat, and from several processes at once. Throws gRPC's error if the
 * server refuses.
 */
export async function ensureSchedules(
  client: Client,
  dayMs: number,
  schedules: readonly FleetSchedule[] = FLEET_SCHEDULES,
): Promise<void> {
  for (const schedule of schedules) {
    const wanted = optionsOf(schedule, dayMs);
    try {
      await client.schedule.create(wanted);
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      const { spec, action, policies = {} } = wanted;
      await client.schedule.getHandle(schedule.id).update(({ state }) => ({ spec, action, policies, state }));
    }
  }
}

function optionsOf({ id, workflow, everyDays, offsetDays, note }: FleetSchedule, dayMs: number): ScheduleOptions {
  const every = Math.max(SHORTEST_INTERVAL_MS, Math.round(everyDays * dayMs));
  return {
    scheduleId: id,
    spec: { intervals: [{ every, offset: Math.round(offsetDays * dayMs) % every }] },
    action: {
      type: 'startWorkflow',
      workflowType: workflow,
      workflowId: id,
      taskQueue: ONBOARDING_TASK_QUEUE,
      args: [],
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: CATCHUP_WINDOW_MS },
    state: { note },
  };
}
