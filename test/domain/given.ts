import type { Instant } from '../../src/domain/clock';
import {
  newFacts,
  newStore,
  NO_PROBE,
  type CandidateFacts,
  type GrantFacts,
  type OnboardingFacts,
  type Retry,
} from '../../src/domain/facts';
import type { StoreId } from '../../src/domain/marketplaces';
import type { StoreProblem } from '../../src/domain/outcomes';
import { planYear } from '../../src/domain/plan-year';
import { DAY_MS, DEFAULT_POLICY, type Policy } from '../../src/domain/policy';

/** 15 January 2026, 15:00 UTC: 10:00 in New York. */
export const NOW: Instant = Date.UTC(2026, 0, 15, 15);
export const POLICY: Policy = { version: 1, ...DEFAULT_POLICY };
export const EXPIRY = NOW + days(365);

export function days(count: number): number {
  return count * DAY_MS;
}

export function hours(count: number): number {
  return count * 3_600_000;
}

export type Change = (facts: OnboardingFacts) => OnboardingFacts;

/** A new onboarding with a key, a connection and one store in the US, to which the changes have happened in turn. */
export function given(...changes: readonly Change[]): OnboardingFacts {
  const start = {
    onboardingId: 'acme',
    merchantId: 'merchant_1',
    region: 'na',
    keyRevision: 1,
    connectionRevision: 1,
    stores: [{ storeId: 'us', revision: 1 }],
    policy: POLICY,
    adopted: null,
  } as const;
  return changes.reduce((facts, change) => change(facts), newFacts(start, NOW));
}

export function retryAt(at: Instant, reason: Retry['reason'] = 'timeout'): Retry {
  return { attempts: 1, at, reason, since: NOW };
}

export function withKey(change: Partial<OnboardingFacts['apiKey']>): Change {
  return (facts) => ({ ...facts, apiKey: { ...facts.apiKey, ...change } });
}

export const validKey = withKey({ verdict: { outcome: 'valid' } });

export function withConnection(change: Partial<OnboardingFacts['connection']>): Change {
  return (facts) => ({ ...facts, connection: { ...facts.connection, ...change } });
}

export const UNKNOWN_WEBSITE: StoreProblem = { code: 'website_unknown', websiteCode: 'base' };

/** The stores, each `new`, `ready`, or with the problems that are named (then looked at again in six hours). */
export function withStores(stores: Partial<Record<StoreId, 'new' | 'ready' | readonly StoreProblem[]>>): Change {
  return (facts) => ({
    ...facts,
    stores: Object.entries(stores).map(([storeId, state]) => {
      const store = newStore(storeId as StoreId, 1, NOW);
      if (typeof state === 'string') return { ...store, state };
      return { ...store, state: 'problems', problems: state, lookAgainAt: NOW + hours(6) };
    }),
  });
}

export const readyStore = withStores({ us: 'ready' });

export function withConsent(change: Partial<OnboardingFacts['consent']>): Change {
  return (facts) => ({ ...facts, consent: { ...facts.consent, ...change } });
}

/** The key is valid, the store ready, and the seller was invited at NOW. */
export const invited: Change = (facts) =>
  [validKey, readyStore, withConsent({ openedAt: NOW, marks: { invitation: 'done' } })].reduce(
    (before, change) => change(before),
    facts,
  );

export function withCandidate(change: Partial<CandidateFacts> = {}): Change {
  const receivedAt = change.receivedAt ?? NOW;
  return (facts) => ({
    ...facts,
    candidate: {
      ref: 'grant-1',
      consentId: 'consent-1',
      receivedAt,
      askAt: receivedAt,
      verdict: null,
      decision: null,
      obstacle: null,
      retry: null,
      ...change,
    },
  });
}

export const notParticipating = withCandidate({
  askAt: NOW + days(1),
  verdict: { outcome: 'not_participating', absent: ['us'], since: NOW },
});

export function parkedFor(reason: 'owner_mismatch' | 'seller_claim_conflict'): Change {
  return withCandidate({ askAt: null, verdict: { outcome: 'parked', reason, since: NOW } });
}

const served = { participation: { answer: 'yes', since: NOW } } as const;

export function grantOf(generation: number, grantedAt: Instant): NonNullable<OnboardingFacts['grant']> {
  const expiresAt = grantedAt + days(365);
  const ref = `grant-${generation - 1}`;
  const alive = { suspectedSince: null, revokedSince: null, standingUnread: false, probe: NO_PROBE };
  const served = { askAt: null, storesDoubted: false, obstacle: null, retry: null };
  return { ref, generation, grantedAt, expiresAt, basis: 'observed', ...alive, ...served };
}

/** A grant of generation 1 in force since NOW, expiring at EXPIRY; not planned yet. */
export const granted: Change = (facts) => {
  const before = invited(facts);
  return { ...before, stores: before.stores.map((store) => ({ ...store, ...served })), grant: grantOf(1, NOW) };
};

/** Granted and planned, by New York's clock; `connected` was sent. */
export const connected: Change = (facts) => ({
  ...granted(facts),
  plan: planYear({ generation: 1, expiresAt: EXPIRY }, POLICY, 'America/New_York', NOW - 1_000),
  marks: { connected: 'done' },
});

export function withGrant(change: Partial<GrantFacts>): Change {
  return (facts) => ({ ...facts, grant: facts.grant && { ...facts.grant, ...change } });
}

/** Amazon was found to have ended the grant. */
export function revokedAt(revokedSince: Instant): Change {
  return withGrant({ suspectedSince: revokedSince, revokedSince });
}

/** The grant came with a past: nobody is sure of the day on which it was given. */
export const estimated = withGrant({ basis: 'estimated', probe: { ...NO_PROBE, askAt: EXPIRY } });

/** Taken over with a grant that could not be used. */
export const quiet: Change = (facts) => withConsent({ quiet: true })(readyStore(validKey(facts)));

/** The thirty days are over. */
export const lapsed: Change = (facts) => withConsent({ openedAt: NOW - days(30) })(invited(facts));

export function withFacts(change: Partial<OnboardingFacts>): Change {
  return (facts) => ({ ...facts, ...change });
}
