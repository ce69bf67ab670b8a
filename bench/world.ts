import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Client } from '@temporalio/client';
import type { Demo } from '../src/simulator/demo';
import { startChild } from '../src/start/child';
import { openDataFolder } from '../src/start/data-folder';
import { ensureKeys } from '../src/start/keys';
import { startProductProcess } from '../src/start/product-process';
import { readSettings, type Pace } from '../src/start/settings';
import { simulatorPace } from '../src/start/simulator-process';
import { prepareNamespace, startTemporal } from '../src/start/temporal-server';
import { createClient, lazyConnection } from '../src/temporal/connection';
import { withProgress, type Progress } from '../src/temporal/progress';
import { freePorts } from './free-ports';
import { startBenchProcess, type BenchProcess } from './child-process';

/** Everything that is measured, each a process of its own: Temporal, simulator, product, and what they are held against. */
export interface BenchWorld {
  /** Origin of the product. */
  readonly url: string;
  readonly apiKey: string;
  readonly demo: Demo;
  /** The registry's file. */
  readonly database: string;
  /** Which Temporal server it is, in words. */
  readonly temporal: string;
  readonly client: Client;
  readonly temporalAddress: string;
  readonly skeleton: BenchProcess;
  /** Address that answers nothing at once. */
  readonly emptyUrl: string;
  /** Address of the bare route; the id of an onboarding follows. */
  readonly bareUrl: string;
  /** Process ids by name, the bench itself among them. */
  readonly processes: Readonly<Record<string, number>>;
  /** Rejects if a part ends by itself. */
  readonly failed: Promise<never>;
}

export interface BenchHouse {
  start(): Promise<BenchWorld>;
  /** Ends everything that was begun and removes its data. */
  stop(): Promise<void>;
}

/** @param pace how fast years pass in it; by default as they do */
export function createBenchHouse(progress: Progress, profileFolder: string | undefined, pace?: Pace): BenchHouse {
  const endings: (() => Promise<unknown>)[] = [];
  return {
    async start() {
      const root = await mkdtemp(join(tmpdir(), 'evergrant-bench-'));
      endings.push(() => rm(root, { recursive: true, force: true }));
      const { EVERGRANT_CACHE_DIR, PATH, HOME } = process.env;
      const settings = {
        ...readSettings({ EVERGRANT_CACHE_DIR, PATH, HOME, EVERGRANT_DATA_DIR: root, LOG_LEVEL: 'info' }),
        ...(pace && { pace }),
      };
      const folder = await openDataFolder(settings.dataDir);
      const ports = await freePorts(folder.ports);
      const keys = await ensureKeys(folder.keys);
      const url = `http://localhost:${ports.product}`;

      const temporal = await startTemporal({
        settings,
        ports,
        dataFile: folder.temporalData,
        logFile: join(folder.logs, 'temporal.log'),
        progress,
      });
      endings.push(() => temporal.stop());
      await prepareNamespace(temporal.address, settings.temporalNamespace, progress);

      const simulator = startChild({
        name: 'The simulator',
        script: require.resolve('../src/simulator/main'),
        environment: {
          SIMULATOR_PORT: String(ports.simulator),
          SIMULATOR_SMTP_PORT: String(ports.smtp),
          SIMULATOR_DATA_DIR: folder.simulator,
          SIMULATOR_PRODUCT_BASE: url,
          ...(pace && simulatorPace(pace)),
          SIMULATOR_APP_LISTED: '1',
          SIMULATOR_SELLERS_BURST: '1000000',
        },
        logFile: join(folder.logs, 'simulator.log'),
        output: 'read',
      });
      endings.push(() => simulator.stop());
      await withProgress(progress, 'Starting the simulator', () =>
        Promise.race([simulator.firstLine, simulator.failed]),
      );
      const demo = JSON.parse(await readFile(join(folder.simulator, 'demo.json'), 'utf8')) as Demo;

      const product = await profiled(profileFolder, () =>
        startProductProcess({ settings, folder, ports, url, keys, temporalAddress: temporal.address, demo }),
      );
      endings.push(() => product.stop());
      await withProgress(progress, 'Starting the product', () => product.ready);

      const bare = startBenchProcess(
        require.resolve('./bare-server'),
        { DATABASE: folder.database },
        join(folder.logs, 'bare.log'),
      );
      endings.push(() => bare.stop());
      const { emptyUrl, bareUrl } = (await bare.first) as { emptyUrl: string; bareUrl: string };
      const skeleton = startBenchProcess(
        require.resolve('./skeleton/worker'),
        { TEMPORAL_ADDRESS: temporal.address, EMPTY_URL: emptyUrl },
        join(folder.logs, 'skeleton.log'),
      );
      endings.push(() => skeleton.stop());
      await withProgress(progress, 'Starting the skeleton', () => skeleton.first);

      const connection = lazyConnection({ address: temporal.address });
      endings.push(() => connection.close());
      const failed = Promise.race([temporal.failed, simulator.failed, product.failed, bare.failed, skeleton.failed]);
      failed.catch(() => undefined);
      return {
        url,
        apiKey: (await readFile(keys.EVERGRANT_API_KEY, 'utf8')).trim(),
        demo,
        database: folder.database,
        temporal: temporal.description,
        client: createClient(connection, settings.temporalNamespace),
        temporalAddress: temporal.address,
        skeleton,
        emptyUrl,
        bareUrl,
        processes: {
          temporal: temporal.identity?.pid ?? 0,
          product: product.identity.pid,
          simulator: simulator.identity.pid,
          skeleton: skeleton.pid,
          empty: bare.pid,
          bench: process.pid,
        },
        failed,
      };
    },

    async stop() {
      for (let end = endings.pop(); end; end = endings.pop()) await end();
    },
  };
}

/** A child inherits NODE_OPTIONS, so they hold the profiler only while the product is started. */
async function profiled<T>(folder: string | undefined, start: () => Promise<T>): Promise<T> {
  if (folder === undefined) return start();
  await mkdir(folder, { recursive: true });
  const before = process.env['NODE_OPTIONS'];
  process.env['NODE_OPTIONS'] = `--diagnostic-dir=${resolve(folder)} --require=${require.resolve('./profiler.cjs')}`;
  try {
    return await start();
  } finally {
    if (before === undefined) delete process.env['NODE_OPTIONS'];
    else process.env['NODE_OPTIONS'] = before;
  }
}
