import { generateKeyPair, randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeDurably } from '../state-file';
import type { Environment, RegisteredApiKey } from './gateway-signature';

const makeKeyPair = promisify(generateKeyPair);

/** An API key as the merchant holds it. */
export interface MerchantApiKey {
  readonly instance: string;
  readonly environment: Environment;
  readonly key: string;
  readonly privateKeyPem: string;
}

export const SEEDED_API_KEYS: readonly { readonly instance: string; readonly environment: Environment }[] = [
  { instance: 'acme', environment: 'production' },
  { instance: 'acme', environment: 'sandbox' },
  { instance: 'globex', environment: 'production' },
];

/** Makes a key pair, keeps the private half in a file of its own (0600) and returns both halves. */
export async function makeApiKey(
  dataDir: string,
  instance: string,
  environment: Environment,
): Promise<{ readonly registered: RegisteredApiKey; readonly merchant: MerchantApiKey }> {
  const { publicKey, privateKey } = await makeKeyPair('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const key = randomBytes(16).toString('hex');
  await mkdir(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
  await chmod(join(dataDir, 'keys'), 0o700);
  await writeDurably(privateKeyPath(dataDir, key), privateKey);
  return {
    registered: { instance, environment, key, publicKeyPem: publicKey },
    merchant: { instance, environment, key, privateKeyPem: privateKey },
  };
}

export async function readMerchantApiKey(dataDir: string, registered: RegisteredApiKey): Promise<MerchantApiKey> {
  const { instance, environment, key } = registered;
  return { instance, environment, key, privateKeyPem: await readFile(privateKeyPath(dataDir, key), 'utf8') };
}

function privateKeyPath(dataDir: string, key: string): string {
  return join(dataDir, 'keys', `${key}.pem`);
}
