import { join } from 'node:path';
import type { Demo } from '../simulator/demo';
import type { ProcessIdentity } from '../temporal/process-identity';
import { withProgress, type Progress } from '../temporal/progress';
import { openDataFolder, type DataFolder } from './data-folder';
import { ensureKeys, type KeyName } from './keys';
import { noteChildren, occupy, vacate } from './occupancy';
import { settlePorts } from './ports';
import { startProductProcess } from './product-process';
import type { Settings } from './settings';
import { startSimulatorProcess } from './simulator-process';
import { prepareNamespace, startTemporal, type TemporalServer } from './temporal-server';

/** Temporal, simulator and product, running. */
export interface RunningWorld {
  readonly folder: DataFolder;
  readonly keys: Readonly<Record<KeyName, string>>;
  /** Origin of the product. */
  readonly url: string;
  readonly temporal: TemporalServer;
  readonly namespace: string;
  readonly demo: Demo;
  /** Rejects with `Ended` if a part ends by itself. */
  readonly failed: Promise<never>;
}

/** Everything of one data folder, before, while and after it runs. */
export interface World {
  /** Throws if a part does not come up; what was begun is then still to be stopped. */
  start(): Promise<RunningWorld>;
  /** Ends what was begun, product first and Temporal last. Returns once all of it is gone. */
  stop(): Promise<void>;
  /** Ends it without asking. The next start puts up with that. */
  kill(): void;
}

/** The world was stopped while it started. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

interface Part {
  readonly identity: ProcessIdentity | undefined;
  stop(): Promise<void>;
}

export function createWorld(settings: Settings, report: Progress): World {
  const begun: Part[] = [];
  const endings: (() => Promise<unknown>)[] = [];
  let stopping = false;
  const progress: Progress = (line) => {
    if (!stopping) report(line);
  };

  return {
    async start() {
      const folder = await openDataFolder(settings.dataDir);
      await occupy(folder.running, settings.dataDir);
      endings.push(() => vacate(folder.running));
      const ports = await settlePorts(folder.ports, settings.ports);
      const keys = await ensureKeys(folder.keys);
      const url = `http://localhost:${String(ports.product)}`;

      const temporal = await startTemporal({
        settings,
        ports,
        dataFile: folder.temporalData,
        logFile: join(folder.logs, 'temporal.log'),
        progress,
      });
      hold(temporal);
      await prepareNamespace(temporal.address, settings.temporalNamespace, progress);
      refuseIfStopping();

      const simulator = startSimulatorProcess(folder, ports, url, settings.pace);
      hold(simulator);
      await noteChildren(folder.running, [simulator.identity]);
      const demo = await withProgress(progress, 'Starting the simulator', () => simulator.ready);
      refuseIfStopping();

      const product = await startProductProcess({
        settings,
        folder,
        ports,
        url,
        keys,
        temporalAddress: temporal.address,
        demo,
      });
      hold(product);
      await noteChildren(folder.running, [simulator.identity, product.identity]);
      await withProgress(progress, 'Starting the product', () => product.ready);
      const failed = Promise.race([temporal.failed, simulator.failed, product.failed]);
      failed.catch(() => undefined);
      return { folder, keys, url, temporal, namespace: settings.temporalNamespace, demo, failed };
    },

    async stop() {
      stopping = true;
      for (let end = endings.pop(); end; end = endings.pop()) await end();
    },

    kill() {
      for (const { identity } of begun) if (identity) killAtOnce(identity);
    },
  };

  function hold(part: Part): void {
    begun.push(part);
    endings.push(() => part.stop());
  }

  function refuseIfStopping(): void {
    if (stopping) throw new Stopped('It was stopped while it started.');
  }
}

function killAtOnce({ pid }: ProcessIdentity): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
