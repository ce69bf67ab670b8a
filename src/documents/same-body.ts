import { createHmac } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json';

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
