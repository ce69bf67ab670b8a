import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readServerRecord } from '../../src/temporal/server-record';
import { identifyProcess, isAlive, type ProcessIdentity } from '../../src/temporal/process-identity';

/** `npm start`, or a program like it, as a process of its own. */
export interface StartProcess {
  readonly child: ChildProcess;
  /** Everything on the screen so far. */
  screen(): string;
  /** Resolves once the last line of the screen is there; rejects if it ends before. */
  readonly ready: Promise<string>;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  signal(signal: NodeJS.Signals): void;
}

export function runStart(
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  program = 'src/start.ts',
): StartProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const ended = (once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>).then(
    ([code, signal]) => code ?? signal ?? 'SIGKILL',
  );
  const ready = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.includes('Ctrl-C stops everything')) resolve(text);
      });
    }
    void ended.then((how) => reject(new Error(`It ended (${how}):\n${text}`)));
  });
  ready.catch(() => undefined);
  return { child, screen: () => text, ready, ended, signal: (signal) => child.kill(signal) };
}

/** The processes that belong to a data folder now: simulator and product, and the Temporal server. */
export async function processesOf(dataDir: string): Promise<{
  readonly children: readonly ProcessIdentity[];
  readonly temporal: ProcessIdentity | undefined;
}> {
  const { children } = JSON.parse(await readFile(join(dataDir, 'running.json'), 'utf8')) as {
    children: ProcessIdentity[];
  };
  return { children, temporal: readServerRecord(join(dataDir, 'temporal.db'))?.running?.server };
}

/** Resolves once none of these lives. */
export async function untilGone(processes: readonly ProcessIdentity[]): Promise<void> {
  while (processes.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 50));
}

export function kill(processes: readonly (ProcessIdentity | undefined)[]): void {
  for (const one of processes) {
    if (one && identifyProcess(one.pid)?.startedAt === one.startedAt) process.kill(one.pid, 'SIGKILL');
  }
}
