import { verify } from 'node:crypto';
import type { Instant } from '../../domain/clock';

/** The Commerce environment that a merchant's API key belongs to. */
export type Environment = 'production' | 'sandbox';

export interface RegisteredApiKey {
  readonly instance: string;
  readonly environment: Environment;
  readonly key: string;
  readonly publicKeyPem: string;
}

/** The signature may live five minutes. */
const LIFE_S = 300;

export type SignatureCheck =
  'valid' | 'missing' | 'malformed' | 'wrong_algorithm' | 'wrong_signature' | 'expired' | 'too_long';

/** Checks the RS256 JWT of `x-gw-signature` against the public key that was registered for the API key. */
export function checkGatewaySignature(token: string | undefined, publicKeyPem: string, now: Instant): SignatureCheck {
  if (token === undefined || token === '') return 'missing';
  const [header, payload, signature, ...rest] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) return 'malformed';
  const head = readJson(header);
  const claims = readJson(payload);
  if (!head || !claims) return 'malformed';
  if (head['alg'] !== 'RS256') return 'wrong_algorithm';
  const isSigned = verify(
    'RSA-SHA256',
    Buffer.from(`${header}.${payload}`),
    publicKeyPem,
    Buffer.from(signature, 'base64url'),
  );
  if (!isSigned) return 'wrong_signature';
  const expires = claims['exp'];
  if (typeof expires !== 'number') return 'malformed';
  if (expires * 1000 <= now) return 'expired';
  if (expires > Math.ceil(now / 1000) + LIFE_S) return 'too_long';
  return 'valid';
}

function readJson(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
