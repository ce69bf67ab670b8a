import { domainToASCII } from 'node:url';

/** RFC 5321 §4.5.3.1: 64 octets before the at sign, 254 in all. */
const LOCAL_PART_MAX = 64;
const ADDRESS_MAX = 254;

const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;

/**
 * Exactly one mailbox, with its domain in ASCII, or undefined. Commas, spaces, line breaks, comments, quotes and angle
 * brackets are refused: in a header or an SMTP command they name further or other recipients.
 */
export function oneMailbox(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0));
  const domain = /^[\p{L}\p{M}\p{N}.-]+$/u.test(address.slice(at + 1)) ? domainToASCII(address.slice(at + 1)) : '';
  const mailbox = `${local}@${domain}`;
  const fits = local.length <= LOCAL_PART_MAX && mailbox.length <= ADDRESS_MAX;
  return fits && LOCAL_PART.test(local) && DOMAIN.test(domain) ? mailbox : undefined;
}
