import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FURTHER_ONBOARDINGS } from '../../src/start/demo-onboardings';
import { createProductApi } from '../../src/start/product-api';
import { consent } from '../../src/start/simulated-seller';
import { identifyProcess, isAlive, type ProcessIdentity } from '../../src/temporal/process-identity';
import { run } from '../cli/evergrant';
import { testEnvironment } from '../e2e/test-world';
import { kill, processesOf, runStart, untilGone, type StartProcess } from './start-process';

/** One data folder through its life: each test goes on where the one before has left it. */
describe('npm start', () => {
  let dataDir: string;
  let environment: Record<string, string>;
  let running: StartProcess;
  const everStarted: (ProcessIdentity | undefined)[] = [];

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'evergrant-start-'));
    environment = await testEnvironment(dataDir);
    running = await start();
  }, 180_000);

  afterAll(async () => {
    kill(everStarted);
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });

  async function start(): Promise<StartProcess> {
    const started = runStart(environment);
    everStarted.push(identifyProcess(started.child.pid!));
    await started.ready;
    const { children, temporal } = await processesOf(dataDir);
    everStarted.push(...children, temporal);
    return started;
  }

  const linkOn = (screen: string) => /http:\/\/localhost:\d+(\/c\/\S+)/.exec(screen)![1]!;
  const api = async () =>
    createProductApi(
      `http://localhost:${environment['PORT']!}`,
      (await readFile(join(dataDir, 'keys', 'evergrant-api-key'), 'utf8')).trim(),
    );

  it('ends at a screen with acme connected and globex waiting for a click', () => {
    expect(running.screen()).toMatch(/acme, United States {7}is connected/);
    expect(running.screen()).toMatch(/globex, United Kingdom {4}waits for your click/);
  });

  it('shows no secret but the sign-ins of the simulated sellers', async () => {
    const key = await readFile(join(dataDir, 'keys', 'evergrant-api-key'), 'utf8');

    expect(running.screen()).not.toContain(key.trim());
  });

  it('keeps keys, bodies, headers, links and logs for its user alone', async () => {
    const files = ['keys/vault-keys', 'demo/initech.json', 'demo/headers.txt', 'demo/globex-link', 'logs/product.log'];
    const modes = await Promise.all(
      ['.', ...files].map(async (file) => (await stat(join(dataDir, file))).mode & 0o777),
    );

    expect(modes).toEqual([0o700, 0o600, 0o600, 0o600, 0o600, 0o600]);
  });

  it('prepares a third onboarding that the product takes as it is', async () => {
    const body = await readFile(join(dataDir, 'demo', 'initech.json'), 'utf8');

    await expect((await api()).start('initech', body)).resolves.toMatchObject({ onboardingId: 'initech' });
  });

  it.each(FURTHER_ONBOARDINGS)('prepares the body of %s, which the product takes as it is', async (name) => {
    const body = await readFile(join(dataDir, 'demo', `${name}.json`), 'utf8');

    expect(running.screen()).toContain(name);
    await expect((await api()).start(name, body)).resolves.toMatchObject({ onboardingId: name });
  });

  it('is found by the command line, which then finds everything well', async () => {
    const { code, json } = await run(['doctor', '--json', '--data-folder', dataDir], {});
    const { findings } = json as { findings: readonly { readonly health: string }[] };

    expect(findings.filter(({ health }) => health !== 'well')).toEqual([]);
    expect(code).toBe(0);
    expect(await run(['list', '--merchant', 'acme', '--json', '--data-folder', dataDir], {})).toMatchObject({
      json: { items: [{ onboardingId: 'acme', stage: 'connected' }] },
    });
  });

  it('is what the example backend needs: a verified event and a live access token', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', 'examples/backend.ts'], {
      env: { ...process.env, EVERGRANT_DATA_DIR: dataDir },
    });

    expect(stdout).toMatch(/^Event onboarding\.connected, signature verified$/m);
    expect(stdout).toMatch(/^Access token \S{8}… for http/m);
    expect(stdout).toMatch(/^Amazon knows it: the seller sells at .*\bAmazon\.com\b/m);
  });

  it('refuses to run twice on one folder and says who runs there', async () => {
    const second = runStart(environment);

    expect(await second.ended).toBe(1);
    expect(second.screen()).toContain(`process ${String(running.child.pid!)}`);
  });

  it('does not outlive its start: after kill -9 the children end by themselves', async () => {
    const { children } = await processesOf(dataDir);
    running.signal('SIGKILL');
    await running.ended;

    await expect(untilGone(children)).resolves.toBeUndefined();
  });

  it('goes on after that with the same link', async () => {
    const link = linkOn(running.screen());

    running = await start();

    expect(linkOn(running.screen())).toBe(link);
  }, 120_000);

  it('goes on after kill -9 of the whole tree, and the same link connects', async () => {
    const link = linkOn(running.screen());
    const { children, temporal } = await processesOf(dataDir);
    kill([identifyProcess(running.child.pid!), ...children, temporal]);
    await running.ended;

    running = await start();
    const controlUrl = `http://127.0.0.1:${environment['SIMULATOR_PORT']!}/control`;
    await consent({ productUrl: `http://localhost:${environment['PORT']!}`, controlUrl, seller: 'globex' }, link);

    const product = await api();
    while ((await product.status('globex'))?.stage !== 'connected') await new Promise((r) => setTimeout(r, 100));
    expect((await product.status('globex'))?.authorization?.generation).toBe(1);
  }, 120_000);

  it('stops everything in good order at Ctrl-C', async () => {
    running.signal('SIGINT');

    expect(await running.ended).toBe(0);
    expect(running.screen()).toMatch(/Stopping …\nStopped\./);
    expect(everStarted.filter((one) => one && isAlive(one))).toEqual([]);
  });

  it('finds everything as it was', async () => {
    running = await start();

    expect(running.screen()).toMatch(/acme, United States {7}is connected/);
    expect(running.screen()).toMatch(/globex, United Kingdom {4}is connected/);
    expect((await (await api()).status('acme'))?.authorization?.generation).toBe(1);
  }, 120_000);

  it('says which part has ended and how, and stops the rest', async () => {
    const { children, temporal } = await processesOf(dataDir);
    const product = children.at(-1)!;
    process.kill(product.pid, 'SIGKILL');

    expect(await running.ended).toBe(1);
    expect(running.screen()).toMatch(
      /The product has ended \(signal SIGKILL\)\. The last lines of .*product\.log:\n\{/,
    );
    expect([...children, temporal!].filter(isAlive)).toEqual([]);
  });
});

describe('npm start with arguments or settings that cannot be used', () => {
  it.each([
    { args: ['--nonsense'], environment: {}, says: 'npm start takes no arguments but --help; got: --nonsense' },
    { args: [], environment: { PORT: 'abc' }, says: 'Must be a port from 1 to 65535: PORT' },
  ])('ends with code 2 and one line: $says', async ({ args, environment, says }) => {
    const started = runStart({ PATH: process.env['PATH'] ?? '', ...environment }, args);

    expect(await started.ended).toBe(2);
    expect(started.screen()).toBe(`${says}\n`);
  });

  it('explains itself at --help', async () => {
    const started = runStart({ PATH: process.env['PATH'] ?? '' }, ['--help']);

    expect(await started.ended).toBe(0);
    expect(started.screen()).toContain('EVERGRANT_DATA_DIR');
  });
});
