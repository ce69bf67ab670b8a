import { generateKeyPair, randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
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

interface KeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** A fresh RSA key pair of 2048 bits, PEM. */
export async function makeMerchantKeyPair(): Promise<KeyPair> {
  return makeKeyPair('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

/** Makes an API key for a key pair and keeps the private half in a file of its own (0600). */
export async function makeApiKey(
  dataDir: string,
  owner: { readonly instance: string; readonly environment: Environment },
  { publicKey, privateKey }: KeyPair,
): Promise<{ readonly registered: RegisteredApiKey; readonly merchant: MerchantApiKey }> {
  const key = randomBytes(16).toString('hex');
  await mkdir(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
  await writeDurably(privateKeyPath(dataDir, key), privateKey);
  return {
    registered: { ...owner, key, publicKeyPem: publicKey },
    merchant: { ...owner, key, privateKeyPem: privateKey },
  };
}

/** Key pairs take long to make: instances from here on share the last of them. */
const OWN_PAIRS = 3;

/** A production and a sandbox API key for each instance. */
export async function seedApiKeys(dataDir: string, instances: readonly string[]): Promise<RegisteredApiKey[]> {
  const pairs = await Promise.all(instances.slice(0, OWN_PAIRS).map(makeMerchantKeyPair));
  const made = instances.map(async (instance, index) => {
    const pair = pairs[index] ?? pairs.at(-1);
    if (!pair) return [];
    const production = await makeApiKey(dataDir, { instance, environment: 'production' }, pair);
    const sandbox = await makeApiKey(dataDir, { instance, environment: 'sandbox' }, pair);
    return [production.registered, sandbox.registered];
  });
  return (await Promise.all(made)).flat();
}

export async function readMerchantApiKey(dataDir: string, registered: RegisteredApiKey): Promise<MerchantApiKey> {
  const { instance, environment, key } = registered;
  return { instance, environment, key, privateKeyPem: await readFile(privateKeyPath(dataDir, key), 'utf8') };
}

function privateKeyPath(dataDir: string, key: string): string {
  return join(dataDir, 'keys', `${key}.pem`);
}
