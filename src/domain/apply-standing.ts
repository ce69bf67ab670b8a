import type { Instant } from './clock';
import type { GrantFacts, OnboardingFacts } from './facts';
import type { Probe, Standing } from './outcomes';
import { policyDays } from './policy';
import { retryAfter } from './retry';
import { withOutcomes } from './verb-outcomes';
import { isExpired, isRevocationKey } from './year';

/** A grant that was found alive is asked about again where nobody is sure of its last day and that has passed. */
export function applyStanding(
  facts: OnboardingFacts,
  grantRef: string,
  standing: Standing | null,
  now: Instant,
): OnboardingFacts {
  const { grant } = facts;
  if (grant?.ref !== grantRef) return facts;
  if (!standing) return { ...facts, grant: { ...grant, standingUnread: false } };
  const { suspectedSince, revokedAt: revokedSince } = standing;
  const isAlive = suspectedSince === null && revokedSince === null;
  const isToBeAsked = isAlive && grant.basis === 'estimated' && isExpired(grant, now);
  const probe = isToBeAsked ? { ...grant.probe, askAt: now } : grant.probe;
  const read = { ...facts, grant: { ...grant, suspectedSince, revokedSince, standingUnread: false, probe } };
  return revokedSince === null ? withoutRevocation(read) : read;
}

/** It lives: if it is revoked once more, the seller is to hear of that too. */
function withoutRevocation(facts: OnboardingFacts): OnboardingFacts {
  const told = Object.keys(facts.marks).filter(isRevocationKey);
  if (told.length === 0) return facts;
  return { ...facts, marks: Object.fromEntries(Object.entries(facts.marks).filter(([key]) => !told.includes(key))) };
}

/** What Amazon answers when it is asked whether the grant lives. */
export function applyProbe(facts: OnboardingFacts, grantRef: string, outcome: Probe, now: Instant): OnboardingFacts {
  const { grant } = facts;
  if (grant?.ref !== grantRef) return facts;
  const { probe } = grant;
  const nextAskAt = nextProbe(facts, grant, now);
  const answered = (change: Partial<GrantFacts>, refusedAt: Instant | null, askAt: Instant | null) => {
    const asked = { ...grant, ...change, probe: { askAt, refusedAt, auditIds: [], retry: null } };
    return withOutcomes({ ...facts, grant: asked }, probe.auditIds, sentenceOf(outcome, now >= grant.expiresAt));
  };
  switch (outcome.outcome) {
    case 'alive':
      return withoutRevocation(answered({ suspectedSince: null, revokedSince: null }, null, nextAskAt));
    case 'suspected':
      return answered({ suspectedSince: outcome.since }, now, now < grant.expiresAt ? nextAskAt : null);
    case 'revoked':
      return answered({ suspectedSince: outcome.since, revokedSince: outcome.since }, now, null);
    case 'gone':
      return answered({}, probe.refusedAt, nextAskAt);
    case 'unverifiable': {
      const retry = retryAfter(probe.retry, outcome, now);
      const asked = answered({}, probe.refusedAt, nextAskAt);
      // Who asked once has an answer; the last day of an estimate is asked about until there is one.
      if (!isEstimateOver(grant, now) || !asked.grant) return asked;
      return { ...asked, grant: { ...asked.grant, probe: { ...asked.grant.probe, askAt: retry.at, retry } } };
    }
  }
}

/** An estimated last day is asked about when it comes, and from then on every day while the grant lives. */
function nextProbe({ policy }: OnboardingFacts, grant: GrantFacts, now: Instant): Instant | null {
  if (grant.basis !== 'estimated') return null;
  return isEstimateOver(grant, now) ? now + policyDays(policy, 1) : grant.expiresAt;
}

function isEstimateOver({ basis, expiresAt }: GrantFacts, now: Instant): boolean {
  return basis === 'estimated' && now >= expiresAt;
}

function sentenceOf(probe: Probe, isPastItsEnd: boolean): string {
  switch (probe.outcome) {
    case 'alive':
      return 'Amazon accepts the token: the authorization lives.';
    case 'suspected':
      if (isPastItsEnd) return 'Amazon refuses the token, as it does once an authorization has expired.';
      return 'Amazon refuses the token. That is a suspicion: it is confirmed, or found wrong, within some hours.';
    case 'revoked':
      return 'Amazon refuses the token, and that is confirmed: the authorization has ended.';
    case 'gone':
      return 'Another authorization has come into force meanwhile.';
    case 'unverifiable':
      return 'Amazon could not be asked, which says nothing about the authorization.';
  }
}
