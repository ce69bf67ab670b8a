import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Demo } from '../../src/simulator/demo';
import { openDataFolder, type DataFolder } from '../../src/start/data-folder';
import { ensureKeys } from '../../src/start/keys';
import { createProductApi, type ProductApi } from '../../src/start/product-api';
import { productEnvironment } from '../../src/start/product-process';
import { readSettings, type Pace } from '../../src/start/settings';
import { simulatorPace } from '../../src/start/simulator-process';
import { prepareNamespace } from '../../src/start/temporal-server';
import { testBinary } from '../temporal/dev-server';
import { lastingPort } from './lasting-port';
import { programVictim, temporalVictim, type Victim, type VictimName } from './processes';
import { openProcessView, type ProcessView } from './process-view';
import { openRegistryView, type RegistryView } from './registry-view';
import { createSimulatorOrders, type SimulatorOrders } from './simulator-orders';
import { until } from './until';

/** Temporal on a data file, the simulator, the API and the worker, each a process that can be killed. */
export interface FaultWorld {
  readonly folder: DataFolder;
  readonly url: string;
  readonly demo: Demo;
  readonly api: ProductApi;
  readonly registry: RegistryView;
  readonly process: ProcessView;
  readonly simulator: SimulatorOrders;
  readonly victims: Readonly<Record<VictimName, Victim>>;
  /** How many processes have been killed so far. */
  readonly kills: number;
  /** `kill -9`, all at the same time. */
  kill(names: readonly VictimName[]): Promise<void>;
  /** Starts them again, in the order in which a machine would. */
  revive(names: readonly VictimName[]): Promise<void>;
  /** Moves the clock that product and simulator share. */
  advance(ms: number): Promise<void>;
  /** Ends everything; `keep` leaves the data where they are. */
  stop(keep: boolean): Promise<void>;
}

const ORDER_OF_BIRTH: readonly VictimName[] = ['temporal', 'simulator', 'api', 'worker'];

/** `pace`: with years that are shorter than Amazon's. */
export async function startFaultWorld(pace?: Pace): Promise<FaultWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'evergrant-faults-'));
  const settings = {
    ...readSettings({ PATH: process.env['PATH'], EVERGRANT_DATA_DIR: dataDir }),
    ...(pace && { pace }),
  };
  const folder = await openDataFolder(dataDir);
  const ports = {
    product: await lastingPort(),
    simulator: await lastingPort(),
    smtp: await lastingPort(),
    bounces: await lastingPort(),
    temporal: await lastingPort(),
    temporalUi: await lastingPort(),
  };
  const keys = await ensureKeys(folder.keys);
  const url = `http://localhost:${ports.product}`;
  const clockFile = join(folder.path, 'clock');
  let aheadMs = 0;
  let kills = 0;
  await writeFile(clockFile, '0');

  const temporalAddress = `127.0.0.1:${ports.temporal}`;
  const temporal = temporalVictim(await testBinary(), folder, ports.temporal);
  const readDemo = async () => JSON.parse(await readFile(join(folder.simulator, 'demo.json'), 'utf8')) as Demo;
  const simulator = programVictim('simulator', {
    folder,
    script: require.resolve('../../src/simulator/main'),
    environment: {
      SIMULATOR_PORT: String(ports.simulator),
      SIMULATOR_SMTP_PORT: String(ports.smtp),
      SIMULATOR_DATA_DIR: folder.simulator,
      SIMULATOR_PRODUCT_BASE: url,
      SIMULATOR_APP_LISTED: '1',
      EVERGRANT_CLOCK_FILE: clockFile,
      ...(pace && simulatorPace(pace)),
    },
    ready: () => answers(`http://127.0.0.1:${ports.simulator}/control/faults`),
  });
  const begun: Victim[] = [];
  const begin = async (victim: Victim) => {
    begun.push(victim);
    await victim.start();
  };
  const end = async (keep: boolean) => {
    for (const victim of begun.reverse()) await victim.stop();
    if (!keep) await rm(dataDir, { recursive: true, force: true });
  };

  try {
    await begin(temporal);
    await prepareNamespace(temporalAddress, settings.temporalNamespace, () => undefined);
    await begin(simulator);
    const demo = await until('the simulator tells who is there', readDemo);
    const environment = await productEnvironment({
      settings,
      folder,
      ports,
      url,
      keys,
      temporalAddress,
      demo,
    });
    const role = (name: 'api' | 'worker', ready?: () => Promise<boolean>) =>
      programVictim(name, {
        folder,
        script: require.resolve('../../src/main'),
        environment: { ...environment, EVERGRANT_ROLES: name, EVERGRANT_CLOCK_FILE: clockFile },
        ...(ready ? { ready } : {}),
      });
    const api = role('api', () => answers(`${url}/healthz`));
    const worker = role('worker');
    await begin(api);
    await begin(worker);
    const victims = { temporal, simulator, api, worker };
    const registry = openRegistryView(folder.database);
    const processView = openProcessView(temporalAddress, settings.temporalNamespace);
    return {
      folder,
      url,
      demo,
      api: createProductApi(url, (await readFile(keys.EVERGRANT_API_KEY, 'utf8')).trim()),
      registry,
      process: processView,
      simulator: createSimulatorOrders(demo.addresses),
      victims,
      get kills() {
        return kills;
      },
      async kill(names) {
        kills += names.length;
        await Promise.all(names.map((name) => victims[name].kill()));
      },
      async revive(names) {
        for (const name of ORDER_OF_BIRTH) if (names.includes(name)) await victims[name].start();
      },
      async advance(ms) {
        aheadMs += ms;
        await writeFile(clockFile, String(aheadMs));
      },
      async stop(keep) {
        // After a failure others may still be looking: their views end with this process.
        if (!keep) await Promise.all([registry.close(), processView.close()]);
        await end(keep);
      },
    };
  } catch (error) {
    await end(true);
    throw error;
  }
}

async function answers(url: string): Promise<boolean> {
  return (await fetch(url)).ok;
}
