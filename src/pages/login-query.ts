import type { Instant } from '../domain/clock';

/** What Amazon's address says when it sends a seller to our Login URI (SP-API docs, "Appstore authorization workflow"). */
export interface LoginQuery {
  readonly callbackUri: string;
  readonly amazonState: string;
  /** A claim: anybody can write this address. */
  readonly sellerId: string;
}

/** The same, as our own form repeats it, with the time at which the browser came. */
export interface LoginForm extends LoginQuery {
  readonly startedAt: Instant;
}

const CALLBACK_URI = /^[\x21-\x7e]{1,2048}$/;
const AMAZON_STATE = /^[\x21-\x7e]{1,1024}$/;
/** `A3FHEXAMPLEYWS`: upper case letters and digits. */
const SELLER_ID = /^[A-Z0-9]{5,32}$/;
const INSTANT = /^\d{1,15}$/;

/** Undefined if a parameter is missing, malformed or given twice; those that we do not know are ignored. */
export function readLoginQuery(originalUrl: string): LoginQuery | undefined {
  const start = originalUrl.indexOf('?');
  const query = new URLSearchParams(start === -1 ? '' : originalUrl.slice(start + 1));
  const names = [...query.keys()];
  if (new Set(names).size !== names.length) return undefined;
  return readLogin((name) => query.get(name) ?? undefined);
}

/** Reads what `loginFields` has written. */
export function readLoginForm(field: (name: string) => string | undefined): LoginForm | undefined {
  const login = readLogin(field);
  const startedAt = field('started_at') ?? '';
  return login && INSTANT.test(startedAt) ? { ...login, startedAt: Number(startedAt) } : undefined;
}

/** Names and values of the fields of our form. */
export function loginFields(form: LoginForm): Readonly<Record<string, string>> {
  return {
    amazon_callback_uri: form.callbackUri,
    amazon_state: form.amazonState,
    selling_partner_id: form.sellerId,
    started_at: String(form.startedAt),
  };
}

function readLogin(field: (name: string) => string | undefined): LoginQuery | undefined {
  const callbackUri = field('amazon_callback_uri') ?? '';
  const amazonState = field('amazon_state') ?? '';
  const sellerId = field('selling_partner_id') ?? '';
  const sound = CALLBACK_URI.test(callbackUri) && AMAZON_STATE.test(amazonState) && SELLER_ID.test(sellerId);
  return sound ? { callbackUri, amazonState, sellerId } : undefined;
}
