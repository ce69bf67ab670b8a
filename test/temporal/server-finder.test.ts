import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCli } from '../../src/temporal/cli-build';
import { findBinary, findServer, NoTemporalServer, type Ways } from '../../src/temporal/server-finder';

const BASIC_TOOLS = '/usr/bin:/bin';
let root: string;
let pathFolder: string;
let cacheFolder: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'evergrant-finder-'));
  pathFolder = join(root, 'bin');
  cacheFolder = join(root, 'cache');
  await mkdir(pathFolder);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const options = () => ({ searchPath: pathFolder, cacheFolder, progress: () => undefined });

async function executable(folder: string, name: string, script: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

const fakeCli = (folder: string, server: string) =>
  executable(folder, 'temporal', `echo "temporal version 0.0.0-DEV (Server ${server}, UI 2.42.1)"`);

/** Every way fails unless the test gives it a server version to deliver. */
function ways(delivered: { download?: string; build?: string }): Ways & { readonly taken: string[] } {
  const taken: string[] = [];
  const way = (name: 'download' | 'build') => async (folder: string) => {
    taken.push(name);
    const version = delivered[name];
    if (version === undefined) throw new Error(`no ${name} today`);
    return fakeCli(folder, version);
  };
  return { taken, download: way('download'), build: way('build') };
}

describe('finding a Temporal server', () => {
  it('takes a configured address before everything else', async () => {
    await fakeCli(pathFolder, '1.31.2');
    expect(await findServer('temporal.internal:7233', options())).toMatchObject({
      kind: 'address',
      address: 'temporal.internal:7233',
    });
  });

  it('takes a CLI on PATH that is new enough, also when it was built with Go', async () => {
    const binary = await fakeCli(pathFolder, '1.29.1');
    expect(await findServer('', options())).toMatchObject({ source: 'path', binary, serverVersion: '1.29.1' });
  });

  it('passes over a CLI on PATH that is too old', async () => {
    await fakeCli(pathFolder, '1.28.9');
    expect(await findBinary(options(), ways({ download: '1.29.1' }))).toMatchObject({ source: 'download' });
  });

  it('passes over a CLI on PATH that does not tell its version', async () => {
    await executable(pathFolder, 'temporal', 'exit 1');
    expect(await findBinary(options(), ways({ download: '1.29.1' }))).toMatchObject({ source: 'download' });
  });

  it('finds in the cache what it downloaded before', async () => {
    await findBinary(options(), ways({ download: '1.29.1' }));
    const second = ways({ download: '1.29.1' });
    expect(await findBinary(options(), second)).toMatchObject({ source: 'cache' });
    expect(second.taken).toEqual([]);
  });

  it('fetches anew when the cached file no longer matches its checksum', async () => {
    const { binary } = await findBinary(options(), ways({ download: '1.29.1' }));
    await writeFile(binary, '#!/bin/sh\necho "temporal version 9 (Server 9.9.9, UI 1)"\n');
    expect(await findBinary(options(), ways({ download: '1.29.1' }))).toMatchObject({
      source: 'download',
      serverVersion: '1.29.1',
    });
  });

  it('builds the CLI when the download is refused', async () => {
    const both = ways({ build: '1.29.1' });
    expect(await findBinary(options(), both)).toMatchObject({ source: 'build' });
    expect(both.taken).toEqual(['download', 'build']);
  });

  it('builds with the `go` on PATH, into the cache', async () => {
    await executable(
      pathFolder,
      'go',
      `echo "$@" > "${root}/arguments"; printf '#!/bin/sh\\necho "(Server 1.29.1,"' > "$GOBIN/temporal"`,
    );
    const found = await findBinary(
      { ...options(), searchPath: `${pathFolder}:${BASIC_TOOLS}` },
      { ...ways({}), build: buildCli },
    );
    expect(found.binary.startsWith(cacheFolder)).toBe(true);
    expect(await readFile(`${root}/arguments`, 'utf8')).toBe('install github.com/temporalio/cli/cmd/temporal@v1.5.1\n');
  });

  it('lets one process fetch and the others take its result', async () => {
    const shared = ways({ download: '1.29.1' });
    const found = await Promise.all([findBinary(options(), shared), findBinary(options(), shared)]);
    expect(shared.taken).toEqual(['download']);
    expect(found.map(({ source }) => source).sort()).toEqual(['cache', 'download']);
  });

  it('takes over the lock of a process that died', async () => {
    await mkdir(cacheFolder);
    await writeFile(join(cacheFolder, 'temporal-cli-1.5.1.lock'), JSON.stringify({ pid: process.pid, startedAt: '1' }));
    expect(await findBinary(options(), ways({ download: '1.29.1' }))).toMatchObject({ source: 'download' });
  });

  it('ends with an error that names every way and what stood in it', async () => {
    const error: unknown = await findBinary(options(), { ...ways({}), build: buildCli }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(NoTemporalServer);
    const { message } = error as NoTemporalServer;
    for (const part of ['TEMPORAL_ADDRESS', 'PATH', 'EVERGRANT_CACHE_DIR', 'no download today', 'no `go` on PATH']) {
      expect(message).toContain(part);
    }
  });

  it('says what it does when it takes longer than two seconds', async () => {
    const lines: string[] = [];
    const slow = async (folder: string) => {
      await new Promise<void>((resolve) => {
        const check = setInterval(() => {
          if (lines.length === 0) return;
          clearInterval(check);
          resolve();
        }, 50);
      });
      return fakeCli(folder, '1.29.1');
    };
    await findBinary({ ...options(), progress: (line) => lines.push(line) }, { ...ways({}), download: slow });
    expect(lines).toEqual(['Downloading the Temporal CLI 1.5.1 …']);
  });
});
