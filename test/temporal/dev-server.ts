import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultCacheFolder } from '../../src/temporal/cli-cache';
import { type DevServer, startDevServer } from '../../src/temporal/dev-server';
import { PortTaken } from '../../src/temporal/port';
import { findBinary, type FoundBinary } from '../../src/temporal/server-finder';

export interface TestServer extends DevServer {
  /** Holds data and log; removed by `stop()`. */
  readonly folder: string;
  readonly logFile: string;
}

/** The CLI that tests run; the first call on a machine may fetch or build it. */
export function testBinary(): Promise<FoundBinary> {
  found ??= findBinary({
    searchPath: process.env['PATH'] ?? '',
    cacheFolder: defaultCacheFolder(process.env['EVERGRANT_CACHE_DIR']),
    progress: (text) => process.stderr.write(`${text}\n`),
  });
  return found;
}

let found: Promise<FoundBinary> | undefined;

/** Starts a dev server for a test file: free port, data in a temporary folder (or in memory). Stop it in `afterAll`. */
export async function startTestServer(storage: 'file' | 'memory' = 'memory'): Promise<TestServer> {
  const { binary, serverVersion } = await testBinary();
  const folder = await mkdtemp(join(tmpdir(), 'evergrant-temporal-'));
  const logFile = join(folder, 'temporal.log');
  const data = storage === 'file' ? { databaseFile: join(folder, 'temporal.db') } : {};
  const server = await onAFreePort((port) =>
    startDevServer({ binary, serverVersion, ...data, logFile, port: { port, setting: 'the port of this test' } }),
  );
  // A test run that ends without `afterAll` must not leave a server behind.
  const endWithProcess = () => process.kill(server.pid, 'SIGKILL');
  process.once('exit', endWithProcess);
  return {
    ...server,
    folder,
    logFile,
    stop: async () => {
      process.off('exit', endWithProcess);
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Between finding a free port and using it another test may have taken it. */
async function onAFreePort<T>(use: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await use(await freePort());
    } catch (error) {
      if (!(error instanceof PortTaken) || attempt === 5) throw error;
    }
  }
}
