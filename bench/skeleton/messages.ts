import { defineSignal } from '@temporalio/workflow';

/** Names of the workflow types. */
export const SKELETON_WORKFLOW = 'skeleton';
export const EMPTY_WORKFLOW = 'fourEmptyActivities';
export const SKELETON_REMINDER_WORKFLOW = 'skeletonReminder';

/** What a skeleton of a reminder says when it is done. */
export const REMINDED = 'reminded';

export const go = defineSignal('go');

/** Of the skeletons, apart from the product's. */
export const SKELETON_TASK_QUEUE = 'bench-skeleton';

/** What the worker tells the load generator when a skeleton is about to wait. */
export interface SkeletonWaits {
  readonly workflowId: string;
  readonly stage: string;
}

export function isSkeletonWaits(message: unknown): message is SkeletonWaits {
  return typeof message === 'object' && message !== null && 'workflowId' in message;
}
