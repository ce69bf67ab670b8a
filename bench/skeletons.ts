import { randomUUID } from 'node:crypto';
import { TypedSearchAttributes } from '@temporalio/common';
import { MARKETPLACES, MERCHANT_ID } from '../src/workflows/search-attributes';
import { EMPTY_WORKFLOW, go, isSkeletonWaits, SKELETON_TASK_QUEUE, SKELETON_WORKFLOW } from './skeleton/messages';
import type { BenchWorld } from './world';

/** Starts and signals skeletons, as the product's relay does with onboardings. */
export interface Skeletons {
  /** Returns the workflow's id once it sleeps. */
  complete(): Promise<string>;
  /** Four empty activities and a signal. */
  completeEmpty(): Promise<void>;
}

const GIVE_UP_MS = 120_000;

export function createSkeletons({ client, skeleton, emptyUrl }: BenchWorld): Skeletons {
  const expected = new Map<string, () => void>();
  skeleton.onMessage((message) => {
    if (isSkeletonWaits(message)) expected.get(keyOf(message.workflowId, message.stage))?.();
  });

  async function until(workflowId: string, stage: string): Promise<void> {
    const key = keyOf(workflowId, stage);
    await new Promise<void>((resolve, reject) => {
      const giveUp = setTimeout(() => reject(new Error(`A skeleton does not come to ${stage}.`)), GIVE_UP_MS);
      expected.set(key, () => {
        clearTimeout(giveUp);
        resolve();
      });
    });
    expected.delete(key);
  }

  return {
    async complete() {
      const merchant = randomUUID();
      const workflowId = `skeleton/${merchant}`;
      const [waits, sleeps] = [until(workflowId, 'awaiting_consent'), until(workflowId, 'connected')];
      const handle = await client.workflow.start(SKELETON_WORKFLOW, {
        workflowId,
        taskQueue: SKELETON_TASK_QUEUE,
        args: [merchant, false],
        typedSearchAttributes: new TypedSearchAttributes([
          { key: MERCHANT_ID, value: merchant },
          { key: MARKETPLACES, value: ['US'] },
        ]),
      });
      await waits;
      // Stands for the exchange of the code.
      await (await fetch(emptyUrl)).arrayBuffer();
      await handle.signal(go);
      await sleeps;
      return workflowId;
    },

    async completeEmpty() {
      const handle = await client.workflow.start(EMPTY_WORKFLOW, {
        workflowId: `empty/${randomUUID()}`,
        taskQueue: SKELETON_TASK_QUEUE,
      });
      await handle.signal(go);
      await handle.result();
    },
  };
}

function keyOf(workflowId: string, stage: string): string {
  return `${workflowId} ${stage}`;
}
