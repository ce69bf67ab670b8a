import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What the product was built and measured against, and the oldest server with all it relies on. */
export const OLDEST_SERVER = '1.29.1';

/** The CLI that is fetched or built when none is there; it contains server 1.29.1 and is the last one Go can install. */
export const PINNED_CLI = '1.5.1';

/**
 * The server version inside a CLI, from what `temporal --version` prints: "temporal version 1.5.1 (Server 1.29.1,
 * UI 2.42.1)". The CLI's own version is not looked at: one built with Go calls itself 0.0.0-DEV.
 */
export function parseServerVersion(output: string): string | undefined {
  return /\(Server v?(\d+\.\d+\.\d+)\b/.exec(output)?.[1];
}

/** True if version `a` comes before version `b`; both are three numbers with dots between. */
export function isOlder(a: string, b: string): boolean {
  const [left, right] = [parts(a), parts(b)];
  for (const [index, number] of left.entries()) {
    const other = right[index] ?? 0;
    if (number !== other) return number < other;
  }
  return false;
}

function parts(version: string): number[] {
  return version.split('.').map(Number);
}

/** Asks the CLI at `binary` for its server version; undefined if it cannot be run or does not say. */
export async function serverVersionOf(binary: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(binary, ['--version'], { timeout: 10_000 });
    return parseServerVersion(stdout);
  } catch {
    return undefined;
  }
}
