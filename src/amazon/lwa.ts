import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Clock, Instant } from '../domain/clock';
import type { LwaFailure } from '../domain/outcomes';
import { Secret } from '../domain/secret';
import type { AmazonApp } from './app';
import type { AmazonEndpoints } from './endpoints';
import { lwaFailure } from './errors';
import { ACCESS_TOKEN_LIFETIME_MS, GRANTLESS_SCOPE, TOKEN_MAX_BYTES } from './facts';
import { parseJson } from './json';
import { retryAfterMs } from './retry-after';
import type { AmazonRequest, Answer, Transport } from './transport';

export interface Tokens {
  readonly outcome: 'ok';
  readonly accessToken: Secret;
  readonly refreshToken: Secret;
  /** When the access token ends, never later than it does at Amazon. */
  readonly expiresAt: Instant;
}

export type TokenOutcome = Tokens | LwaFailure;

/** Healthy: Amazon answers and knows our application. */
export type CredentialsOutcome = { readonly outcome: 'healthy' } | LwaFailure;

/** Login with Amazon. Nothing is thrown for what Amazon answers, and no result but `Tokens` holds a secret. */
export interface Lwa {
  /**
   * Exchanges the code of a consent; it lives five minutes and works once. Tried again only while nothing was sent, for
   * at most about twenty seconds in all. After `ambiguous` the code may be burned: ask for consent anew.
   */
  readonly exchangeCode: (code: Secret) => Promise<TokenOutcome>;
  /** A new access token; LWA returns the same refresh token. Asks once; `withinMs` bounds the call if that is shorter. */
  readonly refresh: (refreshToken: Secret, withinMs?: number) => Promise<TokenOutcome>;
  /** The control call: `client_credentials` shows whether our own application is in order. Asks once. */
  readonly checkCredentials: () => Promise<CredentialsOutcome>;
}

export interface LwaParts {
  readonly app: AmazonApp;
  readonly endpoints: AmazonEndpoints;
  readonly clock: Clock;
  readonly transport: Transport;
}

type Fields = Readonly<Record<string, string>>;
type Manner = Pick<AmazonRequest, 'ownConnection' | 'withinMs'>;

/** Pauses before the second and third try of an exchange of which nothing was sent. */
const EXCHANGE_PAUSES_MS = [200, 600] as const;
/** No further try begins later than this: the browser is waiting. */
const EXCHANGE_RETRY_WINDOW_MS = 8_000;

const token = z
  .string()
  .regex(/^[\x21-\x7e]+$/)
  .max(TOKEN_MAX_BYTES);

const tokenAnswer = z.object({
  access_token: token,
  refresh_token: token.optional(),
  expires_in: z.coerce
    .number()
    .positive()
    .max(ACCESS_TOKEN_LIFETIME_MS / 1000)
    .catch(ACCESS_TOKEN_LIFETIME_MS / 1000),
});

export function createLwa({ app, endpoints, clock, transport }: LwaParts): Lwa {
  /** The one that Amazon took last comes first. */
  let secrets: readonly [Secret, Secret?] = app.previousClientSecret
    ? [app.clientSecret, app.previousClientSecret]
    : [app.clientSecret];

  /** An answer of `invalid_client` is about our secret alone: neither code nor token was looked at. */
  async function post(fields: Fields, manner: Manner = {}): Promise<Answer> {
    const [preferred, other] = secrets;
    const answer = await postWith(preferred, fields, manner);
    if (other === undefined || !refusesOurSecret(answer)) return answer;
    const second = await postWith(other, fields, manner);
    if (!refusesOurSecret(second)) secrets = [other, preferred];
    return second;
  }

  function postWith(clientSecret: Secret, fields: Fields, manner: Manner): Promise<Answer> {
    const form = new URLSearchParams({
      ...fields,
      client_id: app.clientId,
      client_secret: clientSecret.reveal(),
    });
    return transport.send({
      method: 'POST',
      url: endpoints.lwaTokenUrl,
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
      body: form.toString(),
      ...manner,
    });
  }

  return {
    exchangeCode: async (code) => {
      const fields = { grant_type: 'authorization_code', code: code.reveal(), redirect_uri: app.redirectUri };
      const askedAt = clock.now();
      return readTokens(await untilSent(() => post(fields, { ownConnection: true })), askedAt);
    },
    refresh: async (refreshToken, withinMs) => {
      const fields = { grant_type: 'refresh_token', refresh_token: refreshToken.reveal() };
      const askedAt = clock.now();
      return readTokens(await post(fields, withinMs === undefined ? {} : { withinMs }), askedAt, refreshToken);
    },
    checkCredentials: async () => {
      const answer = await post({ grant_type: 'client_credentials', scope: GRANTLESS_SCOPE });
      const read = readAnswer(answer);
      return 'outcome' in read ? read : { outcome: 'healthy' };
    },
  };
}

function refusesOurSecret(answer: Answer): boolean {
  const read = readAnswer(answer);
  return 'outcome' in read && read.outcome === 'misconfigured' && read.error === 'invalid_client';
}

async function untilSent(post: () => Promise<Answer>): Promise<Answer> {
  const lastTryAt = performance.now() + EXCHANGE_RETRY_WINDOW_MS;
  let answer = await post();
  for (const pauseMs of EXCHANGE_PAUSES_MS) {
    if (answer.kind !== 'not_sent' || performance.now() + pauseMs > lastTryAt) break;
    await sleep(pauseMs);
    answer = await post();
  }
  return answer;
}

/** `known` is the refresh token that was sent: a refresh may leave it out of its answer. */
function readTokens(answer: Answer, askedAt: Instant, known?: Secret): TokenOutcome {
  const read = readAnswer(answer);
  if ('outcome' in read) return read;

  const refreshToken = read.refresh_token === undefined ? known : new Secret(read.refresh_token);
  if (refreshToken === undefined) return { outcome: 'ambiguous', reason: 'unexpected_answer' };
  return {
    outcome: 'ok',
    accessToken: new Secret(read.access_token),
    refreshToken,
    expiresAt: askedAt + read.expires_in * 1000,
  };
}

function readAnswer(answer: Answer): z.infer<typeof tokenAnswer> | LwaFailure {
  if (answer.kind === 'not_sent') return { outcome: 'not_sent', reason: answer.reason };
  if (answer.kind === 'unanswered') return { outcome: 'ambiguous', reason: answer.reason };
  if (answer.status !== 200) {
    return lwaFailure(answer.status, answer.body, retryAfterMs(answer.header('retry-after')));
  }
  return tokenAnswer.safeParse(parseJson(answer.body)).data ?? { outcome: 'ambiguous', reason: 'unexpected_answer' };
}
