import type { Instant } from './clock';
import type { CandidateFacts, KeyFacts, OnboardingFacts, Retry, StoreFacts } from './facts';
import type { PlanStep } from './plan';
import { policyDays, policyHours } from './policy';

/** Hours for which mails wait for the verdict over a consent that has come. */
const MAILS_WAIT_FOR_VERDICT_HOURS = 24;

export function retryIsDue(retry: Retry | null, now: Instant): boolean {
  return retry === null || retry.at <= now;
}

/** A key was given, it has no verdict or is doubted, and it is time to ask. */
export function keyNeedsCheck(key: KeyFacts, now: Instant): boolean {
  return key.revision > 0 && (key.verdict === null || key.recheckWanted) && retryIsDue(key.retry, now);
}

export function keyIsValid(facts: OnboardingFacts): boolean {
  return facts.apiKey.verdict?.outcome === 'valid';
}

/** The stores to create now; none while the connection is missing, refused or could not be asked. */
export function storesToCreate(facts: OnboardingFacts, now: Instant): readonly StoreFacts[] {
  const { connection } = facts;
  if (connection.revision === 0 || connection.refusal !== null || !retryIsDue(connection.retry, now)) return [];
  return storesWaitingForCommerce(facts, now);
}

/** Stores about which Commerce is to be asked as soon as it can be. */
export function storesWaitingForCommerce({ stores }: OnboardingFacts, now: Instant): readonly StoreFacts[] {
  return stores.filter(
    (store) =>
      store.state === 'new' || (store.state === 'problems' && store.lookAgainAt !== null && store.lookAgainAt <= now),
  );
}

export function someStoreIsReady(facts: OnboardingFacts): boolean {
  return facts.stores.some((store) => store.state === 'ready');
}

/** Stores that the grant in force does not serve, as far as we know. One that is not ready yet is not asked about. */
export function storesToJoin({ stores }: OnboardingFacts): readonly StoreFacts[] {
  return stores.filter(({ participation, state }) =>
    participation ? participation.answer !== 'yes' : state === 'ready',
  );
}

/** When Amazon is asked (again) about those stores; null if never. After the expiry only a new consent can help them. */
export function joiningAt(facts: OnboardingFacts): Instant | null {
  const { grant } = facts;
  if (!grant || grant.askAt === null || grant.revokedSince !== null) return null;
  if (storesToJoin(facts).length === 0 && !grant.storesDoubted) return null;
  return grant.askAt < grant.expiresAt ? grant.askAt : null;
}

/** It is time to ask Amazon (again) what the candidate is worth. */
export function candidateNeedsVerdict({ askAt }: CandidateFacts, now: Instant): boolean {
  return askAt !== null && askAt <= now;
}

/** Until when a candidate that cannot be swapped in is kept. */
export function candidateKeptUntil(facts: OnboardingFacts, candidate: CandidateFacts): Instant {
  return candidate.receivedAt + policyDays(facts.policy, facts.policy.candidateDays);
}

/**
 * Until when reminders wait for the verdict over a consent that has come: nobody wants "please consent" a minute after
 * having done so. Null if nothing holds them.
 */
export function mailsHeldUntil(facts: OnboardingFacts): Instant | null {
  const { candidate } = facts;
  if (!candidate || candidate.verdict) return null;
  return candidate.receivedAt + policyHours(facts.policy, MAILS_WAIT_FOR_VERDICT_HOURS);
}

export function mailsAreHeld(facts: OnboardingFacts, now: Instant): boolean {
  const until = mailsHeldUntil(facts);
  return until !== null && now < until;
}

/** The instant at which a consent that does not come lapses; null while it is not open. */
export function consentLapsesAt(facts: OnboardingFacts): Instant | null {
  const { openedAt } = facts.consent;
  return openedAt === null ? null : openedAt + policyDays(facts.policy, facts.policy.consent.lapseDays);
}

export function consentDeadlinePassed(facts: OnboardingFacts, now: Instant): boolean {
  const lapsesAt = consentLapsesAt(facts);
  return facts.grant === null && lapsesAt !== null && now >= lapsesAt;
}

/** The deadline has passed, and no consent has come that is still kept. */
export function consentLapsed(facts: OnboardingFacts, now: Instant): boolean {
  return facts.candidate === null && consentDeadlinePassed(facts, now);
}

/** The mails of one consent period: the invitation, then the nudges. None while nobody is to be asked. */
export function consentAgenda(facts: OnboardingFacts, now: Instant): readonly PlanStep[] {
  if (facts.consent.quiet) return [];
  const openedAt = facts.consent.openedAt ?? now;
  const nudges = facts.policy.consent.nudgeDays.map((days): PlanStep => ({
    key: `nudge-${days}`,
    kind: 'nudge',
    at: openedAt + policyDays(facts.policy, days),
    daysBefore: null,
    lane: 'seller',
  }));
  return [{ key: 'invitation', kind: 'invitation', at: openedAt, daysBefore: null, lane: 'seller' }, ...nudges];
}

/** The next move is an operator's, so the seller is not asked for anything. */
export function consentBlockedOnOperator(facts: OnboardingFacts): boolean {
  return facts.consent.problem?.code === 'seller_already_connected' || facts.candidate?.verdict?.outcome === 'parked';
}

/** When the grace period of a disconnected onboarding ends. */
export function disconnectFinalAt(facts: OnboardingFacts, disconnectedAt: Instant): Instant {
  return facts.grant ? disconnectedAt + policyDays(facts.policy, facts.policy.disconnectDays) : disconnectedAt;
}
