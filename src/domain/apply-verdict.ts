import { askToJoin, nextJoining, withParticipation } from './apply-joining';
import { NOT_SENT } from './apply-mail';
import type { Instant } from './clock';
import { NO_PROBE, type CandidateFacts, type OnboardingFacts } from './facts';
import type { Verification } from './outcomes';
import { policyDays } from './policy';
import { OBSTACLE_RETRY_MS, obstacleOf, retryAfter } from './retry';
import { withOutcomes } from './verb-outcomes';
import { renewedMarks } from './year';

/** The verdict over a consent: it is in force, it is refused, or something is still missing. */
export function applyVerdict(
  facts: OnboardingFacts,
  judged: CandidateFacts,
  verification: Verification,
  now: Instant,
): OnboardingFacts {
  // A newer consent may have come while the older one was being verified: the verdict over the older one is history,
  // unless it was put in force.
  const current = facts.candidate?.ref === judged.ref ? facts.candidate : null;
  const without = current ? { ...facts, candidate: null } : facts;
  switch (verification.outcome) {
    case 'in_force': {
      const judged = { ...without, stores: withParticipation(facts.stores, verification.stores, now) };
      const inForce = {
        ...judged,
        grant: { ...newGrant(verification), ...nextJoining(judged, now) },
        ...withoutYear(facts),
        consent: { ...facts.consent, problem: null },
        freshRunWanted: true,
      };
      const asked = facts.extraMails.map(({ auditId }) => auditId);
      const told = withOutcomes(inForce, asked, NOT_SENT.renewed);
      // A store that was added while Amazon was being asked is still to be asked about.
      return askToJoin(withOutcomes(told, facts.grant?.probe.auditIds ?? [], NOT_PROBED), now);
    }
    case 'refused':
      return current
        ? { ...without, consent: { ...facts.consent, problem: { code: verification.reason, since: now } } }
        : facts;
    case 'void':
      return current
        ? { ...without, consent: { ...facts.consent, problem: { code: 'consent_void', since: now } } }
        : facts;
    default:
      return current ? { ...facts, candidate: stillCandidate(facts, current, verification, now) } : facts;
  }
}

const NOT_PROBED = 'It was not probed: a new consent has taken its place meanwhile, and that works.';

function newGrant(verification: Extract<Verification, { outcome: 'in_force' }>) {
  const { grantRef: ref, generation, grantedAt, expiresAt, basis = 'observed' } = verification;
  const askAt = basis === 'estimated' ? expiresAt : null;
  const alive = { suspectedSince: null, revokedSince: null, standingUnread: false, probe: { ...NO_PROBE, askAt } };
  return { ref, generation, grantedAt, expiresAt, basis, ...alive };
}

/** A new grant ends the year of the one before: what was left of its plan is silent from this moment on. */
function withoutYear({ plan, marks, pastYear }: OnboardingFacts) {
  return {
    plan: null,
    replanWanted: false,
    marks: {},
    pastYear: plan ? { generation: plan.generation, marks: renewedMarks(plan.steps, marks) } : pastYear,
    snoozedUntil: null,
    hold: null,
    extraMails: [],
    mailRetry: null,
  };
}

function stillCandidate(
  facts: OnboardingFacts,
  candidate: CandidateFacts,
  verification: Exclude<Verification, { outcome: 'in_force' | 'refused' | 'void' }>,
  now: Instant,
): CandidateFacts {
  switch (verification.outcome) {
    case 'not_participating': {
      const since = candidate.verdict?.since ?? now;
      return {
        ...candidate,
        askAt: now + policyDays(facts.policy, 1),
        verdict: { outcome: 'not_participating', absent: verification.absent, since },
        obstacle: null,
        retry: null,
      };
    }
    case 'parked':
      return {
        ...candidate,
        askAt: null,
        verdict: { outcome: 'parked', reason: verification.reason, since: now },
        obstacle: null,
        retry: null,
      };
    case 'misconfigured':
    case 'access_refused':
      return {
        ...candidate,
        askAt: now + OBSTACLE_RETRY_MS,
        obstacle: obstacleOf(verification, candidate.obstacle?.since ?? now),
        retry: null,
      };
    case 'unverifiable': {
      const retry = retryAfter(candidate.retry, verification, now);
      return { ...candidate, askAt: retry.at, obstacle: null, retry };
    }
  }
}
