import { createHmac } from 'node:crypto';

/**
 * HMAC-SHA-256 by which a later request is known to have the same body. It is made of the parsed body, so that order of
 * fields, white space, spelled-out defaults and repaired values make no difference, and it is keyed, so that nobody who
 * reads it can try out secrets against it.
 *
 * Hazard: a new default in a schema changes the HMAC of bodies that leave the field out. New fields are therefore
 * optional without default.
 */
export function bodyHmac(key: Buffer, parsedBody: unknown): string {
  return createHmac('sha256', key).update(canonicalJson(parsedBody)).digest('base64url');
}

/** JSON with sorted names and without fields that are undefined. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    isPlainObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
