import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type DevServer, type DevServerOptions, DevServerRefused, startDevServer } from '../../src/temporal/dev-server';
import { PortTaken } from '../../src/temporal/port';
import { endProcess, identifyProcess, type ProcessIdentity } from '../../src/temporal/process-identity';
import { readServerRecord } from '../../src/temporal/server-record';
import { freePort, testBinary } from './dev-server';

let folder: string;
let options: DevServerOptions & { databaseFile: string; logFile: string };
let started: DevServer[];
let others: ChildProcess[];
let serversOfOthers: ProcessIdentity[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evergrant-temporal-'));
  const { binary, serverVersion } = await testBinary();
  options = {
    binary,
    serverVersion,
    databaseFile: join(folder, 'temporal.db'),
    logFile: join(folder, 'temporal.log'),
    port: { port: await freePort(), setting: 'EVERGRANT_TEMPORAL_PORT' },
  };
  started = [];
  others = [];
  serversOfOthers = [];
});

afterEach(async () => {
  for (const other of others) other.kill('SIGKILL');
  for (const server of serversOfOthers) await endProcess(server, 10_000);
  for (const server of started) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(changes: Partial<DevServerOptions> = {}): Promise<DevServer> {
  const server = await startDevServer({ ...options, ...changes });
  started.push(server);
  return server;
}

/** Another process that starts the server and holds it. */
async function startElsewhere(): Promise<{ serverPid: number; kill: () => Promise<void> }> {
  const script = join(__dirname, 'server-owner.ts');
  const owner = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  others.push(owner);
  const [line] = (await once(owner.stdout, 'data')) as [Buffer];
  const serverPid = Number(line.toString());
  serversOfOthers.push(identifyProcess(serverPid)!);
  return {
    serverPid,
    kill: async () => {
      owner.kill('SIGKILL');
      await once(owner, 'exit');
    },
  };
}

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a dev server', () => {
  it('is gone, and its port free again, once stop() returns', async () => {
    const server = await start();
    await server.stop();
    expect(identifyProcess(server.pid)).toBeUndefined();
    expect((await start()).adopted).toBe(false);
  });

  it('serves its UI on the wanted port', async () => {
    const server = await start({ uiPort: { port: await freePort(), setting: 'EVERGRANT_TEMPORAL_UI_PORT' } });
    expect((await fetch(`${server.uiAddress!}/api/v1/settings`)).status).toBe(200);
  });

  it('keeps its data, log and record from other users of the machine', async () => {
    await start();
    for (const file of [options.databaseFile, options.logFile, `${options.databaseFile}.server.json`]) {
      expect((await stat(file)).mode & 0o077).toBe(0);
    }
  });

  it('refuses a taken port and names the setting', async () => {
    const blocker = createServer().listen(options.port.port, '127.0.0.1');
    await once(blocker, 'listening');
    const error = await refusal(start());
    blocker.close();
    expect(error).toBeInstanceOf(PortTaken);
    expect((error as Error).message).toContain('EVERGRANT_TEMPORAL_PORT');
  });

  it('refuses data that a newer server has written, and says which', async () => {
    await writeFile(`${options.databaseFile}.server.json`, JSON.stringify({ serverVersion: '99.1.0', complete: true }));
    const error = await refusal(start());
    expect(error).toBeInstanceOf(DevServerRefused);
    expect((error as Error).message).toContain('99.1.0');
  });

  it('records the version that wrote its data, also after the end', async () => {
    const server = await start();
    await server.stop();
    expect(JSON.parse(await readFile(`${options.databaseFile}.server.json`, 'utf8'))).toEqual({
      serverVersion: options.serverVersion,
      complete: true,
    });
  });

  it('refuses data that a living process uses', async () => {
    await startElsewhere();
    const error = await refusal(start());
    expect(error).toBeInstanceOf(DevServerRefused);
    expect((error as Error).message).toContain(String(others[0]!.pid));
  });

  it('is taken over after its owner was killed', async () => {
    const { serverPid, kill } = await startElsewhere();
    await kill();
    expect(await start()).toMatchObject({ adopted: true, pid: serverPid });
  });

  it('is ended and replaced after its owner was killed, if other ports are wanted now', async () => {
    const { serverPid, kill } = await startElsewhere();
    await kill();
    const server = await start({ port: { port: await freePort(), setting: 'EVERGRANT_TEMPORAL_PORT' } });
    expect(server.adopted).toBe(false);
    expect(identifyProcess(serverPid)).toBeUndefined();
  });

  it('does not mistake a stranger with the same process id for a server left behind', async () => {
    const stranger = spawn('sleep', ['60']);
    others.push(stranger);
    const nobody = { pid: stranger.pid!, startedAt: '1' };
    const running = { server: nobody, owner: nobody, port: options.port.port };
    await writeFile(
      `${options.databaseFile}.server.json`,
      JSON.stringify({ serverVersion: options.serverVersion, complete: true, running }),
    );
    await start();
    expect(identifyProcess(stranger.pid!)).toBeDefined();
  });

  it('begins anew on data that a server killed at its first start left half made', async () => {
    await writeFile(options.databaseFile, 'half a database');
    const record = { serverVersion: options.serverVersion, complete: false };
    await writeFile(`${options.databaseFile}.server.json`, JSON.stringify(record));
    await expect(start()).resolves.toMatchObject({ adopted: false });
  });

  it('comes up after it was killed while it laid out a new data file', async () => {
    const first = refusal(start());
    while (!existsSync(options.databaseFile)) await delay(1);
    process.kill(readServerRecord(options.databaseFile)!.running!.server.pid, 'SIGKILL');
    expect(await first).toBeInstanceOf(DevServerRefused);
    await expect(start()).resolves.toMatchObject({ adopted: false });
  });

  it('shows the last words of a server that cannot start', async () => {
    await writeFile(options.databaseFile, 'this is no database');
    const error = await refusal(start());
    expect(error).toBeInstanceOf(DevServerRefused);
    expect((error as Error).message).toContain('file is not a database');
  });
});
