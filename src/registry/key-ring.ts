import { createSecretKey, type KeyObject } from 'node:crypto';

/** Keys of one purpose, newest first: the first one encrypts or signs, every one decrypts or verifies. */
export interface KeyRing {
  readonly current: RingKey;
  readonly find: (keyId: string) => RingKey | undefined;
}

export interface RingKey {
  readonly id: string;
  readonly key: KeyObject;
}

export interface RegistryKeys {
  readonly vault: KeyRing;
  readonly links: KeyRing;
}

const KEY_BYTES = 32;
const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/;

/**
 * Reads a ring written as `id:base64,id2:base64` (256-bit keys, newest first).
 *
 * @param setting name of the setting it came from, for the message.
 * @throws Error naming the setting and the position of the faulty key, never its material.
 */
export function parseKeyRing(text: string, setting: string): KeyRing {
  const keys = text.split(',').map((part, index) => parseKey(part.trim(), `${setting}, key ${index + 1}`));
  const ids = new Set(keys.map((key) => key.id));
  if (ids.size !== keys.length) throw new Error(`${setting}: two keys have the same id.`);
  const [current] = keys;
  if (!current) throw new Error(`${setting}: no key is given.`);
  return { current, find: (keyId) => keys.find((key) => key.id === keyId) };
}

function parseKey(part: string, where: string): RingKey {
  const colon = part.indexOf(':');
  if (colon < 0) throw new Error(`${where}: write it as id:base64.`);
  const id = part.slice(0, colon);
  // The id is not repeated in the message: where the two halves were swapped, it is the key.
  if (!KEY_ID.test(id)) throw new Error(`${where}: the id before the colon must match ${KEY_ID.source}.`);
  const encoded = part.slice(colon + 1);
  const material = Buffer.from(encoded, 'base64');
  const isBase64 = /^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded);
  if (!isBase64 || material.length !== KEY_BYTES) {
    throw new Error(`${where}: what follows the colon must be ${KEY_BYTES} bytes in base64.`);
  }
  return { id, key: createSecretKey(material) };
}
