import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RunningWorld } from '../../src/start/world';

/** Every secret that the world knows: given to the product, made for it, or issued to it by Amazon. */
export async function secretsOf(world: RunningWorld): Promise<readonly string[]> {
  const { demo, folder, keys } = world;
  const state = JSON.parse(await readFile(join(folder.simulator, 'state.json'), 'utf8')) as IssuedSecrets;
  const given = demo.merchants.flatMap(({ apiKeys, commerce, commerceWithoutAttributes }) => [
    ...apiKeys.flatMap(({ apiKey, privateKey }) => [apiKey, ...linesOf(privateKey)]),
    ...[commerce, commerceWithoutAttributes].flatMap((credentials) => [
      credentials.consumerKey,
      credentials.consumerSecret,
      credentials.accessToken,
      credentials.accessTokenSecret,
    ]),
  ]);
  const saas = demo.saasMerchants.flatMap(({ apiKeys, commerce }) => [
    ...apiKeys.flatMap(({ apiKey, privateKey }) => [apiKey, ...linesOf(privateKey)]),
    commerce.clientSecret,
  ]);
  const own = await Promise.all(Object.values(keys).map((file) => readFile(file, 'utf8')));
  return [
    ...given,
    ...saas,
    ...own.map((text) => text.trim().replace(/^k1:/, '')),
    demo.application.clientSecret,
    ...Object.keys(state.codes),
    ...Object.keys(state.refreshTokens),
    ...Object.keys(state.accessTokens),
    ...Object.keys(state.imsTokens),
  ];
}

/**
 * What may stand in an address that was given to a person, and nowhere else: the signature of a link, the one-time state
 * of a consent.
 */
export function oneTimeSecretsIn(texts: readonly string[]): readonly string[] {
  const all = texts.join('\n');
  const links = [...all.matchAll(/\/c\/[\w-]{43}\.([\w-]{43})/g)];
  const states = [...all.matchAll(/[?&]state=([\w-]{43})/g)];
  return [...new Set([...links, ...states].map(([, secret = '']) => secret))];
}

interface IssuedSecrets {
  readonly codes: Readonly<Record<string, unknown>>;
  readonly refreshTokens: Readonly<Record<string, unknown>>;
  readonly accessTokens: Readonly<Record<string, unknown>>;
  readonly imsTokens: Readonly<Record<string, unknown>>;
}

/** A PEM may be kept with other line ends: every line of its body is looked for. */
function linesOf(pem: string): readonly string[] {
  return pem.split(/\r?\n/).filter((line) => line.length > 20 && !line.startsWith('-----'));
}

/** The secrets that occur in `bytes`, in the open or once more in base64. */
export function found(secrets: readonly string[], bytes: Buffer): readonly string[] {
  return secrets.filter((secret) => spellings(secret).some((spelling) => bytes.includes(spelling)));
}

/** Base64 of a text depends on where in a group of three bytes it begins; the characters at its ends are left out. */
function spellings(secret: string): readonly string[] {
  const shifted = [0, 1, 2].map((shift) => {
    const encoded = Buffer.from('.'.repeat(shift) + secret).toString('base64');
    return encoded.slice(shift === 0 ? 0 : 4, Math.floor(encoded.length / 4) * 4 - 4);
  });
  return [secret, ...shifted];
}

/** Every byte of the files of a folder whose names begin with `prefix`. */
export async function bytesOf(folder: string, prefix = ''): Promise<Buffer> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(prefix)).sort();
  return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))));
}

/** Every text and every byte within a value, however deep. */
export function bytesWithin(value: unknown): Buffer {
  const parts: Buffer[] = [];
  const walk = (part: unknown): void => {
    if (typeof part === 'string') parts.push(Buffer.from(part));
    else if (part instanceof Uint8Array) parts.push(Buffer.from(part));
    else if (Array.isArray(part)) part.forEach(walk);
    else if (typeof part === 'object' && part !== null) {
      for (const [name, inner] of Object.entries(part)) {
        parts.push(Buffer.from(name));
        walk(inner);
      }
    }
  };
  walk(value);
  return Buffer.concat(parts);
}

/** What any user of the machine can see of a process: its command line, and its environment for the same user. */
export async function processListing(pid: number): Promise<Buffer> {
  const { stdout } = await promisify(execFile)('ps', ['eww', '-o', 'command=', '-p', String(pid)]);
  return Buffer.from(stdout);
}
