import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Demo } from '../simulator/demo';
import { startChild, type Child } from './child';
import type { DataFolder } from './data-folder';
import type { Ports } from './ports';
import type { Pace } from './settings';

export interface SimulatorProcess extends Child {
  /** Its addresses and the merchants that it knows, secrets included. Rejects with `Ended` if it does not come up. */
  readonly ready: Promise<Demo>;
}

/** Starts the simulator of Amazon, Commerce and a mailbox. */
export function startSimulatorProcess(
  folder: DataFolder,
  ports: Ports,
  productUrl: string,
  pace: Pace | undefined,
): SimulatorProcess {
  const child = startChild({
    name: 'The simulator',
    script: require.resolve('../simulator/main'),
    environment: {
      SIMULATOR_PORT: String(ports.simulator),
      SIMULATOR_SMTP_PORT: String(ports.smtp),
      SIMULATOR_BOUNCE_PORT: String(ports.bounces),
      SIMULATOR_DATA_DIR: folder.simulator,
      SIMULATOR_PRODUCT_BASE: productUrl,
      ...(pace && simulatorPace(pace)),
    },
    logFile: join(folder.logs, 'simulator.log'),
    output: 'read',
  });
  const ready = Promise.race([child.firstLine, child.failed]).then(() => readDemo(folder.simulator));
  ready.catch(() => undefined);
  return { ...child, ready };
}

/** Settings of a simulator at this pace. Amazon's limits on one seller's calls are for days of their usual length. */
export function simulatorPace({ dayMs, policy }: Pace): Readonly<Record<string, string>> {
  return {
    SIMULATOR_DAY_MS: String(dayMs),
    SIMULATOR_GRANT_DAYS: String(policy.grantDays),
    SIMULATOR_APP_LISTED: '1',
    SIMULATOR_SELLERS_BURST: '10000',
  };
}

async function readDemo(dataDir: string): Promise<Demo> {
  return JSON.parse(await readFile(join(dataDir, 'demo.json'), 'utf8')) as Demo;
}
