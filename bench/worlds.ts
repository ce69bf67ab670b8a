import type { Pace } from '../src/start/settings';
import { withProgress, type Progress } from '../src/temporal/progress';
import { createBenchHouse, type BenchHouse, type BenchWorld } from './world';

/** Makes the worlds that are measured in, one after the other. */
export interface BenchWorlds {
  /** Does `work` in a fresh world at this pace (undefined: years as they are), and ends the world. */
  inFresh<T>(pace: Pace | undefined, work: (world: BenchWorld) => Promise<T>): Promise<T>;
  /** Ends the world that there is. */
  stop(): Promise<void>;
}

export function createBenchWorlds(progress: Progress, profileFolder: string | undefined): BenchWorlds {
  let house: BenchHouse | undefined;
  return {
    async inFresh(pace, work) {
      const fresh = createBenchHouse(progress, profileFolder, pace);
      house = fresh;
      try {
        const world = await fresh.start();
        return await Promise.race([work(world), world.failed]);
      } finally {
        await withProgress(progress, 'Stopping', () => fresh.stop());
      }
    },
    stop: async () => house?.stop(),
  };
}
