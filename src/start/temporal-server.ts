import { setTimeout as delay } from 'node:timers/promises';
import { startDevServer } from '../temporal/dev-server';
import { lazyConnection } from '../temporal/connection';
import { identifyProcess, isAlive, type ProcessIdentity } from '../temporal/process-identity';
import { withProgress, type Progress } from '../temporal/progress';
import { registerSearchAttributes } from '../temporal/register-search-attributes';
import { findServer } from '../temporal/server-finder';
import { Ended } from './ended';
import { portSetting, type Ports } from './ports';
import type { Settings } from './settings';

/** The Temporal server that is used. */
export interface TemporalServer {
  readonly address: string;
  /** Undefined for a server that is not ours. */
  readonly uiUrl: string | undefined;
  /** Which one it is, in words. */
  readonly description: string;
  /** Its process, if it is ours. */
  readonly identity: ProcessIdentity | undefined;
  /** Rejects with `Ended` if our server ends without having been asked to. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

export interface TemporalOptions {
  readonly settings: Settings;
  readonly ports: Ports;
  readonly dataFile: string;
  readonly logFile: string;
  readonly progress: Progress;
}

const LOOK_EVERY_MS = 500;

/** The server given in TEMPORAL_ADDRESS, or a dev server of our own. Throws what finder and dev server throw. */
export async function startTemporal(options: TemporalOptions): Promise<TemporalServer> {
  const { settings, ports, dataFile, logFile, progress } = options;
  const { searchPath, cacheFolder } = settings;
  const found = await findServer(settings.temporalAddress, { searchPath, cacheFolder, progress });
  if (found.kind === 'address') {
    const { address, description } = found;
    const failed = new Promise<never>(() => undefined);
    return { address, description, uiUrl: undefined, identity: undefined, failed, stop: () => Promise.resolve() };
  }

  const { binary, serverVersion } = found;
  const server = await startDevServer({
    binary,
    serverVersion,
    databaseFile: dataFile,
    port: portSetting(ports, 'temporal'),
    uiPort: portSetting(ports, 'temporalUi'),
    logFile,
    progress,
  });
  const identity = identifyProcess(server.pid);
  const watched = new AbortController();
  return {
    address: server.address,
    uiUrl: server.uiAddress,
    description: found.description,
    identity,
    failed: whenGone(identity, logFile, watched.signal),
    stop: () => {
      watched.abort();
      return server.stop();
    },
  };
}

/** Makes the server ready for our workflows. Throws if it does not answer or refuses. */
export async function prepareNamespace(address: string, namespace: string, progress: Progress): Promise<void> {
  const connection = lazyConnection({ address });
  try {
    await withProgress(progress, 'Registering search attributes', () =>
      registerSearchAttributes(connection, namespace),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown reason';
    throw new Error(`Cannot use the Temporal server at ${address}: ${reason}`, { cause: error });
  } finally {
    await connection.close();
  }
}

/** A server that was taken over is nobody's child: it is looked at now and then. */
function whenGone(identity: ProcessIdentity | undefined, logFile: string, signal: AbortSignal): Promise<never> {
  const watching = (async () => {
    while (identity && isAlive(identity)) await delay(LOOK_EVERY_MS, undefined, { signal });
    signal.throwIfAborted();
    throw new Ended('The Temporal server has ended.', logFile);
  })();
  const failed = watching.catch((error: unknown) => {
    if (signal.aborted) return new Promise<never>(() => undefined);
    throw error;
  });
  failed.catch(() => undefined);
  return failed;
}
