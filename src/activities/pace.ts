import { setTimeout as sleep } from 'node:timers/promises';

export interface Pace {
  /** Items worked on at the same time. */
  readonly atOnce: number;
  /** Items begun in a second, at most. */
  readonly perSecond: number;
}

/** Works through the items at a pace, in order; `work` says with `stop` that none is to be begun any more. */
export async function atPace<T>(
  items: readonly T[],
  { atOnce, perSecond }: Pace,
  work: (item: T) => Promise<'go_on' | 'stop'>,
): Promise<void> {
  const left = items.values();
  let stopped = false;
  let nextAt = performance.now();
  const worker = async () => {
    for (const item of left) {
      const waitMs = nextAt - performance.now();
      nextAt = Math.max(nextAt, performance.now()) + 1_000 / perSecond;
      if (waitMs > 0) await sleep(waitMs);
      if (stopped) return;
      if ((await work(item)) === 'stop') stopped = true;
      if (stopped) return;
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
