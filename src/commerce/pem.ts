import { createPrivateKey, type KeyObject } from 'node:crypto';

/** What became of a pasted private key; none of the values holds any of its text. */
export type PrivateKeyReading =
  { readonly outcome: 'ok'; readonly key: KeyObject; readonly pem: string } | PrivateKeyUnusable;

export interface PrivateKeyUnusable {
  readonly outcome: 'unusable';
  /** `not_rsa` includes RSA keys that are bound to PSS, which cannot make an RS256 signature. */
  readonly why: 'not_a_private_key' | 'encrypted' | 'unreadable' | 'not_rsa' | 'too_short';
}

const BEGIN = /-----\s*BEGIN\s+((?:[A-Z]+\s+){0,2})PRIVATE\s+KEY\s*-----/;
const END = /-----\s*END/;
const LINE_LENGTH = 64;
/** RFC 7518 §3.3: a shorter key must not be used for RS256. */
const MIN_MODULUS_BITS = 2048;

/**
 * Reads an RSA private key (PKCS#1 or PKCS#8) as people paste it: stray spaces, missing, doubled or foreign line ends,
 * the two characters `\n` instead of a line break, and text around the block are repaired. `pem` is the repaired form.
 */
export function readPrivateKey(pasted: string): PrivateKeyReading {
  const text = pasted.replace(/\\[rn]/g, '\n');
  const begin = BEGIN.exec(text);
  if (!begin) return unusable('not_a_private_key');
  const label = `${begin[1] ?? ''}PRIVATE KEY`.replace(/\s+/g, ' ');
  const [body = ''] = text.slice(begin.index + begin[0].length).split(END, 1);
  // PKCS#1 announces encryption in headers inside the block ("Proc-Type: 4,ENCRYPTED").
  if (label.startsWith('ENCRYPTED') || body.includes('ENCRYPTED')) return unusable('encrypted');

  const pem = wrap(label, body.replace(/[\s\u200B]+/g, ''));
  const key = parse(pem);
  if (!key) return unusable('unreadable');
  if (key.asymmetricKeyType !== 'rsa') return unusable('not_rsa');
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < MIN_MODULUS_BITS) return unusable('too_short');
  return { outcome: 'ok', key, pem };
}

function unusable(why: PrivateKeyUnusable['why']): PrivateKeyUnusable {
  return { outcome: 'unusable', why };
}

function wrap(label: string, base64: string): string {
  const lines = base64.match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g')) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

function parse(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
