/** Pure arithmetic over measured figures. Each throws a RangeError for an empty list. */

export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = sorted.length / 2;
  const upper = at(sorted, Math.floor(middle));
  return Number.isInteger(middle) ? (at(sorted, middle - 1) + upper) / 2 : upper;
}

/** The smallest value that at least `share` (0 to 1) of all values do not exceed (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = ascending(values);
  return at(sorted, Math.max(0, Math.ceil(share * sorted.length) - 1));
}

/** Two ways of doing the same, measured in turn; what matters is how they compare within each round. */
export interface Compared {
  /** Medians over the rounds, per second. */
  readonly ours: number;
  readonly theirs: number;
  /** Ours over theirs, round by round. */
  readonly ratios: readonly number[];
  readonly medianRatio: number;
}

/** @throws RangeError if the rounds do not pair up. */
export function compare(ours: readonly number[], theirs: readonly number[]): Compared {
  if (ours.length !== theirs.length) throw new RangeError('Every round must have measured both');
  const ratios = ours.map((value, round) => value / at(theirs, round));
  return { ours: median(ours), theirs: median(theirs), ratios, medianRatio: median(ratios) };
}

function ascending(values: readonly number[]): readonly number[] {
  return [...values].sort((a, b) => a - b);
}

function at(values: readonly number[], index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError('There is nothing to calculate with');
  return value;
}
