import { Secret } from '../../src/domain/secret';
import { parseKeyRing } from '../../src/registry/key-ring';
import { seal, unseal, VaultError } from '../../src/registry/vault';
import { randomRing } from './fixture';

const PLACE = { table: 'grants', row: 'g-1', purpose: 'refresh_token' };
const ring = parseKeyRing(randomRing('a'), 'KEYS');
const secret = new Secret('canary-value');

describe('the vault', () => {
  test('opens what it sealed', () => {
    expect(unseal(ring, PLACE, seal(ring, PLACE, secret)).reveal()).toBe('canary-value');
  });

  test('writes version, key id, nonce, ciphertext and tag', () => {
    const parts = seal(ring, PLACE, secret).split('.');
    expect(parts.slice(0, 2)).toEqual(['v1', 'a']);
    expect(parts.slice(2).map((part) => Buffer.from(part, 'base64url').length)).toEqual([12, 12, 16]);
  });

  test('never uses a nonce twice', () => {
    const nonces = Array.from({ length: 50 }, () => seal(ring, PLACE, secret).split('.')[2]);
    expect(new Set(nonces).size).toBe(50);
  });

  test.each([
    ['table', { ...PLACE, table: 'onboardings' }],
    ['row', { ...PLACE, row: 'g-2' }],
    ['purpose', { ...PLACE, purpose: 'access_token' }],
  ])('does not open an envelope at another %s', (_, elsewhere) => {
    expect(() => unseal(ring, elsewhere, seal(ring, PLACE, secret))).toThrow(VaultError);
  });

  test('does not open an envelope that was tampered with', () => {
    const [version, id, nonce, ciphertext, tag] = seal(ring, PLACE, secret).split('.');
    const flipped = Buffer.from(ciphertext!, 'base64url');
    flipped[0]! ^= 1;
    const tampered = [version, id, nonce, flipped.toString('base64url'), tag].join('.');
    expect(() => unseal(ring, PLACE, tampered)).toThrow(VaultError);
  });

  test('does not take a shortened tag', () => {
    const parts = seal(ring, PLACE, secret).split('.');
    parts[4] = Buffer.from(parts[4]!, 'base64url').subarray(0, 8).toString('base64url');
    expect(() => unseal(ring, PLACE, parts.join('.'))).toThrow(VaultError);
  });

  test('opens with an older key of the ring and names a key that is missing', () => {
    const older = randomRing('older');
    const envelope = seal(parseKeyRing(older, 'KEYS'), PLACE, secret);
    const grown = parseKeyRing(`${randomRing('newer')},${older}`, 'KEYS');
    expect(unseal(grown, PLACE, envelope).reveal()).toBe('canary-value');
    expect(() => unseal(ring, PLACE, envelope)).toThrow('"older"');
  });
});
