import { join } from 'node:path';
import { startChild, type ChildOptions } from '../../src/start/child';
import type { DataFolder } from '../../src/start/data-folder';
import { startDevServer } from '../../src/temporal/dev-server';
import { identifyProcess, isAlive, type ProcessIdentity } from '../../src/temporal/process-identity';
import type { FoundBinary } from '../../src/temporal/server-finder';
import { until } from './until';

/** A process that is killed and started again, on the same ports and data. */
export interface Victim {
  readonly name: VictimName;
  /** Starts it; resolves once it can be asked, where that can be seen from outside. */
  start(): Promise<void>;
  /** `kill -9`; resolves once it is gone. */
  kill(): Promise<void>;
  /** Stops it in its tracks, everything open, until it is thawed or killed. */
  freeze(): void;
  thaw(): void;
  /** Ends it in good order. */
  stop(): Promise<void>;
}

export const VICTIM_NAMES = ['worker', 'api', 'temporal', 'simulator'] as const;
export type VictimName = (typeof VICTIM_NAMES)[number];

/** One of our own programs. `ready` looks whether it can be asked. */
export function programVictim(
  name: VictimName,
  options: Pick<ChildOptions, 'script' | 'environment'> & {
    readonly folder: DataFolder;
    readonly ready?: () => Promise<boolean>;
  },
): Victim {
  return victim(name, async () => {
    const { script, environment, folder, ready } = options;
    const child = startChild({
      name,
      script,
      environment,
      logFile: join(folder.logs, `${name}.log`),
      output: 'logged',
    });
    if (ready) await Promise.race([until(`${name} answers`, ready), child.failed]);
    return child;
  });
}

/** A Temporal dev server on a data file. */
export function temporalVictim({ binary, serverVersion }: FoundBinary, folder: DataFolder, port: number): Victim {
  return victim('temporal', async () => {
    const server = await startDevServer({
      binary,
      serverVersion,
      databaseFile: folder.temporalData,
      port: { port, setting: 'the port of this test' },
      logFile: join(folder.logs, 'temporal.log'),
    });
    return { identity: identifyProcess(server.pid), stop: () => server.stop() };
  });
}

interface Running {
  readonly identity: ProcessIdentity | undefined;
  stop(): Promise<void>;
}

function victim(name: VictimName, start: () => Promise<Running>): Victim {
  let running: Running | undefined;
  const send = (signal: NodeJS.Signals) => {
    const identity = running?.identity;
    if (identity && isAlive(identity)) process.kill(identity.pid, signal);
  };
  // Nobody stays behind, also not one that stands still, when this process ends in the middle.
  process.once('exit', () => send('SIGKILL'));
  return {
    name,
    async start() {
      running = await start();
    },
    async kill() {
      send('SIGKILL');
      const identity = running?.identity;
      if (identity) await until(`the killed ${name} is gone`, () => !isAlive(identity));
    },
    freeze: () => send('SIGSTOP'),
    thaw: () => send('SIGCONT'),
    async stop() {
      // A process that stands still hears nothing, not even that it should end.
      send('SIGCONT');
      await running?.stop();
    },
  };
}
