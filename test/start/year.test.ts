import { once } from 'node:events';
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStart } from './start-process';

/** `npm run year` without its story, which takes a minute. */
describe('npm run year', () => {
  const PATH = process.env['PATH'] ?? '';
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'evergrant-year-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  const run = async (args: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
    const started = runStart({ PATH, EVERGRANT_DATA_DIR: dataDir, ...environment }, args, 'src/start/year.ts');
    return { status: await started.ended, screen: started.screen() };
  };

  it.each(['--help', '-h'])('explains itself at %s, and tells nothing', async (help) => {
    const { status, screen } = await run([help]);

    expect(status).toBe(0);
    expect(screen).toContain('npm run year -- --end');
    expect(screen).not.toMatch(/^day /m);
  });

  it.each([
    { args: ['--fast'], environment: {}, says: 'npm run year takes --end or --help; got: --fast' },
    { args: ['--end', '--help'], environment: {}, says: 'npm run year takes --end or --help; got: --end --help' },
    { args: ['--end'], environment: { PORT: 'abc' }, says: 'Must be a port from 1 to 65535: PORT' },
  ])('ends with code 2 and one line: $says', async ({ args, environment, says }) => {
    expect(await run(args, environment)).toEqual({ status: 2, screen: `${says}\n` });
  });

  it('removes what an earlier story has left, and nothing of npm start in the same data folder', async () => {
    const files = { ofStart: join(dataDir, 'evergrant.db'), ofStory: join(dataDir, 'year', 'evergrant.db') };
    await mkdir(join(dataDir, 'year'));
    for (const file of Object.values(files)) await writeFile(file, '');
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');

    const { status, screen } = await run(['--end'], { PORT: String((taken.address() as AddressInfo).port) });
    taken.close();

    expect([status, screen]).toEqual([1, expect.stringContaining('PORT')]);
    await expect(access(files.ofStart)).resolves.toBeUndefined();
    await expect(access(files.ofStory)).rejects.toThrow('ENOENT');
  });
});
