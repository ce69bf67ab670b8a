import { cpuEach, cpuTimes, type CpuTimes } from './cpu';
import { percentile } from './statistics';
import type { BenchWorld } from './world';

/** How much comes due, evenly within what time. */
export interface DueTogether {
  readonly count: number;
  readonly dueWithinMs: number;
}

/** How what came due was done. */
export interface Drain {
  /** From the instant at which the first was due until the last was published. */
  readonly perSecond: number;
  /** Milliseconds after the instant at which it was due. */
  readonly lateness: { readonly p50: number; readonly p99: number };
  /** Processor milliseconds of each process for one. */
  readonly cpu: CpuTimes;
}

/** The instants at which they are due. */
export function dueInstants({ count, dueWithinMs }: DueTogether, from: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => Math.round(from + (n * dueWithinMs) / count));
}

/** Begins to look when the first is due; `end` is told when the last was published, and how late each was. */
export function watchDrain({ processes }: BenchWorld, firstDueAt: number) {
  const before = cpuTimes(processes);
  return {
    end(endedAt: number, lateness: readonly number[]): Drain {
      return {
        perSecond: lateness.length / ((endedAt - firstDueAt) / 1_000),
        lateness: { p50: percentile(lateness, 0.5), p99: percentile(lateness, 0.99) },
        cpu: cpuEach(before, cpuTimes(processes), lateness.length),
      };
    },
  };
}
