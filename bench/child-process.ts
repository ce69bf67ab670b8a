import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Ended } from '../src/start/ended';

/** A program of the bench, running as a process of its own and talking over a channel. */
export interface BenchProcess {
  readonly pid: number;
  /** Its first message. Rejects if it ends before. */
  readonly first: Promise<unknown>;
  onMessage(listener: (message: unknown) => void): void;
  /** Rejects if it ends without having been asked to. */
  readonly failed: Promise<never>;
  /** Ends it, and returns once it is gone. */
  stop(): Promise<void>;
}

/** Starts a TypeScript file; it ends by itself when its channel to us closes. */
export function startBenchProcess(
  script: string,
  environment: Readonly<Record<string, string>>,
  logFile: string,
): BenchProcess {
  const log = openSync(logFile, 'a', 0o600);
  const child = fork(script, {
    execArgv: ['--import', pathToFileURL(require.resolve('tsx')).href],
    stdio: ['ignore', log, log, 'ipc'],
    // Ctrl-C must reach the bench alone, which then ends the others in order.
    detached: true,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
  });
  closeSync(log);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${script} could not be started.`);
  let asked = false;
  const exited = once(child, 'exit');
  const failed = exited.then(() =>
    asked ? new Promise<never>(() => undefined) : Promise.reject(new Ended(`${script} has ended.`, logFile)),
  );
  failed.catch(() => undefined);
  const first = Promise.race([once(child, 'message').then(([message]: unknown[]) => message), failed]);
  first.catch(() => undefined);
  return {
    pid,
    first,
    failed,
    onMessage: (listener) => child.on('message', listener),
    async stop() {
      asked = true;
      child.kill('SIGTERM');
      await exited;
    },
  };
}
