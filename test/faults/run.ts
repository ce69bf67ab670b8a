/**
 * `npm run test:faults [-- --seed=<number>] [--seconds=<of random kills>] [--only=<part of a programme's name>]
 * [--outputFile=<json>]`: what becomes of onboardings whose processes are killed with -9, whose answers are lost and whose
 * Amazon is disturbed. Real processes on the real pages; two worlds at a time, because most of it is waiting. Ends with 1
 * at the first onboarding that is not as it must be.
 */
import { writeFile } from 'node:fs/promises';
import { readArguments, type Arguments } from './arguments';
import { createChance } from './chance';
import { disturbAmazon, loseAmazon } from './disturbed-amazon';
import { killAtPoints } from './kills-at-points';
import { createOnboarding, type Onboarding } from './onboarding';
import { KILLED_ALONE, STANDS } from './points';
import { killAtRandom, killEverything } from './random-kills';
import { createReport, type Report } from './report';
import type { Pace } from '../../src/start/settings';
import { leaveWithoutWorker } from './worker-down';
import { SHORT_LIVES, SHORT_YEARS, liveTwoYears } from './short-years';
import { startFaultWorld, type FaultWorld } from './world';

/** Scenarios that share a world of their own. */
interface Programme {
  readonly name: string;
  readonly merchants: number;
  readonly pace?: Pace;
  /** Runs only if it is asked for by its name: `npm run test:faults:years`. */
  readonly byName?: true;
  run(world: FaultWorld, make: () => Onboarding, report: Report): Promise<void>;
}

const WORLDS_AT_A_TIME = 2;
const MERCHANTS_PER_WORLD = 40;
/** No machine begins random onboardings faster than this, one after the other. */
const FASTEST_ONBOARDING_MS = 300;

function programmes({ seed, randomMs }: Arguments): readonly Programme[] {
  return [
    ...KILLED_ALONE.map((victim) => ({
      name: `${victim} killed at every point`,
      merchants: MERCHANTS_PER_WORLD,
      async run(world: FaultWorld, make: () => Onboarding, report: Report) {
        for (const stand of STANDS) await killAtPoints(world, stand, victim, make, report);
      },
    })),
    {
      name: 'Amazon disturbed, worker away',
      merchants: MERCHANTS_PER_WORLD,
      async run(world, make, report) {
        await disturbAmazon(world, make, report);
        await loseAmazon(world, make, report);
        await leaveWithoutWorker(world, make, report);
      },
    },
    {
      name: 'everything killed at once',
      merchants: MERCHANTS_PER_WORLD,
      run: (world, make, report) => killEverything(world, make, createChance(seed), report),
    },
    {
      name: 'two short years',
      merchants: SHORT_LIVES,
      pace: SHORT_YEARS,
      byName: true,
      run: (world, make, report) => liveTwoYears(world, make, createChance(seed), report),
    },
    {
      name: 'random kills',
      merchants: MERCHANTS_PER_WORLD + Math.ceil(randomMs / FASTEST_ONBOARDING_MS),
      run: (world, make, report) => killAtRandom(world, make, createChance(seed), randomMs, report),
    },
  ];
}

/** Those that have begun to start and are not yet removed. */
const worlds = new Set<Promise<FaultWorld>>();

async function perform(programme: Programme, report: Report): Promise<void> {
  const starting = startFaultWorld(programme.pace);
  worlds.add(starting);
  const world = await starting;
  report.note(`begins: ${programme.name}`);
  const crowd = [...(await world.simulator.crowd(programme.merchants))];
  const make = () => {
    const merchant = crowd.pop();
    if (!merchant) throw new Error('There are not enough merchants in this world.');
    return createOnboarding(world, merchant);
  };
  try {
    await programme.run(world, make, report);
  } catch (error) {
    report.note(`Data and logs are kept in ${world.folder.path}`);
    throw error;
  }
  await world.stop(false);
  worlds.delete(starting);
}

async function stopEverything(): Promise<void> {
  const begun = await Promise.allSettled(worlds);
  const up = begun.flatMap((world) => (world.status === 'fulfilled' ? [world.value] : []));
  await Promise.all(up.map((world) => world.stop(true)));
}

async function main(): Promise<number> {
  const asked = readArguments(process.argv.slice(2));
  const report = createReport();
  report.note(`seed ${asked.seed}`);
  const left = programmes(asked).filter(
    ({ name, byName }) => name.includes(asked.only) && (!byName || asked.only !== ''),
  );
  const lane = async () => {
    for (let next = left.shift(); next; next = left.shift()) await perform(next, report);
  };
  let failed = false;
  try {
    await Promise.all(Array.from({ length: WORLDS_AT_A_TIME }, lane));
  } catch (error) {
    failed = true;
    process.stdout.write(`\n${describe(error)}\n`);
    await stopEverything();
  }
  const { totals } = report;
  const counted = { passed: totals.passed, failed: Math.max(totals.failed, failed ? 1 : 0) };
  process.stdout.write(`\n${counted.passed} passed, ${counted.failed} failed, seed ${asked.seed}\n`);
  if (asked.outputFile !== undefined) {
    const result = { numPassedTests: counted.passed, numFailedTests: counted.failed, numRuntimeErrorTestSuites: 0 };
    await writeFile(asked.outputFile, JSON.stringify(result));
  }
  return failed ? 1 : 0;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}\nbecause: ${describe(error.cause)}`;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stopEverything().finally(() => process.exit(130)));
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`${describe(error)}\n`);
    process.exit(1);
  },
);
