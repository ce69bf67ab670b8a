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
import { extraStep, probeAt, stepsInPlay } from './year';

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
  | { readonly kind: 'readStanding'; readonly grantRef: string }
  | { readonly kind: 'probeGrant'; readonly grantRef: string }
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
  if (candidate?.decision === 'rejected') return { kind: 'dropCandidate', candidate };
  if (candidate && candidateNeedsVerdict(candidate, now)) return { kind: 'verifyCandidate', candidate };
  if (candidate && now >= candidateKeptUntil(facts, candidate)) return { kind: 'dropCandidate', candidate };

  const stores = storesToCreate(facts, now);
  if (keyNeedsCheck(facts.apiKey, now)) return { kind: 'validateKey', revision: facts.apiKey.revision, stores };
  if (!facts.grant && !keyIsValid(facts)) return wait(facts, now);
  if (stores.length > 0) return { kind: 'createStores', stores };

  const { grant, plan } = facts;
  if (!grant) {
    if (!someStoreIsReady(facts)) return wait(facts, now);
    return consentStep(facts, now) ?? wait(facts, now);
  }

  const { ref: grantRef, generation } = grant;
  if (!plan || facts.replanWanted) return { kind: 'planYear', grantRef, generation };
  if (grant.standingUnread) return { kind: 'readStanding', grantRef };
  if (isDue(probeAt(facts), now)) return { kind: 'probeGrant', grantRef };
  if (isDue(joiningAt(facts), now)) return { kind: 'joinStores', grantRef, stores: storesToJoin(facts) };
  return yearStep(facts, plan.generation, now) ?? wait(facts, now);
}

/** Invite, nudge, and in the end leave it to the link: a lapsed consent is only waited for. */
function consentStep(facts: OnboardingFacts, now: Instant): Step | null {
  if (consentLapsed(facts, now) || consentBlockedOnOperator(facts) || mailsAreHeld(facts, now)) return null;
  const mail = sellerMail(facts, consentAgenda(facts, now), facts.consent.marks, now);
  return mail && { kind: 'askForConsent', round: facts.consent.round, ...mail };
}

/** The due step of the year, for the seller or for the operators. While a consent is being judged nobody is asked. */
function yearStep(facts: OnboardingFacts, generation: number, now: Instant): Step | null {
  if (mailsAreHeld(facts, now)) return null;
  const steps = stepsInPlay(facts, now);
  const alert = dueSteps(steps, facts.marks, now, 'operator');
  const due =
    sellerMail(facts, steps, facts.marks, now) ?? (alert && { mail: alert.perform, overtaken: alert.overtaken });
  return due && { kind: 'performStep', generation, ...due };
}

/** The next mail to the seller: first what an operator asked for, then what is due. */
function sellerMail(
  facts: OnboardingFacts,
  steps: readonly PlanStep[],
  marks: OnboardingFacts['marks'],
  now: Instant,
): { readonly mail: PlanStep; readonly overtaken: readonly PlanStep[] } | null {
  if (!retryIsDue(facts.mailRetry, now)) return null;
  const [extra] = facts.extraMails;
  const asked = extra ? extraStep(facts, extra.auditId, now) : null;
  if (asked) return { mail: asked, overtaken: [] };
  const due = dueSteps(steps, marks, now, 'seller');
  if (!due || (facts.hold?.key === due.perform.key && now < facts.hold.until)) return null;
  return { mail: due.perform, overtaken: due.overtaken };
}

function isDue(at: Instant | null, now: Instant): boolean {
  return at !== null && at <= now;
}

/** Before a consent a disconnect is final at once; after it, there are some days to come back. */
function leave(facts: OnboardingFacts, disconnectedAt: Instant, now: Instant): Step {
  if (facts.candidate) return { kind: 'dropCandidate', candidate: facts.candidate };
  return now >= disconnectFinalAt(facts, disconnectedAt) ? { kind: 'close' } : wait(facts, now);
}

function wait(facts: OnboardingFacts, now: Instant): Wait {
  return { kind: 'wait', wakeup: nextWakeup(facts, now) };
}
