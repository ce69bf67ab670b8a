import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Clock, Instant } from '../domain/clock';
import type { Unverifiable } from '../domain/outcomes';
import { jsonOf, type Outgoing, type OutgoingResponse } from '../outgoing/guarded-dispatcher';
import { unverifiable, unverifiableAnswer, unverifiableFailure } from './unverifiable';

/** Adobe's identity service (IMS), OAuth server-to-server credentials. */
export const IMS_TOKEN_URL = 'https://ims-na1.adobelogin.com/ims/token/v3';

/** What Adobe Commerce as a Cloud Service asks of a server-to-server credential. */
const SCOPES = [
  ...['openid', 'AdobeID', 'email', 'profile'],
  ...['additional_info.roles', 'additional_info.projectedProductContext', 'commerce.accs'],
].join(',');

/** A token is not used in the last minute of its life: it must outlive the calls that are made with it. */
const SPARE_MS = 60_000;
const MAX_TOKENS = 1_000;
const TIMEOUT_MS = 10_000;

/** An OAuth server-to-server credential of a project in the Adobe Developer Console. */
export interface ImsCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly organizationId: string;
}

export type ImsAnswer =
  | { readonly outcome: 'token'; readonly token: string }
  /** IMS does not know the credential, or does not let it into Commerce. */
  | { readonly outcome: 'rejected' }
  | Unverifiable;

/** The access tokens of this process, one for each credential. They are kept in memory alone. */
export interface ImsTokens {
  /** The token at hand, or a new one. Callers at the same time share one request. Never rejects. */
  tokenOf(credentials: ImsCredentials): Promise<ImsAnswer>;
  /** Forgets a token that was refused, unless another one has taken its place. */
  drop(credentials: ImsCredentials, token: string): void;
}

export interface ImsOptions {
  readonly tokenUrl: string;
  readonly outgoing: Outgoing;
  readonly clock: Clock;
}

interface Kept {
  readonly answer: Promise<ImsAnswer>;
  /** Set once the token is there. */
  token?: string;
  usableUntil: Instant;
}

export function createImsTokens(options: ImsOptions): ImsTokens {
  const { clock } = options;
  const kept = new Map<string, Kept>();

  function ask(name: string, credentials: ImsCredentials): Promise<ImsAnswer> {
    const answer = requestToken(credentials, options);
    const entry: Kept = { answer: answer.then(({ outcome }) => outcome), usableUntil: Number.POSITIVE_INFINITY };
    kept.set(name, entry);
    void answer.then(({ outcome, expiresAt }) => {
      if (outcome.outcome === 'token') {
        entry.token = outcome.token;
        entry.usableUntil = expiresAt - SPARE_MS;
      } else if (kept.get(name) === entry) kept.delete(name);
    });
    const [oldest] = kept.keys();
    if (kept.size > MAX_TOKENS && oldest !== undefined) kept.delete(oldest);
    return entry.answer;
  }

  return {
    tokenOf(credentials) {
      const name = nameOf(credentials);
      const entry = kept.get(name);
      return entry && clock.now() < entry.usableUntil ? entry.answer : ask(name, credentials);
    },
    drop(credentials, token) {
      const name = nameOf(credentials);
      if (kept.get(name)?.token === token) kept.delete(name);
    },
  };
}

/** Whoever lacks the secret gets no token that was made with it. */
function nameOf({ clientId, clientSecret, organizationId }: ImsCredentials): string {
  return createHash('sha256')
    .update(JSON.stringify([clientId, clientSecret, organizationId]))
    .digest('base64url');
}

interface Requested {
  readonly outcome: ImsAnswer;
  readonly expiresAt: Instant;
}

async function requestToken(
  { clientId, clientSecret }: ImsCredentials,
  { tokenUrl, outgoing, clock }: ImsOptions,
): Promise<Requested> {
  const answer = await outgoing.send({
    method: 'POST',
    url: tokenUrl,
    timeoutMs: TIMEOUT_MS,
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: SCOPES,
    }).toString(),
  });
  const now = clock.now();
  if (answer.outcome !== 'response') return { outcome: unverifiableFailure(answer), expiresAt: now };
  if (answer.status !== 200) return { outcome: refusalOf(answer, now), expiresAt: now };
  const parsed = tokenBody.safeParse(jsonOf(answer));
  if (!parsed.success) return { outcome: unverifiable('unexpected_answer'), expiresAt: now };
  const { access_token: token, expires_in: lifeS } = parsed.data;
  return { outcome: { outcome: 'token', token }, expiresAt: now + lifeS * 1_000 };
}

/** The token travels in a header. Its life is told in seconds. */
const tokenBody = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,8000}$/),
  expires_in: z.number().positive(),
});

const errorBody = z.object({ error: z.string() });

/** What OAuth 2.0 (RFC 6749 §5.2) says about a credential that asks for a token with nothing else. */
const REJECTIONS: readonly string[] = ['invalid_client', 'unauthorized_client', 'access_denied', 'invalid_scope'];

function refusalOf(response: OutgoingResponse, now: Instant): ImsAnswer {
  const parsed = errorBody.safeParse(jsonOf(response));
  const isClientError = response.status === 400 || response.status === 401 || response.status === 403;
  if (isClientError && parsed.success && REJECTIONS.includes(parsed.data.error)) return { outcome: 'rejected' };
  return unverifiableAnswer(response, now);
}
