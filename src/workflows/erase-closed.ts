import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { ErasureActivities } from '../activities/erasure-activities';

const { eraseNext } = proxyActivities<ErasureActivities>({
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '1s', maximumInterval: '1 minute', maximumAttempts: 20 },
});

/** Batches of one run: a history of some hundred events. */
const BATCHES_OF_A_RUN = 40;

/** Erases every onboarding that was closed long enough ago, and returns how many these were. */
export async function eraseClosed(before = 0): Promise<number> {
  let erased = before;
  for (let batches = 0; batches < BATCHES_OF_A_RUN; batches += 1) {
    const batch = await eraseNext();
    erased += batch.erased;
    if (!batch.more) return erased;
  }
  return continueAsNew<typeof eraseClosed>(erased);
}
