import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { readPrivateKey } from '../../src/commerce/pem';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PKCS8 = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const PKCS1 = privateKey.export({ type: 'pkcs1', format: 'pem' }) as string;
const middleOf = (pem: string) => pem.split('\n').slice(1, -2).join('\n');

describe('a private key as a merchant pastes it', () => {
  it.each<[string, string]>([
    ['as PKCS#8', PKCS8],
    ['as PKCS#1', PKCS1],
    ['with Windows line ends', PKCS8.replaceAll('\n', '\r\n')],
    ['with old Macintosh line ends', PKCS1.replaceAll('\n', '\r')],
    ['with the two characters \\n for each line break', PKCS8.replaceAll('\n', '\\n')],
    ['with \\r\\n as four characters', PKCS1.replaceAll('\n', '\\r\\n')],
    ['in one line with spaces for line breaks', PKCS8.replaceAll('\n', ' ')],
    ['in one line without any break', PKCS1.replaceAll('\n', '')],
    ['with every line indented and trailed by blanks', PKCS8.replace(/^(.*)$/gm, '  \t$1 \u00a0')],
    ['with empty lines in between', PKCS8.replaceAll('\n', '\n\n')],
    ['with stray blanks inside the base64', PKCS8.replace(middleOf(PKCS8), middleOf(PKCS8).replace(/(.)/g, '$1 '))],
    ['with a line break inside the label', PKCS1.replace('BEGIN RSA PRIVATE', 'BEGIN RSA\nPRIVATE')],
    ['with blanks before the label', PKCS8.replace('-----BEGIN', '----- BEGIN').replace('-----END', '----- END')],
    ['in quotes and after a byte order mark', `\uFEFF"${PKCS8}"`],
    ['after some text', `Private key:\n${PKCS8}`],
  ])('is read %s', (_case, pasted) => {
    const reading = readPrivateKey(pasted);

    expect(reading.outcome === 'ok' && reading.key.equals(privateKey)).toBe(true);
  });

  it.each([PKCS1, PKCS8])('comes back in the regular form', (pem) => {
    expect(readPrivateKey(pem.replaceAll('\n', ' '))).toMatchObject({ pem });
  });

  it.each<[string, string, string]>([
    ['nothing', '', 'not_a_private_key'],
    ['a sentence', 'my private key', 'not_a_private_key'],
    [
      'a public key',
      createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }) as string,
      'not_a_private_key',
    ],
    ['bare base64', middleOf(PKCS8), 'not_a_private_key'],
    ['a key that is cut off', PKCS8.slice(0, 800), 'unreadable'],
    ['a key with foreign characters', PKCS8.replace('M', 'é'), 'unreadable'],
    ['an empty block', '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----', 'unreadable'],
    [
      'an encrypted PKCS#8 key',
      privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }) as string,
      'encrypted',
    ],
    [
      'an encrypted PKCS#1 key',
      privateKey.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }) as string,
      'encrypted',
    ],
    [
      'an elliptic curve key',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      'not_rsa',
    ],
    [
      'an RSA key bound to PSS',
      generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey.export({
        type: 'pkcs8',
        format: 'pem',
      }) as string,
      'not_rsa',
    ],
    [
      'an RSA key shorter than RS256 allows',
      generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      'too_short',
    ],
  ])('is unusable when it is %s', (_case, pasted, why) => {
    expect(readPrivateKey(pasted)).toEqual({ outcome: 'unusable', why });
  });

  it('is read in time that grows with its length only', () => {
    const started = performance.now();

    readPrivateKey('-----BEGIN PRIVATE KEY-----'.repeat(40_000));
    readPrivateKey(`-----BEGIN ${' A'.repeat(500_000)}`);

    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('does not show its text when the key object is printed', () => {
    const reading = readPrivateKey(PKCS8);

    expect(reading.outcome === 'ok' && inspect(reading.key)).not.toContain('MII');
  });
});
