/**
 * `npm run test:ten`: runs the server-backed tests of the authorization year ten times in a row, and stops at the first
 * round that fails or takes the whole beyond its budget. Prints a line per round; of one that failed everything.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { BUDGET_MINUTES, SERVER_BACKED } from './server-backed';

const ROUNDS = 10;
const MINUTE_MS = 60_000;
const LARGEST_OUTPUT_BYTES = 64 * 1024 * 1024;

function main(): number {
  const missing = SERVER_BACKED.filter((path) => !existsSync(path));
  if (missing.length > 0) throw new Error(`There is no ${missing.join(', no ')}: mend test/ten/server-backed.ts.`);

  console.log(`${SERVER_BACKED.length} files, ${ROUNDS} rounds, ${BUDGET_MINUTES} minutes at most.`);
  const endsAt = Date.now() + BUDGET_MINUTES * MINUTE_MS;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const begin = Date.now();
    const { status, signal, stdout, stderr } = spawnSync(
      process.execPath,
      [require.resolve('jest/bin/jest'), '--runTestsByPath', ...SERVER_BACKED],
      { encoding: 'utf8', timeout: Math.max(1, endsAt - begin), maxBuffer: LARGEST_OUTPUT_BYTES },
    );
    const seconds = Math.round((Date.now() - begin) / 1000);
    if (status !== 0) {
      process.stderr.write(stdout + stderr);
      const how = signal === null ? `failed after ${seconds} s` : `broken off: the budget is spent`;
      console.log(`Round ${round} of ${ROUNDS}: ${how}.`);
      return 1;
    }
    const [, tests = '?'] = /^Tests:.*?(\d+) passed/m.exec(stderr) ?? [];
    console.log(`Round ${round} of ${ROUNDS}: ${tests} tests passed in ${seconds} s.`);
  }
  return 0;
}

process.exitCode = main();
