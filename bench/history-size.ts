import { onboardingWorkflowId } from '../src/temporal/ids';
import { runsOf, type RunFigures } from './history';
import { createOnboardings, newMerchants } from './onboardings';
import { watchRegistry } from './registry-watch';
import type { BenchWorld } from './world';

/** (b) What an onboarding leaves at Temporal. */
export interface HistorySize {
  /** Up to the first continue-as-new. */
  readonly first: RunFigures;
  /** Of the run that sleeps towards the first reminder. */
  readonly asleep: RunFigures;
}

const LOOK_EVERY_MS = 10;

export async function measureHistorySize(world: BenchWorld): Promise<HistorySize> {
  const watch = watchRegistry(world.database, LOOK_EVERY_MS);
  try {
    const [merchant] = await newMerchants(world, 1);
    if (!merchant) throw new Error('The simulator made no merchant.');
    await createOnboardings(world, watch).complete(merchant);
    const [first, asleep] = await runsOf(world.client, onboardingWorkflowId(merchant.name));
    if (!first || !asleep) throw new Error('A connected onboarding has two runs.');
    return { first, asleep };
  } finally {
    watch.close();
  }
}
