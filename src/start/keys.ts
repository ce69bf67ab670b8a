import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readIfThere, writePrivately } from './private-file';

/** The secrets of one installation, each made once and kept in a file of its own, and how a fresh one is made. */
const KEYS = {
  VAULT_KEYS: () => `k1:${randomBytes(32).toString('base64')}`,
  LINK_KEYS: () => `k1:${randomBytes(32).toString('base64')}`,
  BODY_HMAC_KEY: () => randomBytes(32).toString('base64'),
  CSRF_KEY: () => randomBytes(32).toString('base64'),
  EVERGRANT_API_KEY: () => `eg_${randomBytes(32).toString('base64url')}`,
} as const;

export type KeyName = keyof typeof KEYS;

/** Makes the keys that are not there yet, and returns the file of each. */
export async function ensureKeys(folder: string): Promise<Readonly<Record<KeyName, string>>> {
  const files = {} as Record<KeyName, string>;
  for (const [name, make] of Object.entries(KEYS) as [KeyName, () => string][]) {
    const file = join(folder, name.toLowerCase().replaceAll('_', '-'));
    if ((await readIfThere(file)) === undefined) await writePrivately(file, `${make()}\n`);
    files[name] = file;
  }
  return files;
}
