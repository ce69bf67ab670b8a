import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Demo } from '../simulator/demo';
import { startChild, type Child } from './child';
import type { DataFolder } from './data-folder';
import type { Ports } from './ports';

export interface SimulatorProcess extends Child {
  /** Its addresses and the merchants that it knows, secrets included. Rejects with `Ended` if it does not come up. */
  readonly ready: Promise<Demo>;
}

/** Starts the simulator of Amazon, Commerce and a mailbox. */
export function startSimulatorProcess(folder: DataFolder, ports: Ports, productUrl: string): SimulatorProcess {
  const child = startChild({
    name: 'The simulator',
    script: require.resolve('../simulator/main'),
    environment: {
      SIMULATOR_PORT: String(ports.simulator),
      SIMULATOR_SMTP_PORT: String(ports.smtp),
      SIMULATOR_BOUNCE_PORT: String(ports.bounces),
      SIMULATOR_DATA_DIR: folder.simulator,
      SIMULATOR_PRODUCT_BASE: productUrl,
    },
    logFile: join(folder.logs, 'simulator.log'),
    output: 'read',
  });
  const ready = Promise.race([child.firstLine, child.failed]).then(() => readDemo(folder.simulator));
  ready.catch(() => undefined);
  return { ...child, ready };
}

async function readDemo(dataDir: string): Promise<Demo> {
  return JSON.parse(await readFile(join(dataDir, 'demo.json'), 'utf8')) as Demo;
}
