import { randomInt } from 'node:crypto';

/**
 * How the fuzzing is set: `FUZZ_RUNS` values for each property (30), begun with `FUZZ_SEED` (always the same one; `new` for
 * another one in each run).
 */
export const RUNS = wholeNumber('FUZZ_RUNS', 30);
export const SEED = process.env['FUZZ_SEED'] === 'new' ? randomInt(2 ** 31) : wholeNumber('FUZZ_SEED', 20_261_121);

/** For one test at many runs, on a busy machine. */
export const BUDGET_MS = 10 * 60_000;

/** For fast-check, which prints the seed with what it finds: the same seed finds it again. */
export const SETTING = { seed: SEED, numRuns: RUNS, endOnFailure: true } as const;

function wholeNumber(name: string, otherwise: number): number {
  const given = process.env[name];
  if (given === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(given)) throw new Error(`${name} is a whole number`);
  return Number(given);
}
