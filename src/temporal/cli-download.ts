import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PINNED_CLI } from './cli-version';

const GIVE_UP_AFTER_MS = 180_000;

/**
 * The SDK downloads a CLI only as part of starting one. That happens in a process of its own, because it would fix the
 * SDK's process-wide runtime settings before the caller chose them, and so that it can be given up.
 */
const START_AND_STOP_ONE = `
  const { TestWorkflowEnvironment } = require(process.argv[1]);
  const executable = { type: 'cached-download', downloadDir: process.argv[2], version: process.argv[3] };
  TestWorkflowEnvironment.createLocal({ server: { executable } })
    .then((environment) => environment.teardown())
    .catch((error) => { process.stderr.write(String(error?.message ?? error)); process.exitCode = 1; });
`;

/**
 * Downloads the pinned CLI the SDK's way into the empty folder `folder` and returns its path. A missing or refusing
 * network shows within seconds. Throws, in the SDK's own words, when nothing usable arrived.
 */
export async function downloadCli(folder: string, environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const testing = require.resolve('@temporalio/testing');
  const child = spawn(process.execPath, ['-e', START_AND_STOP_ONE, testing, folder, `v${PINNED_CLI}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: environment,
    timeout: GIVE_UP_AFTER_MS,
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(complaint.trim().slice(0, 300) || 'it did not finish in time');

  const [file] = (await readdir(folder)).filter((name) => /^temporal(?!.*\.downloading$)/.test(name));
  if (file === undefined) throw new Error('it left no executable behind');
  return join(folder, file);
}
