import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.remove());

async function writer(prefix: string, count: number): Promise<{ readonly code: number; readonly stderr: string }> {
  const script = join(__dirname, 'writer-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, database.url, prefix, String(count)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, stderr };
}

test('two processes that open a new database and write the same rows lose nothing', async () => {
  const count = 40;
  const results = await Promise.all([writer('a', count), writer('b', count)]);
  expect(results).toEqual([
    { code: 0, stderr: '' },
    { code: 0, stderr: '' },
  ]);

  const registry = await database.open();
  const { items } = await registry.onboardings.list({ merchantId: 'm-shared', limit: 1_000 });
  expect(items).toHaveLength(3 * count);
  const shared = items.filter((item) => item.onboardingId.startsWith('shared-'));
  expect(shared.map((item) => item.stores[0]?.revision)).toEqual(shared.map(() => 3));
});
