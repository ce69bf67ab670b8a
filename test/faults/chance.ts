/** Chance that repeats itself: the same seed, the same numbers. */
export interface Chance {
  /** From `least` up to, and not including, `most`. */
  between(least: number, most: number): number;
  pick<T>(from: readonly T[]): T;
}

/** @param seed any whole number */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  /** Mulberry32: 0 up to, and not including, 1. */
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    between: (least, most) => least + next() * (most - least),
    pick: (from) => from[Math.floor(next() * from.length)]!,
  };
}
