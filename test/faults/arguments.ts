import { parseArgs } from 'node:util';

export interface Arguments {
  /** Of the random phases; the same seed kills the same processes after the same pauses. */
  readonly seed: number;
  /** How long processes are killed at random. */
  readonly randomMs: number;
  /** Programmes whose names contain this. */
  readonly only: string;
  /** Takes the totals as JSON, under the names that Jest gives them. */
  readonly outputFile: string | undefined;
}

/** Throws a TypeError for what cannot be understood. */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      seconds: { type: 'string', default: '120' },
      only: { type: 'string', default: '' },
      outputFile: { type: 'string' },
    },
  });
  const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
  const seconds = Number(values.seconds);
  if (!Number.isInteger(seed) || !(seconds >= 0)) throw new TypeError('--seed and --seconds take numbers');
  return { seed, randomMs: seconds * 1_000, only: values.only, outputFile: values.outputFile };
}
