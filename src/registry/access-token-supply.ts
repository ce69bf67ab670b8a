import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Clock, Instant } from '../domain/clock';
import type { LwaFailure } from '../domain/outcomes';
import type { Secret } from '../domain/secret';
import type {
  AccessTokens,
  KeptToken,
  NoTokenSource,
  RefreshFailure,
  TokenSource,
  TokenStanding,
} from './access-tokens';
import type { Grants } from './grants';

/** Asks LWA once for a new access token, for at most so many milliseconds. */
export type Refresh = (
  refreshToken: Secret,
  withinMs: number,
) => Promise<(KeptToken & { readonly outcome: 'ok' }) | LwaFailure>;

export type SuppliedToken =
  | (KeptToken & { readonly outcome: 'token'; readonly source: TokenSource })
  | NoTokenSource
  /** No token now, and why. `busy`: somebody is fetching one and takes too long. */
  | { readonly outcome: RefreshFailure | 'busy'; readonly retryAfterMs: number };

/** A live access token of an onboarding's grant; undefined for an unknown onboarding. Takes at most 20 seconds. */
export type AccessTokenSupply = (onboardingId: string) => Promise<SuppliedToken | undefined>;

export interface SupplyParts {
  readonly accessTokens: AccessTokens;
  readonly grants: Pick<Grants, 'refreshToken'>;
  readonly refresh: Refresh;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long a caller waits for a refresh that another process has under way. */
  readonly waitMs?: number;
}

/**
 * Life that a token has left at least when it is handed out. A caller uses it for a batch of calls, with a clock of its
 * own and pauses for SP-API's rates, and must not run dry in the middle; of the hour that LWA gives, 55 minutes are used.
 */
export const MIN_LIFE_MS = 5 * 60_000;
export const LEASE_MS = 10_000;
/** Less than the lease, so that only a holder that has died lets it run out. */
const REFRESH_WITHIN_MS = 8_000;
/** A lease of a holder that has died, and a little. Whoever waited so long for two of them is sent away. */
const WAIT_MS = 12_000;
const POLL_MS = 100;

/** How long nobody asks again after a refresh that failed: every process would, and every caller with it. */
const PAUSE_MS: Readonly<Record<RefreshFailure, number>> = {
  in_doubt: 60_000,
  misconfigured: 60_000,
  unavailable: 5_000,
};
/** LWA's own Retry-After counts up to this. */
const MAX_PAUSE_MS = 5 * 60_000;

/**
 * Hands out access tokens from the vault and has them refreshed, once among all processes and callers: in this process
 * they share one promise, and processes are kept apart by a lease on the grant's row, whose outcome the others wait for.
 *
 * LWA does not rotate refresh tokens (a refresh returns the same one), so a refresh leaves the grant as it is and losing
 * its answer costs nothing.
 */
export function createAccessTokenSupply(parts: SupplyParts): AccessTokenSupply {
  const { accessTokens, clock } = parts;
  const underWay = new Map<string, Promise<SuppliedToken>>();

  return async (onboardingId) => {
    const standing = await accessTokens.standing(onboardingId);
    const known = standing?.outcome === 'in_force' ? knownAnswer(standing, clock.now()) : standing;
    if (known || standing?.outcome !== 'in_force') return known;

    // Of a grant, not of an onboarding: after a renewal nobody is to wait for the old one.
    const { grantRef } = standing.source;
    const joined = underWay.get(grantRef);
    if (joined) return joined;
    const fetched = fetchOrWait(standing, parts).finally(() => underWay.delete(grantRef));
    underWay.set(grantRef, fetched);
    return fetched;
  };
}

/** What needs no refresh to be answered. */
function knownAnswer({ source, kept, failure }: TokenStanding, now: Instant): SuppliedToken | undefined {
  if (kept && kept.expiresAt - now >= MIN_LIFE_MS) return { outcome: 'token', source, ...kept };
  if (failure && now < failure.retryAt) return { outcome: failure.kind, retryAfterMs: failure.retryAt - now };
  return undefined;
}

/** Takes the lease and fetches a token, or waits for the outcome of who has it; takes over from a holder that has died. */
async function fetchOrWait(first: TokenStanding, parts: SupplyParts): Promise<SuppliedToken> {
  const { accessTokens, clock, waitMs = WAIT_MS } = parts;
  const owner = randomUUID();
  const givesUpAt = performance.now() + waitMs;
  for (let seen = first; ;) {
    const now = clock.now();
    if (seen.leasedUntil === null || seen.leasedUntil <= now) {
      if (await accessTokens.lease(seen, owner, now + LEASE_MS, now)) return fetchUnderLease(seen.source, owner, parts);
    }
    if (performance.now() >= givesUpAt) return { outcome: 'busy', retryAfterMs: LEASE_MS };
    await sleep(POLL_MS);

    const standing = await accessTokens.standing(seen.source.onboardingId);
    if (standing?.outcome !== 'in_force') return standing ?? { outcome: 'closed' };
    const known = knownAnswer(standing, clock.now());
    if (known) return known;
    seen = standing;
  }
}

async function fetchUnderLease(source: TokenSource, owner: string, parts: SupplyParts): Promise<SuppliedToken> {
  const { accessTokens, grants, refresh, clock } = parts;
  const refreshToken = await grants.refreshToken(source.grantRef);
  const answer = refreshToken && (await refresh(refreshToken, REFRESH_WITHIN_MS));
  if (answer?.outcome === 'ok') {
    const { accessToken, expiresAt } = answer;
    if (await accessTokens.keep(source, { accessToken, expiresAt }))
      return { outcome: 'token', source, accessToken, expiresAt };
  }
  // The grant was ended or replaced while it was being refreshed: what is true now is told.
  if (!answer || answer.outcome === 'ok') return afterTheEnd(source, parts);

  const { kind, pauseMs } = failureOf(answer);
  logFailure(source, answer, parts.log);
  const now = clock.now();
  await accessTokens.fail(source, owner, kind, now + pauseMs, now);
  return { outcome: kind, retryAfterMs: pauseMs };
}

async function afterTheEnd({ onboardingId }: TokenSource, { accessTokens }: SupplyParts): Promise<SuppliedToken> {
  const standing = await accessTokens.standing(onboardingId);
  if (standing?.outcome === 'in_force') return { outcome: 'busy', retryAfterMs: 1_000 };
  return standing ?? { outcome: 'closed' };
}

function failureOf(failure: LwaFailure): { readonly kind: RefreshFailure; readonly pauseMs: number } {
  if (failure.outcome === 'invalid_grant') return { kind: 'in_doubt', pauseMs: PAUSE_MS.in_doubt };
  if (failure.outcome === 'misconfigured') return { kind: 'misconfigured', pauseMs: PAUSE_MS.misconfigured };
  const asked = failure.outcome === 'ambiguous' ? (failure.retryAfterMs ?? 0) : 0;
  return { kind: 'unavailable', pauseMs: Math.min(Math.max(asked, PAUSE_MS.unavailable), MAX_PAUSE_MS) };
}

function logFailure({ onboardingId, generation }: TokenSource, failure: LwaFailure, log: Logger): void {
  switch (failure.outcome) {
    case 'invalid_grant':
      log.warn({ onboardingId, generation }, 'Amazon refuses the refresh token: the grant is under suspicion');
      return;
    case 'misconfigured':
      log.error({ onboardingId, error: failure.error }, 'Amazon refuses our own application: an operator must act');
      return;
    case 'not_sent':
    case 'ambiguous':
      log.warn({ onboardingId, reason: failure.reason }, 'Amazon could not be asked for an access token');
  }
}
