import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GENERATED_FILE } from './generated-file';

test('what the client knows of the API is what the public document says', async () => {
  const script = join(__dirname, 'write-types.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, '--print'], {
    maxBuffer: 10_000_000,
  });

  // Not by toBe: thousands of lines of difference help nobody. `npm run client:types` writes the file anew.
  expect(readFileSync(GENERATED_FILE, 'utf8') === stdout).toBe(true);
});
