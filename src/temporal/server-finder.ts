import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { BUILD_COMMAND, buildCli } from './cli-build';
import { cachedCli, cliFolder, fillCache } from './cli-cache';
import { downloadCli } from './cli-download';
import { takeLock } from './cli-lock';
import { isOlder, OLDEST_SERVER, PINNED_CLI, serverVersionOf } from './cli-version';
import { type Progress, withProgress } from './progress';

/** A Temporal server that runs somewhere, or a CLI that can start one. `description` says in words which one it is. */
export type FoundServer =
  { readonly kind: 'address'; readonly address: string; readonly description: string } | FoundBinary;

export interface FoundBinary {
  readonly kind: 'binary';
  readonly binary: string;
  readonly serverVersion: string;
  readonly source: BinarySource;
  readonly description: string;
}

export type BinarySource = 'path' | 'cache' | 'download' | 'build';

export interface FinderOptions {
  /** `PATH`: where `temporal` and `go` are looked for. */
  readonly searchPath: string;
  /** See `defaultCacheFolder`. */
  readonly cacheFolder: string;
  readonly progress: Progress;
}

/** How a CLI comes into an empty folder; each returns its path or throws why not. */
export interface Ways {
  readonly download: (folder: string) => Promise<string>;
  readonly build: (folder: string, searchPath: string) => Promise<string>;
}

const REAL_WAYS: Ways = { download: (folder) => downloadCli(folder), build: buildCli };

const PROVENANCE: Record<BinarySource, string> = {
  path: 'found on PATH',
  cache: 'cached',
  download: 'downloaded',
  build: 'built from its Go module',
};

/** No way led to a server. The message lists all of them and what stood in the way. */
export class NoTemporalServer extends Error {
  override readonly name = 'NoTemporalServer';
}

/** The server at `address` (`TEMPORAL_ADDRESS`) if there is one, else what `findBinary` finds. */
export async function findServer(address: string | undefined, options: FinderOptions): Promise<FoundServer> {
  if (address === undefined || address === '') return findBinary(options);
  return { kind: 'address', address, description: `the Temporal server at ${address} (TEMPORAL_ADDRESS)` };
}

/**
 * Finds a CLI that can start a dev server: on PATH if new enough, in the cache, by the SDK's download, by a build from
 * its Go module. The last two fill the cache. Throws `NoTemporalServer` if none of these works.
 */
export async function findBinary(options: FinderOptions, ways: Ways = REAL_WAYS): Promise<FoundBinary> {
  const obstacles: string[] = [];
  const present = (await fromPath(options, obstacles)) ?? (await fromCache(options, obstacles));
  if (present !== undefined) return present;

  const lock = `${cliFolder(options.cacheFolder)}.lock`;
  const release = await withProgress(
    options.progress,
    'Waiting for another process that fetches the Temporal CLI',
    () => takeLock(lock),
  );
  try {
    const fetched =
      (await fromCache(options, [])) ??
      (await fromDownload(options, ways, obstacles)) ??
      (await fromBuild(options, ways, obstacles));
    if (fetched !== undefined) return fetched;
  } finally {
    await release();
  }
  throw new NoTemporalServer(explain(obstacles, options.cacheFolder));
}

async function fromPath(options: FinderOptions, obstacles: string[]): Promise<FoundBinary | undefined> {
  const binary = await firstOnPath(options.searchPath);
  if (binary === undefined) {
    obstacles.push('PATH: there is no `temporal` on it');
    return undefined;
  }
  return ifNewEnough('path', binary, obstacles);
}

async function fromCache(options: FinderOptions, obstacles: string[]): Promise<FoundBinary | undefined> {
  const cached = await cachedCli(options.cacheFolder);
  if (cached.kind === 'present') return ifNewEnough('cache', cached.binary, obstacles);
  const state = cached.kind === 'absent' ? 'there is no CLI in it' : 'its CLI does not match the recorded checksum';
  obstacles.push(`cache (${options.cacheFolder}): ${state}`);
  return undefined;
}

async function fromDownload(
  { cacheFolder, progress }: FinderOptions,
  ways: Ways,
  obstacles: string[],
): Promise<FoundBinary | undefined> {
  return obtained('download', obstacles, () =>
    withProgress(progress, `Downloading the Temporal CLI ${PINNED_CLI}`, () => fillCache(cacheFolder, ways.download)),
  );
}

async function fromBuild(
  { cacheFolder, progress, searchPath }: FinderOptions,
  ways: Ways,
  obstacles: string[],
): Promise<FoundBinary | undefined> {
  const what = `Building the Temporal CLI ${PINNED_CLI} from its Go module (about three minutes, once)`;
  return obtained('build', obstacles, () =>
    withProgress(progress, what, () => fillCache(cacheFolder, (folder) => ways.build(folder, searchPath))),
  );
}

async function obtained(
  source: 'download' | 'build',
  obstacles: string[],
  obtain: () => Promise<string>,
): Promise<FoundBinary | undefined> {
  try {
    return await ifNewEnough(source, await obtain(), obstacles);
  } catch (error) {
    obstacles.push(`${source}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

async function ifNewEnough(
  source: BinarySource,
  binary: string,
  obstacles: string[],
): Promise<FoundBinary | undefined> {
  const serverVersion = await serverVersionOf(binary);
  if (serverVersion === undefined) {
    obstacles.push(`${source}: ${binary} does not tell its server version`);
    return undefined;
  }
  if (isOlder(serverVersion, OLDEST_SERVER)) {
    obstacles.push(`${source}: ${binary} contains server ${serverVersion}, older than ${OLDEST_SERVER}`);
    return undefined;
  }
  const description = `Temporal server ${serverVersion}, ${PROVENANCE[source]}: ${binary}`;
  return { kind: 'binary', binary, serverVersion, source, description };
}

async function firstOnPath(searchPath: string): Promise<string | undefined> {
  for (const folder of searchPath.split(delimiter).filter((entry) => entry !== '')) {
    const candidate = join(folder, 'temporal');
    const executable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (executable) return candidate;
  }
  return undefined;
}

function explain(obstacles: readonly string[], cacheFolder: string): string {
  return [
    'No Temporal server could be had. What was tried:',
    ...obstacles.map((obstacle) => `  - ${obstacle}`),
    'Any one of these helps:',
    '  - set TEMPORAL_ADDRESS to a running server, for example 127.0.0.1:7233',
    `  - put a Temporal CLI with server ${OLDEST_SERVER} or newer on PATH`,
    `  - keep a cache from another machine: set EVERGRANT_CACHE_DIR (now ${cacheFolder})`,
    '  - allow this machine to reach temporal.download, from where the SDK fetches the CLI',
    `  - install Go 1.25 or newer, so that \`${BUILD_COMMAND}\` can run`,
  ].join('\n');
}
