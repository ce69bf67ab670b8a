import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A process as it can be recognised later: ids are used again, ids with a start time are not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; comparable only on the machine that wrote it. */
  readonly startedAt: string;
}

/** How long the operating system may take to clear away a killed process. */
const BURIAL_MS = 10_000;

/** The process that has the id `pid` now; undefined if there is none or it only waits to be buried. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const startedAt = process.platform === 'linux' ? startOnLinux(pid) : startElsewhere(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** True while exactly that process lives. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.startedAt === identity.startedAt;
}

/** Asks the process to end, and makes it end if it has not within `patienceMs`. Returns once it is gone. */
export async function endProcess(identity: ProcessIdentity, patienceMs: number): Promise<void> {
  sendSignal(identity, 'SIGTERM');
  if (await isGoneWithin(identity, patienceMs)) return;
  sendSignal(identity, 'SIGKILL');
  await isGoneWithin(identity, BURIAL_MS);
}

function sendSignal(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    if (isAlive(identity)) throw error;
  }
}

async function isGoneWithin(identity: ProcessIdentity, ms: number): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (isAlive(identity)) {
    if (Date.now() > deadline) return false;
    await delay(25);
  }
  return true;
}

function startOnLinux(pid: number): string | undefined {
  try {
    return startInStat(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * The start time in a line of /proc/<pid>/stat, whose fields are counted after the command name: that is in brackets and
 * may itself hold spaces (man proc). Undefined for a process that only waits to be buried.
 */
export function startInStat(line: string): string | undefined {
  const [state, ...rest] = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [threads, startedAt] = [rest[16], rest[18]];
  // The first thread of a killed process can be dead before the others, which still hold its ports and files.
  const isDead = state === 'X' || (state === 'Z' && Number(threads) <= 1);
  return isDead ? undefined : startedAt;
}

function startElsewhere(pid: number): string | undefined {
  try {
    const output = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return output === '' || output.startsWith('Z') ? undefined : output.replace(/^\S+\s+/, '');
  } catch {
    return undefined;
  }
}
