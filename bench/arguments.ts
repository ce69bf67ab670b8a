import { Command, InvalidArgumentError } from 'commander';

export const MEASUREMENTS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;
export type Measurement = (typeof MEASUREMENTS)[number];

/** What the bench was asked for. */
export interface BenchArguments {
  readonly only: readonly Measurement[];
  readonly rounds: number;
  readonly inFlight: number;
  /** Onboardings of one round of (a). */
  readonly perRound: number;
  /** Consents of (c). */
  readonly consents: number;
  /** Length of one round of (d). */
  readonly seconds: number;
  /** Grants of (e). */
  readonly grants: number;
  /** Rounds of (e). */
  readonly sweeps: number;
  /** Onboardings in the registry of (f). */
  readonly onboardings: number;
  /** Reminders of (h). */
  readonly reminders: number;
  /** Where the figures are written as JSON; by default a file of its own under `.evergrant/bench`. */
  readonly json: string | undefined;
  /** Folder that takes a CPU profile of the product. */
  readonly profile: string | undefined;
}

/** Prints what is wrong and ends the process with code 1 if the arguments cannot be used. */
export function readArguments(args: readonly string[]): BenchArguments {
  const command = new Command('npm run bench --')
    .description('Measures the product against the simulator on this machine; docs/measurements.md says what and how.')
    .option('--only <list>', `which measurements: ${MEASUREMENTS.join(',')}`, measurements, MEASUREMENTS)
    .option('--rounds <n>', 'interleaved rounds of (a), (d) and (f)', count, 7)
    .option('--in-flight <n>', 'onboardings at the same time', count, 50)
    .option('--per-round <n>', 'onboardings of one round of (a)', count, 150)
    .option('--consents <n>', 'consents of (c)', count, 60)
    .option('--seconds <n>', 'length of one round of (d)', count, 4)
    .option('--grants <n>', 'grants of (e)', count, 1_000)
    .option('--sweeps <n>', 'rounds of (e)', count, 3)
    .option('--onboardings <n>', 'onboardings in the registry of (f)', count, 100_000)
    .option('--reminders <n>', 'reminders of (h) that are due within a minute', count, 2_000)
    .option('--json <file>', 'where to write the figures (default: .evergrant/bench/<time>.json)')
    .option('--profile <folder>', 'write a CPU profile of the product there')
    .allowExcessArguments(false);
  return command.parse([...args], { from: 'user' }).opts<BenchArguments>();
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return value;
}

function measurements(text: string): readonly Measurement[] {
  const asked = text.split(',');
  const unknown = asked.filter((one) => !isMeasurement(one));
  if (unknown.length > 0) throw new InvalidArgumentError(`There is no ${unknown.join(', ')}.`);
  return MEASUREMENTS.filter((one) => asked.includes(one));
}

function isMeasurement(text: string): text is Measurement {
  return (MEASUREMENTS as readonly string[]).includes(text);
}
