import { sign, type KeyObject } from 'node:crypto';
import type { Instant } from '../domain/clock';

const LIFETIME_S = 300;

/**
 * The value of `x-gw-signature`: an RS256 JWT signed with the merchant's private key that lives five minutes from `at`.
 * `key` is one that `readPrivateKey` accepted.
 */
export function gatewaySignature(key: KeyObject, at: Instant): string {
  const issuedAtS = Math.floor(at / 1000);
  const signed = [
    { alg: 'RS256', typ: 'JWT' },
    { iat: issuedAtS, exp: issuedAtS + LIFETIME_S },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}
