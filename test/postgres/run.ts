/**
 * `npm run test:postgres`: the tests of registry and sweep against a real PostgreSQL. It is Debian's, started on a free loopback
 * port with a data folder of its own, and stopped again whatever happens.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DEBIAN_VERSIONS = '/usr/lib/postgresql';
/** PostgreSQL refuses to run as root; Debian's package brings this user. */
const UNPRIVILEGED_USER = 'postgres';

async function main(): Promise<number> {
  const bin = binaries();
  const user = process.getuid?.() === 0 ? unprivilegedUser() : undefined;
  const folder = mkdtempSync(join(tmpdir(), 'evergrant-postgres-'));
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const run = (program: string, args: readonly string[]) => {
    execFileSync(join(bin, program), args, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  };
  try {
    run('initdb', ['--pgdata', data, '--username', 'evergrant', '--auth', 'trust', '--encoding', 'UTF8', '--no-sync']);
    const port = await freePort();
    // What is written here need not survive anything, so nothing waits for the disk.
    const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off`;
    run('pg_ctl', ['start', '--wait', '--pgdata', data, '--log', join(folder, 'log'), '--options', settings]);
    try {
      return jest(`postgres://evergrant@127.0.0.1:${port}/postgres`);
    } finally {
      // By the process id that the server left in its data folder.
      run('pg_ctl', ['stop', '--wait', '--mode', 'fast', '--pgdata', data]);
    }
  } catch (error) {
    const log = join(folder, 'log');
    if (existsSync(log)) process.stderr.write(readFileSync(log, 'utf8'));
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The folder of the newest version's programs. */
function binaries(): string {
  const versions = existsSync(DEBIAN_VERSIONS) ? readdirSync(DEBIAN_VERSIONS) : [];
  const newest = versions
    .map(Number)
    .filter(Number.isFinite)
    .sort((a, b) => b - a)[0];
  const bin = join(DEBIAN_VERSIONS, String(newest), 'bin');
  if (newest === undefined || !existsSync(join(bin, 'initdb'))) {
    throw new Error(`There is no PostgreSQL under ${DEBIAN_VERSIONS}. Install it: apt-get install postgresql`);
  }
  return bin;
}

function unprivilegedUser(): { readonly uid: number; readonly gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, UNPRIVILEGED_USER], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function jest(url: string): number {
  const { status } = spawnSync(
    process.execPath,
    [require.resolve('jest/bin/jest'), 'test/registry', 'test/activities/sweep.test.ts'],
    {
      stdio: 'inherit',
      env: { ...process.env, EVERGRANT_TEST_DATABASE_URL: url },
    },
  );
  return status ?? 1;
}

// Jest gets these signals too and ends; then the server is stopped as always.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
