import { createHmac, timingSafeEqual } from 'node:crypto';

/** An event as Evergrant sends it. `type` says what `data` holds; ignore types and fields that you do not know. */
export interface WebhookEvent {
  /** The same at every delivery: an event that was seen before is to be ignored. */
  readonly id: string;
  readonly type: string;
  /** When it happened, as ISO 8601. */
  readonly timestamp: string;
  readonly onboardingId: string | null;
  readonly merchantId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface ReceivedWebhook {
  /** The `whsec_…` of the endpoint. During a change of secrets both may be given. */
  readonly secret: string | readonly string[];
  /** Of the request, as Node or fetch give them. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Exactly the bytes that came: the signature is over them, not over what a JSON parser made of them. */
  readonly body: string | Uint8Array;
  /** Now, for tests. */
  readonly now?: Date;
}

/** `missing_header`, `malformed`, `too_old`, `too_new` (a clock is wrong, or somebody repeats an old request), `wrong_signature`. */
export type WebhookRefusal = 'missing_header' | 'malformed' | 'too_old' | 'too_new' | 'wrong_signature';

/** The request is not from Evergrant, or not from now. Answer it with 400 and do nothing. */
export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError';

  constructor(
    readonly reason: WebhookRefusal,
    message: string,
  ) {
    super(message);
  }
}

const TOLERANCE_SECONDS = 5 * 60;
const PREFIX = 'whsec_';
const VERSION = 'v1';

/**
 * Verifies a webhook (Standard Webhooks, symmetric signatures) and gives its event. One of the signatures must be by one
 * of the secrets, and the request must have been sent within five minutes.
 *
 * @throws WebhookVerificationError for whatever cannot be trusted; TypeError for a secret that is none.
 */
export function verifyWebhook({ secret, headers, body, now = new Date() }: ReceivedWebhook): WebhookEvent {
  const keys = [secret].flat().map(keyOf);
  const id = header(headers, 'webhook-id');
  const timestamp = header(headers, 'webhook-timestamp');
  const signatures = header(headers, 'webhook-signature');

  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookVerificationError('malformed', 'webhook-timestamp is no number');
  const ageSeconds = now.getTime() / 1000 - Number(timestamp);
  if (ageSeconds > TOLERANCE_SECONDS) throw new WebhookVerificationError('too_old', 'It was sent too long ago');
  if (ageSeconds < -TOLERANCE_SECONDS) throw new WebhookVerificationError('too_new', 'It was sent in the future');

  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), Buffer.from(body)]);
  const expected = keys.map((key) => createHmac('sha256', key).update(signed).digest());
  const given = signatures.split(' ').flatMap((signature) => {
    const [version, value] = signature.split(',', 2);
    return version === VERSION && value ? [Buffer.from(value, 'base64')] : [];
  });
  if (!given.some((candidate) => expected.some((known) => same(candidate, known)))) {
    throw new WebhookVerificationError('wrong_signature', 'No signature is by a known secret over this body');
  }
  return eventOf(Buffer.from(body).toString('utf8'));
}

function keyOf(secret: string): Buffer {
  const key = Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, 'base64');
  // An empty key would make every signature one that anybody can compute.
  if (key.length === 0) throw new TypeError('A webhook secret looks like whsec_…');
  return key;
}

function header(headers: ReceivedWebhook['headers'], name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : valueOf(headers, name);
  if (typeof value === 'string' && value !== '') return value;
  throw new WebhookVerificationError('missing_header', `The header ${name} is missing`);
}

function valueOf(headers: Readonly<Record<string, string | readonly string[] | undefined>>, name: string) {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** In a time that does not depend on where the two differ. */
function same(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function eventOf(text: string): WebhookEvent {
  try {
    return JSON.parse(text) as WebhookEvent;
  } catch {
    throw new WebhookVerificationError('malformed', 'The body is no JSON');
  }
}
