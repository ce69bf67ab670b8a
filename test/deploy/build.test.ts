import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { installation } from '../cli/evergrant';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

/** Type-checks and writes all of src/ while other tests run beside it. */
const BUILD_TIMEOUT_MS = 180_000;

describe('the production build', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'evergrant-build-'));
    for (const name of ['node_modules', 'src', 'package.json']) symlinkSync(resolve(name), join(folder, name));
    const tsc = [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--outDir', join(folder, 'dist')];
    const { status, stdout } = spawnSync(process.execPath, tsc, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stdout);
    execFileSync(process.execPath, [resolve('deploy/copy-assets.mjs')], { cwd: folder });
  }, BUILD_TIMEOUT_MS);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('leaves out the simulator and what starts it', () => {
    const names = ['main.js', 'product.js', 'simulator', 'start', 'start.js'];
    expect(names.filter((name) => existsSync(join(folder, 'dist', name)))).toEqual(['main.js', 'product.js']);
  });

  it('loads, and names every missing setting at once', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'dist/main.js')], {
      encoding: 'utf8',
      env: {},
    });
    expect(status).toBe(2);
    expect(stdout).toBe('');
    for (const name of ['PUBLIC_BASE_URL', 'DATABASE_URL', 'VAULT_KEYS', 'AMAZON_CLIENT_SECRET', 'SMTP_HOST']) {
      expect(stderr).toContain(`${name} is missing`);
    }
  });

  it('has the command line', () => {
    const main = join(folder, 'dist/cli/main.js');
    expect(readFileSync(main, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(execFileSync(process.execPath, [main, '--help'], { encoding: 'utf8' })).toMatch(/^Usage: evergrant /);
  });

  it('has a doctor that finds out that everything is down', async () => {
    const house = await installation(Date.now());
    const main = join(folder, 'dist/cli/main.js');
    const { status, stdout } = spawnSync(process.execPath, [main, 'doctor'], { encoding: 'utf8', env: house.settings });
    await house.remove();
    expect(stdout).toMatch(/^ok +database /m);
    expect(stdout).toMatch(/^BROKEN +temporal +Temporal does not answer at 127\.0\.0\.1:9\.$/m);
    expect(status).toBe(1);
  });

  it('has workflows that the worker can bundle', async () => {
    const workflowsPath = join(folder, 'dist/workflows/store-onboarding.js');
    const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
    expect(code).toContain('storeOnboarding');
  });
});
