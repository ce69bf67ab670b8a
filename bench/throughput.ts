import { onboardingWorkflowId } from '../src/temporal/ids';
import { withProgress, type Progress } from '../src/temporal/progress';
import type { BenchArguments } from './arguments';
import { cpuEach, cpuTimes, type CpuTimes } from './cpu';
import { firstDifference, runsOf } from './history';
import { perSecond } from './in-flight';
import { createOnboardings, newMerchants } from './onboardings';
import { watchRegistry } from './registry-watch';
import { createSkeletons } from './skeletons';
import { compare, type Compared } from './statistics';
import type { BenchWorld } from './world';

/** (a) Complete onboardings per second, against the same commands doing nothing, and against four empty activities. */
export interface Throughput {
  readonly skeleton: Compared;
  readonly empty: Compared;
  /** Processor milliseconds of each process for one onboarding and one skeleton, over all rounds. */
  readonly cpu: { readonly ours: CpuTimes; readonly skeleton: CpuTimes };
}

/** Little beside the seconds that each of fifty takes, so that looking takes nothing away from what is looked at. */
const LOOK_EVERY_MS = 40;
const WAYS = ['ours', 'skeleton', 'empty'] as const;
type Way = (typeof WAYS)[number];

/** @throws Error if the skeleton's commands are no longer those of an onboarding */
export async function measureThroughput(
  world: BenchWorld,
  { rounds, perRound, inFlight }: BenchArguments,
  progress: Progress,
): Promise<Throughput> {
  const watch = watchRegistry(world.database, LOOK_EVERY_MS);
  const onboardings = createOnboardings(world, watch);
  const skeletons = createSkeletons(world);
  const figures: Record<Way, number[]> = { ours: [], skeleton: [], empty: [] };
  const cpu: Record<Way, CpuTimes[]> = { ours: [], skeleton: [], empty: [] };

  try {
    await withProgress(progress, '(a) comparing the commands', refuseDrift);
    for (const way of WAYS) await withProgress(progress, `(a) warming up: ${way}`, () => measure(way, inFlight));
    for (let round = 1; round <= rounds; round += 1) {
      // Every other round the other way round, so that a machine that slows down or speeds up favours nobody.
      for (const way of round % 2 === 1 ? WAYS : [...WAYS].reverse()) {
        const before = cpuTimes(world.processes);
        const what = `(a) round ${round} of ${rounds}: ${way}`;
        figures[way].push(await withProgress(progress, what, () => measure(way, perRound)));
        cpu[way].push(cpuEach(before, cpuTimes(world.processes), perRound));
      }
      const [ours, skeleton, empty] = WAYS.map((way) => figures[way].at(-1)?.toFixed(1));
      progress(
        `(a) round ${round} of ${rounds}: ${ours} onboardings, ${skeleton} skeletons, ${empty} empty per second`,
      );
    }
  } finally {
    watch.close();
  }
  return {
    skeleton: compare(figures.ours, figures.skeleton),
    empty: compare(figures.ours, figures.empty),
    cpu: { ours: mean(cpu.ours), skeleton: mean(cpu.skeleton) },
  };

  async function measure(way: Way, count: number): Promise<number> {
    switch (way) {
      case 'ours':
        return perSecond(await newMerchants(world, count), inFlight, (merchant) => onboardings.complete(merchant));
      case 'skeleton':
        return perSecond(times(count), inFlight, () => skeletons.complete());
      case 'empty':
        return perSecond(times(count), inFlight, () => skeletons.completeEmpty());
    }
  }

  async function refuseDrift(): Promise<void> {
    const [merchant] = await newMerchants(world, 1);
    if (!merchant) throw new Error('The simulator made no merchant.');
    await onboardings.complete(merchant);
    const ours = await commandsOfAllRuns(onboardingWorkflowId(merchant.name));
    const theirs = await commandsOfAllRuns(await skeletons.complete());
    const difference = firstDifference(ours, theirs);
    if (difference !== undefined) {
      throw new Error(`The skeleton no longer does what an onboarding does: ${difference}. Mend bench/skeleton.`);
    }
  }

  async function commandsOfAllRuns(workflowId: string): Promise<readonly string[]> {
    return (await runsOf(world.client, workflowId)).flatMap(({ commands }) => commands);
  }
}

function times(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function mean(rounds: readonly CpuTimes[]): CpuTimes {
  const names = Object.keys(rounds[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [name, Math.round(rounds.reduce((sum, round) => sum + (round[name] ?? 0), 0) / rounds.length)]),
  );
}
