/** What Amazon's error answers mean. Match on codes; the texts are quoted only where nothing else tells causes apart. */
import { z } from 'zod';
import type { LwaFailure, ParticipationsOutcome } from '../domain/outcomes';
import { parseJson } from './json';

type Meaning = 'invalid_grant' | 'misconfigured' | 'server_error';

/** Values of `error` at the LWA token endpoint (RFC 6749 §5.2 and Amazon's own client, `LWAExceptionErrorCode`). */
const LWA_ERRORS: ReadonlyMap<string, Meaning> = new Map([
  ['invalid_grant', 'invalid_grant'],
  ['invalid_client', 'misconfigured'],
  ['unauthorized_client', 'misconfigured'],
  ['invalid_request', 'misconfigured'],
  ['invalid_scope', 'misconfigured'],
  ['unsupported_grant_type', 'misconfigured'],
  ['server_error', 'server_error'],
  ['ServerError', 'server_error'],
  ['temporarily_unavailable', 'server_error'],
]);

const lwaError = z.object({ error: z.string() });

/**
 * Reads an answer of the LWA token endpoint that is no token. A 5xx or 429 never counts against a code, a token or our
 * credentials, whatever its body says; an unknown error is an answer that we cannot use, so a code may be burned.
 */
export function lwaFailure(status: number, body: string, retryAfterMs: number | undefined): LwaFailure {
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status >= 500) return { outcome: 'ambiguous', reason: 'server_error', ...wait };
  if (status === 429) return { outcome: 'ambiguous', reason: 'rate_limited', ...wait };

  const parsed = status >= 400 ? lwaError.safeParse(parseJson(body)) : undefined;
  const error = parsed?.data?.error ?? '';
  switch (LWA_ERRORS.get(error)) {
    case 'invalid_grant':
      return { outcome: 'invalid_grant' };
    case 'misconfigured':
      return { outcome: 'misconfigured', error };
    case 'server_error':
      return { outcome: 'ambiguous', reason: 'server_error', ...wait };
    case undefined:
      return { outcome: 'ambiguous', reason: 'unexpected_answer' };
  }
}

const spApiErrors = z.object({
  errors: z.array(z.object({ details: z.string().nullish() })).min(1),
});

/**
 * The texts that tell the causes of a 403 apart (recorded from the live service; code and message are the same in all).
 * Role, region and account problems have empty details.
 */
const DENIALS: readonly (readonly [RegExp, 'token_refused' | { readonly misconfigured: string }])[] = [
  [/LWA secret token .*expired/i, { misconfigured: 'lwa_secret_expired' }],
  [/access token is missing/i, { misconfigured: 'access_token_missing' }],
  [/access token .*(revoked|malformed|invalid|expired)/i, 'token_refused'],
];

/** Reads a 401 or 403 of the SP-API. One that is not in Amazon's form comes from something in between: it says nothing. */
export function denial(body: string, requestId: string | undefined): ParticipationsOutcome {
  const parsed = spApiErrors.safeParse(parseJson(body));
  if (!parsed.success) return { outcome: 'unverifiable', reason: 'unexpected_answer' };

  const details = parsed.data.errors.map((error) => error.details ?? '').join('\n');
  const meaning = DENIALS.find(([text]) => text.test(details))?.[1];
  if (meaning === undefined) return { outcome: 'forbidden', requestId };
  if (meaning === 'token_refused') return { outcome: 'token_refused' };
  return { outcome: 'misconfigured', error: meaning.misconfigured };
}
