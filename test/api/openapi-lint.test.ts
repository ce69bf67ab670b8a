import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { startApi } from './running-api';

const REDOCLY = join(dirname(require.resolve('@redocly/cli/package.json')), 'bin', 'cli.js');

/** Any address that is not one of documentation: the linter takes those for forgotten. */
const PUBLIC_BASE_URL = 'https://connect.acme.shop';

test('the document is clean under the recommended rules of Redocly, all of them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'evergrant-openapi-'));
  const api = await startApi({ publicBaseUrl: PUBLIC_BASE_URL });
  try {
    const file = join(folder, 'openapi.json');
    writeFileSync(file, JSON.stringify(api.document));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [REDOCLY, 'lint', file, '--extends', 'recommended', '--format', 'json'],
      { cwd: folder, env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } },
    ).catch((error: unknown) => error as { readonly stdout: string });

    const { totals, problems } = JSON.parse(stdout) as { readonly totals: object; readonly problems: readonly Found[] };

    expect(problems.map(({ ruleId, message, location }) => [ruleId, location[0]?.pointer, message])).toEqual([]);
    expect(totals).toEqual({ errors: 0, warnings: 0, ignored: 0 });
  } finally {
    await api.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

interface Found {
  readonly ruleId: string;
  readonly message: string;
  readonly location: readonly { readonly pointer: string }[];
}
