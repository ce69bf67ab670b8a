import { join } from 'node:path';
import { startChild, type Child, type ChildOptions } from '../../src/start/child';
import type { DataFolder } from '../../src/start/data-folder';
import { startDevServer, type DevServer } from '../../src/temporal/dev-server';
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
  let child: Child | undefined;
  return {
    name,
    async start() {
      const { script, environment, folder, ready } = options;
      child = startChild({ name, script, environment, logFile: join(folder.logs, `${name}.log`), output: 'logged' });
      const { failed } = child;
      if (ready) await Promise.race([until(`${name} answers`, ready), failed]);
    },
    kill: () => kill(child?.identity),
    freeze: () => signal(child?.identity, 'SIGSTOP'),
    thaw: () => signal(child?.identity, 'SIGCONT'),
    async stop() {
      // A process that stands still hears nothing, not even that it should end.
      signal(child?.identity, 'SIGCONT');
      await child?.stop();
    },
  };
}

/** A Temporal dev server on a data file. */
export function temporalVictim(
  { binary, serverVersion }: FoundBinary,
  folder: DataFolder,
  port: number,
): Victim & { readonly address: string } {
  let server: DevServer | undefined;
  const identity = () => (server ? identifyProcess(server.pid) : undefined);
  return {
    name: 'temporal',
    address: `127.0.0.1:${port}`,
    async start() {
      server = await startDevServer({
        binary,
        serverVersion,
        databaseFile: folder.temporalData,
        port: { port, setting: 'the port of this test' },
        logFile: join(folder.logs, 'temporal.log'),
      });
    },
    kill: () => kill(identity()),
    freeze: () => signal(identity(), 'SIGSTOP'),
    thaw: () => signal(identity(), 'SIGCONT'),
    async stop() {
      signal(identity(), 'SIGCONT');
      await server?.stop();
    },
  };
}

async function kill(identity: ProcessIdentity | undefined): Promise<void> {
  if (!identity) return;
  signal(identity, 'SIGKILL');
  await until('the killed process is gone', () => !isAlive(identity));
}

function signal(identity: ProcessIdentity | undefined, name: NodeJS.Signals): void {
  if (identity && isAlive(identity)) process.kill(identity.pid, name);
}
