import { Secret } from '../domain/secret';

/** What Amazon's redirect says (SP-API docs, "Website authorization workflow"). */
export type CallbackQuery =
  | { readonly kind: 'consented'; readonly state: string; readonly sellerId: string; readonly code: Secret }
  /** Undocumented, yet read by third parties' code: the seller or Amazon stopped. */
  | { readonly kind: 'declined' }
  /** A parameter is missing, malformed or given twice: whoever made this address, it was not Amazon's redirect. */
  | { readonly kind: 'incomplete' };

const STATE = /^[A-Za-z0-9._~-]{16,200}$/;
/** `A3FHEXAMPLEYWS`: upper case letters and digits. */
const SELLER_ID = /^[A-Z0-9]{5,32}$/;
const CODE = /^[\x21-\x7e]{1,2048}$/;

/** Reads the query of the callback. Parameters that we do not know are ignored, unless they come twice. */
export function readCallback(originalUrl: string): CallbackQuery {
  const start = originalUrl.indexOf('?');
  const query = new URLSearchParams(start === -1 ? '' : originalUrl.slice(start + 1));
  const names = [...query.keys()];
  if (new Set(names).size !== names.length) return { kind: 'incomplete' };
  if (query.has('error') || query.has('error_code')) return { kind: 'declined' };

  const state = query.get('state') ?? '';
  const sellerId = query.get('selling_partner_id') ?? '';
  const code = query.get('spapi_oauth_code') ?? '';
  if (!STATE.test(state) || !SELLER_ID.test(sellerId) || !CODE.test(code)) return { kind: 'incomplete' };
  return { kind: 'consented', state, sellerId, code: new Secret(code) };
}
