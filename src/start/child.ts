import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { endProcess, identifyProcess, type ProcessIdentity } from '../temporal/process-identity';
import { Ended } from './ended';

export interface ChildOptions {
  /** For people: "The simulator". */
  readonly name: string;
  /** A TypeScript file. */
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Takes its standard error, and its standard output unless that is read. */
  readonly logFile: string;
  readonly output: 'logged' | 'read';
}

/** One of our own programs, running as a process of its own. */
export interface Child {
  readonly identity: ProcessIdentity;
  /** The first line of an output that is read. */
  readonly firstLine: Promise<string>;
  /** Rejects with `Ended` if it ends without having been asked to. */
  readonly failed: Promise<never>;
  /** Asks it to end, and makes it end if it does not. Returns once it is gone. */
  stop(): Promise<void>;
}

/** Longer than the worker gives to what is under way. */
const PATIENCE_MS = 40_000;

/** What a child needs of this process's environment; everything else it is told. */
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS'] as const;

/**
 * Starts a program in a process group of its own, because Ctrl-C in a terminal must reach this process alone, which then
 * ends the others in order; and with a channel to this process, whose closing tells it that this process was killed.
 */
export function startChild({ name, script, environment, logFile, output }: ChildOptions): Child {
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(process.execPath, ['--import', pathToFileURL(require.resolve('tsx')).href, script], {
    detached: true,
    stdio: ['ignore', output === 'read' ? 'pipe' : log, log, 'ipc'],
    env: { ...inherited(), ...environment },
  });
  closeSync(log);
  const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
  if (!identity) throw new Error(`${name} could not be started.`);

  let asked = false;
  const failed = new Promise<never>((_, reject) => {
    child.once('exit', (code, signal) => {
      if (!asked) reject(new Ended(`${name} has ended (${how(code, signal)}).`, logFile));
    });
  });
  failed.catch(() => undefined);
  return {
    identity,
    firstLine: firstLineOf(child),
    failed,
    stop: () => {
      asked = true;
      return endProcess(identity, PATIENCE_MS);
    },
  };
}

function inherited(): Record<string, string> {
  const entries = INHERITED.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(entries.filter((entry): entry is readonly [(typeof entry)[0], string] => !!entry[1]));
}

async function firstLineOf({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) return '';
  const [line] = (await once(createInterface(stdout), 'line')) as [string];
  return line;
}

function how(code: number | null, signal: NodeJS.Signals | null): string {
  return code === null ? `signal ${signal ?? 'unknown'}` : `exit code ${String(code)}`;
}
