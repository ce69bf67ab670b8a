import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Demo } from '../../src/simulator/demo';
import { freshFolder } from './running';

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
  readonly smtpPort: number;
}

/** `src/simulator/main.ts` as a process of its own; resolves when it has printed that it listens. */
async function spawnSimulator(dataDir: string, environment: Readonly<Record<string, string>> = {}): Promise<Started> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/simulator/main.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      SIMULATOR_PORT: '0',
      SIMULATOR_SMTP_PORT: '0',
      SIMULATOR_DATA_DIR: dataDir,
      SIMULATOR_PRODUCT_BASE: 'http://localhost:3999',
      ...environment,
    },
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { ready, url, smtpPort } = JSON.parse(line) as { ready: boolean; url: string; smtpPort: number };
  if (!ready) throw new Error(`Not ready: ${line}`);
  return { child, url, smtpPort };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(child, 'exit') as Promise<[number | null]>;
  child.kill(signal);
  const [code] = await exited;
  return code;
}

const readDemo = async (dataDir: string): Promise<Demo> =>
  JSON.parse(await readFile(join(dataDir, 'demo.json'), 'utf8')) as Demo;

async function consent(url: string, { application }: Demo): Promise<string> {
  const query = new URLSearchParams({ application_id: application.applicationId, state: 's', version: 'beta' });
  const response = await fetch(`${url}/control/consent`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ seller: 'acme', consentUrl: `${url}/amazon/apps/authorize/consent?${query.toString()}` }),
  });
  return ((await response.json()) as { code: string }).code;
}

async function token(url: string, { application }: Demo, fields: Readonly<Record<string, string>>) {
  const { clientId, clientSecret } = application;
  const response = await fetch(`${url}/amazon/auth/o2/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...fields }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

const exchange = (url: string, demo: Demo, code: string) =>
  token(url, demo, { grant_type: 'authorization_code', code });

describe('The simulator as a process', () => {
  let running: Started | undefined;
  afterEach(async () => {
    if (running?.child.exitCode === null && running.child.signalCode === null) await end(running.child, 'SIGKILL');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends cleanly on %s', async (signal) => {
    running = await spawnSimulator(await freshFolder());

    expect(await end(running.child, signal)).toBe(0);
  });

  it('loses nothing that it has answered when it is killed', async () => {
    const dataDir = await freshFolder();
    running = await spawnSimulator(dataDir);
    const demo = await readDemo(dataDir);
    const [used, unused] = [await consent(running.url, demo), await consent(running.url, demo)];
    const { body } = await exchange(running.url, demo, used);
    await end(running.child, 'SIGKILL');
    running = await spawnSimulator(dataDir);

    const again = await exchange(running.url, demo, used);
    const first = await exchange(running.url, demo, unused);
    const refreshed = await token(running.url, demo, {
      grant_type: 'refresh_token',
      refresh_token: body['refresh_token']!,
    });

    expect([again.status, first.status, refreshed.status]).toEqual([400, 200, 200]);
  });

  it('reads its clock from the shared file at every call', async () => {
    const dataDir = await freshFolder();
    const clockFile = join(dataDir, 'clock');
    running = await spawnSimulator(dataDir, { EVERGRANT_CLOCK_FILE: clockFile });
    const demo = await readDemo(dataDir);
    const code = await consent(running.url, demo);

    await writeFile(clockFile, String(5 * 60_000));

    expect((await exchange(running.url, demo, code)).status).toBe(400);
  });

  it('keeps its secrets where only the owner can read them', async () => {
    const dataDir = await freshFolder();
    running = await spawnSimulator(dataDir);
    const mode = async (name: string): Promise<string> => ((await stat(join(dataDir, name))).mode & 0o777).toString(8);

    expect(await Promise.all(['', 'keys', 'mails', 'state.json', 'demo.json'].map(mode))).toEqual([
      '700',
      '700',
      '700',
      '600',
      '600',
    ]);
  });

  it('answers its own host only', async () => {
    running = await spawnSimulator(await freshFolder());
    const { hostname, port } = new URL(running.url);

    const statuses = await Promise.all(
      [`127.0.0.1:${port}`, `localhost:${port}`, 'rebound.example'].map(async (host) => {
        const [response] = (await once(request({ hostname, port, headers: { host } }).end(), 'response')) as [
          { statusCode: number; resume(): void },
        ];
        response.resume();
        return response.statusCode;
      }),
    );

    expect(statuses).toEqual([200, 421, 421]);
  });
});
