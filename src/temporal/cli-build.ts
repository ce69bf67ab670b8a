import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PINNED_CLI } from './cli-version';
import { errorCode } from './error-code';

const MODULE = `github.com/temporalio/cli/cmd/temporal@v${PINNED_CLI}`;

/** The command a person would type to do the same. */
export const BUILD_COMMAND = `go install ${MODULE}`;

/**
 * Builds the official CLI from its Go module (Go 1.25 or newer; about three minutes on two cores) into `folder` and
 * returns its path. `searchPath` is where `go` is looked for. Throws with the last lines of Go's output.
 */
export async function buildCli(folder: string, searchPath: string): Promise<string> {
  const child = spawn('go', ['install', MODULE], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PATH: searchPath, GOBIN: folder },
  });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-2_000)));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve)).catch(
    (error: unknown) => {
      throw errorCode(error) === 'ENOENT' ? new Error('there is no `go` on PATH') : error;
    },
  );
  if (code !== 0) throw new Error(`Go says: ${output.trim().split('\n').slice(-3).join(' | ')}`);
  return join(folder, 'temporal');
}
