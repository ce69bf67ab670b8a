import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PINNED_CLI } from './cli-version';

/** Where fetched and built servers are kept: `EVERGRANT_CACHE_DIR`, or a folder of the user's cache. */
export function defaultCacheFolder(configured: string | undefined): string {
  if (configured !== undefined && configured !== '') return configured;
  return join(homedir(), '.cache', 'evergrant');
}

/** The folder that holds the pinned CLI and its checksum. */
export function cliFolder(cacheFolder: string): string {
  return join(cacheFolder, `temporal-cli-${PINNED_CLI}`);
}

export type CachedCli =
  | { readonly kind: 'present'; readonly binary: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'damaged'; readonly binary: string };

/** The cached CLI, its bytes compared with the checksum that was recorded when it came into the cache. */
export async function cachedCli(cacheFolder: string): Promise<CachedCli> {
  const binary = join(cliFolder(cacheFolder), 'temporal');
  const recorded = await readFile(`${binary}.sha256`, 'utf8').catch(() => undefined);
  if (recorded === undefined) return { kind: 'absent' };
  const actual = await sha256(binary).catch(() => undefined);
  return actual === recorded.trim() ? { kind: 'present', binary } : { kind: 'damaged', binary };
}

/**
 * Lets `make` put a CLI into a folder of its own and say where, then moves it into the cache in one step together with
 * its checksum, so that no reader ever sees half a file. Throws what `make` throws.
 */
export async function fillCache(cacheFolder: string, make: (folder: string) => Promise<string>): Promise<string> {
  await mkdir(cacheFolder, { recursive: true });
  const workshop = await mkdtemp(join(cacheFolder, 'incoming-'));
  try {
    const made = await make(workshop);
    const shelf = join(workshop, 'shelf');
    await mkdir(shelf);
    await rename(made, join(shelf, 'temporal'));
    await chmod(join(shelf, 'temporal'), 0o755);
    await writeFile(join(shelf, 'temporal.sha256'), `${await sha256(join(shelf, 'temporal'))}\n`);
    const target = cliFolder(cacheFolder);
    await rm(target, { recursive: true, force: true });
    await rename(shelf, target);
    return join(target, 'temporal');
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
