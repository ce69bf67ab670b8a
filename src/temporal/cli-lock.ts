import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from './error-code';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity';

/**
 * Waits until no other living process holds the lock file, takes it, and returns what releases it. Two waiters may take
 * over the lock of a dead owner at once: it saves work, and nothing may rely on it for more.
 */
export async function takeLock(file: string): Promise<() => Promise<void>> {
  await mkdir(dirname(file), { recursive: true });
  const mine = `${file}.${randomUUID()}`;
  await writeFile(mine, JSON.stringify(identifyProcess(process.pid)));
  try {
    while (!(await tryToLink(mine, file))) await delay(500);
  } finally {
    await rm(mine, { force: true });
  }
  return () => rm(file, { force: true });
}

/** A link appears with its content already in it, so that nobody reads a lock that is half written. */
async function tryToLink(mine: string, file: string): Promise<boolean> {
  try {
    await link(mine, file);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    if (!(await ownerLives(file))) await rm(file, { force: true });
    return false;
  }
}

async function ownerLives(file: string): Promise<boolean> {
  try {
    return isAlive(JSON.parse(await readFile(file, 'utf8')) as ProcessIdentity);
  } catch {
    return false;
  }
}
