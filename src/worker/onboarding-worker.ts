import { Worker, type NativeConnection } from '@temporalio/worker';
import type { DeliveryActivities } from '../activities/delivery-activities';
import type { ErasureActivities } from '../activities/erasure-activities';
import type { OnboardingActivities } from '../activities/onboarding-activities';
import type { SweepActivities } from '../activities/sweep-activities';
import type { SummaryActivities } from '../activities/weekly-summary';
import { dataConverter } from '../temporal/data-converter';
import { ONBOARDING_TASK_QUEUE } from '../temporal/ids';
import { signsOfLife } from './signs-of-life';

export interface OnboardingWorkerOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly activities: OnboardingActivities &
    DeliveryActivities &
    SweepActivities &
    ErasureActivities &
    SummaryActivities;
  /** Length of a policy day in milliseconds. */
  readonly dayMs: number;
  /** Workflows kept in memory; about 1 MB each. */
  readonly maxCachedWorkflows?: number;
}

/** The longest normal activity: what is under way at a shutdown is given this long to end. */
const SHUTDOWN_GRACE_TIME = '30s';

/** For so long a workflow waits for the worker that has it in memory before another one replays it. */
const STICKY_TIMEOUT_MS = 10_000;

/** The file that is bundled for the workflow sandbox. */
export const WORKFLOWS_PATH = require.resolve('../workflows/all');

/** A worker that runs onboardings, deliveries of events and the rounds over the fleet, and what they have done. */
export function createOnboardingWorker(options: OnboardingWorkerOptions): Promise<Worker> {
  return Worker.create({
    connection: options.connection,
    namespace: options.namespace,
    taskQueue: ONBOARDING_TASK_QUEUE,
    workflowsPath: WORKFLOWS_PATH,
    activities: { ...options.activities },
    dataConverter,
    interceptors: { activity: [signsOfLife()] },
    shutdownGraceTime: SHUTDOWN_GRACE_TIME,
    // Where a day is a second, nobody must wait for ten of them.
    stickyQueueScheduleToStartTimeout: Math.min(STICKY_TIMEOUT_MS, options.dayMs),
    maxCachedWorkflows: options.maxCachedWorkflows ?? 500,
  });
}
