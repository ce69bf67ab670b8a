import type { Instant } from './clock';
import type { CandidateFacts, OnboardingFacts, PendingVerb, StoreFacts } from './facts';
import { dueSteps, type PlanStep } from './plan';
import {
  candidateKeptUntil,
  candidateNeedsVerdict,
  consentAgenda,
  consentBlockedOnOperator,
  consentLapsed,
  disconnectFinalAt,
  joiningAt,
  keyIsValid,
  keyNeedsCheck,
  mailsAreHeld,
  retryIsDue,
  someStoreIsReady,
  storesToCreate,
  storesToJoin,
} from './readiness';
import { nextWakeup, type Wakeup } from './wakeups';

export type Step =
  | { readonly kind: 'takeVerb'; readonly verb: PendingVerb }
  | { readonly kind: 'verifyCandidate'; readonly candidate: CandidateFacts }
  | { readonly kind: 'dropCandidate'; readonly candidate: CandidateFacts }
  /** A key that is valid leads to the stores on the same trip. */
  | { readonly kind: 'validateKey'; readonly revision: number; readonly stores: readonly StoreFacts[] }
  | { readonly kind: 'createStores'; readonly stores: readonly StoreFacts[] }
  | {
      readonly kind: 'askForConsent';
      readonly round: number;
      readonly mail: PlanStep;
      readonly overtaken: readonly PlanStep[];
    }
  | { readonly kind: 'planYear'; readonly grantRef: string; readonly generation: number }
  | { readonly kind: 'joinStores'; readonly grantRef: string; readonly stores: readonly StoreFacts[] }
  | {
      readonly kind: 'performStep';
      readonly generation: number;
      readonly mail: PlanStep;
      readonly overtaken: readonly PlanStep[];
    }
  | { readonly kind: 'close' }
  | Wait;

/** Nothing to do before this instant (null: ever), unless a message comes. */
export interface Wait {
  readonly kind: 'wait';
  readonly wakeup: Wakeup | null;
}

/** What to do now, top to bottom as the mission tells it. Pure: facts and an instant in, a step out. */
export function nextStep(facts: OnboardingFacts, now: Instant): Step {
  const [verb] = facts.verbs;
  if (verb) return { kind: 'takeVerb', verb };
  if (facts.disconnect) return leave(facts, facts.disconnect.at, now);

  const { candidate } = facts;
  if (candidate && candidateNeedsVerdict(candidate, now)) return { kind: 'verifyCandidate', candidate };
  if (candidate && now >= candidateKeptUntil(facts, candidate)) return { kind: 'dropCandidate', candidate };

  const stores = storesToCreate(facts, now);
  if (keyNeedsCheck(facts.apiKey, now)) return { kind: 'validateKey', revision: facts.apiKey.revision, stores };
  if (!facts.grant && !keyIsValid(facts)) return wait(facts, now);
  if (stores.length > 0) return { kind: 'createStores', stores };

  if (!facts.grant) {
    if (!someStoreIsReady(facts)) return wait(facts, now);
    return consentStep(facts, now) ?? wait(facts, now);
  }

  if (!facts.plan) return { kind: 'planYear', grantRef: facts.grant.ref, generation: facts.grant.generation };
  if (joiningIsDue(facts, now)) return { kind: 'joinStores', grantRef: facts.grant.ref, stores: storesToJoin(facts) };
  return yearStep(facts, facts.grant.expiresAt, now) ?? wait(facts, now);
}

/** Invite, nudge, and in the end leave it to the link: a lapsed consent is only waited for. */
function consentStep(facts: OnboardingFacts, now: Instant): Step | null {
  if (consentLapsed(facts, now) || consentBlockedOnOperator(facts)) return null;
  if (mailsAreHeld(facts, now) || !retryIsDue(facts.mailRetry, now)) return null;
  const due = dueSteps(consentAgenda(facts, now), facts.consent.marks, now, 'seller');
  return due && { kind: 'askForConsent', round: facts.consent.round, mail: due.perform, overtaken: due.overtaken };
}

function joiningIsDue(facts: OnboardingFacts, now: Instant): boolean {
  const at = joiningAt(facts);
  return at !== null && at <= now;
}

/** The due step of the year's plan. After the expiry no reminder is sent any more: it would come too late. */
function yearStep(facts: OnboardingFacts, expiresAt: Instant, now: Instant): Step | null {
  if (!facts.plan || now >= expiresAt) return null;
  if (mailsAreHeld(facts, now) || !retryIsDue(facts.mailRetry, now)) return null;
  const { steps } = facts.plan;
  const due = dueSteps(steps, facts.marks, now, 'seller') ?? dueSteps(steps, facts.marks, now, 'operator');
  return due && { kind: 'performStep', generation: facts.plan.generation, mail: due.perform, overtaken: due.overtaken };
}

/** Before a consent a disconnect is final at once; after it, there are some days to come back. */
function leave(facts: OnboardingFacts, disconnectedAt: Instant, now: Instant): Step {
  if (facts.candidate) return { kind: 'dropCandidate', candidate: facts.candidate };
  return now >= disconnectFinalAt(facts, disconnectedAt) ? { kind: 'close' } : wait(facts, now);
}

function wait(facts: OnboardingFacts, now: Instant): Wait {
  return { kind: 'wait', wakeup: nextWakeup(facts, now) };
}
