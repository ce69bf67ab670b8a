import { applyJoining } from './apply-joining';
import { applyConsentMail, applyMail, marked } from './apply-mail';
import { applyProbe, applyStanding } from './apply-standing';
import { applyCreation, applyKeyAndStores } from './apply-stores';
import { applyVerdict } from './apply-verdict';
import type { Instant } from './clock';
import type { OnboardingFacts } from './facts';
import { judgeVerb, UNDONE } from './judge-verb';
import type { Step } from './next-step';
import { completed, inLanes } from './older-builds';
import type {
  Closing,
  Joining,
  KeyAndStores,
  MailStep,
  Probe,
  Standing,
  StoresCreation,
  TakenVerb,
  Verification,
} from './outcomes';
import type { Plan, StepMarks } from './plan';
import type { Policy } from './policy';
import { nowSeen } from './receive';
import { marksOfNewPlan } from './replanning';
import { withOutcomes } from './verb-outcomes';
import { isVerb } from './verbs';
import { isExpired } from './year';

/** What each kind of step can come to. */
export interface OutcomeOf {
  readonly takeVerb: TakenVerb | null;
  readonly verifyCandidate: Verification;
  readonly dropCandidate: Settled;
  readonly validateKey: KeyAndStores;
  readonly createStores: StoresCreation;
  readonly joinStores: Joining;
  readonly readStanding: Standing | null;
  readonly probeGrant: Probe;
  readonly askForConsent: MailStep;
  readonly performStep: MailStep;
  /** Older builds answered with the plan alone. */
  readonly planYear: Plan | { readonly plan: Plan; readonly policy: Policy };
  /** Older builds answered with nothing. */
  readonly close: Closing | null;
}

/** A step with what came of it. */
export type Performed = {
  [Kind in keyof OutcomeOf]: {
    readonly kind: Kind;
    readonly step: Extract<Step, { kind: Kind }>;
    readonly outcome: OutcomeOf[Kind];
  };
}[keyof OutcomeOf];

/** The activity has nothing to tell but that it happened. */
export interface Settled {
  readonly outcome: 'done';
}

/** The outcome of a step becomes facts. */
export function apply(facts: OnboardingFacts, performed: Performed, now: Instant): OnboardingFacts {
  switch (performed.kind) {
    case 'takeVerb':
      return applyVerb({ ...facts, verbs: facts.verbs.slice(1) }, performed.outcome, now);
    case 'verifyCandidate':
      return applyVerdict(facts, performed.step.candidate, performed.outcome, now);
    case 'dropCandidate':
      return facts.candidate?.ref === performed.step.candidate.ref ? { ...facts, candidate: null } : facts;
    case 'validateKey':
      return applyKeyAndStores(facts, performed.step, performed.outcome, now);
    case 'createStores':
      return applyCreation(facts, performed.step.stores, performed.outcome, now);
    case 'joinStores':
      return applyJoining(facts, performed.step.grantRef, performed.outcome, now);
    case 'askForConsent':
      return applyConsentMail(facts, performed.step, performed.outcome, now);
    case 'performStep':
      return applyMail(facts, performed.step, performed.outcome, now, {
        marks: marked(facts, facts.marks, performed.step, performed.outcome),
      });
    case 'planYear':
      return applyPlan(facts, performed.outcome, now);
    case 'readStanding':
      return applyStanding(facts, performed.step.grantRef, performed.outcome, now);
    case 'probeGrant':
      return applyProbe(facts, performed.step.grantRef, performed.outcome, now);
    case 'close':
      return applyClosing(facts, performed.outcome);
  }
}

function applyClosing(facts: OnboardingFacts, closing: Closing | null): OnboardingFacts {
  if (closing?.outcome !== 'taken_back') return ended(facts);
  const { auditId } = closing;
  const verbs = facts.verbs.filter((verb) => verb.source !== 'registry' || verb.auditId !== auditId);
  const goesOn = { ...facts, verbs, seen: nowSeen(facts, auditId), disconnect: null };
  return withOutcomes(goesOn, [auditId], UNDONE);
}

/** Nothing will be performed any more, and nobody waits for an answer that will not come. */
function ended(facts: OnboardingFacts): OnboardingFacts {
  const open = [...facts.extraMails.map(({ auditId }) => auditId), ...(facts.grant?.probe.auditIds ?? [])];
  const left = Object.fromEntries(facts.plan?.steps.map(({ key }) => [key, 'skipped' as const]) ?? []);
  return withOutcomes({ ...facts, marks: { ...left, ...facts.marks }, ended: true }, open, 'The onboarding has ended.');
}

/** A plan that is made anew takes over what became of the steps; the first one of a year begins with none. */
function applyPlan(facts: OnboardingFacts, outcome: OutcomeOf['planYear'], now: Instant): OnboardingFacts {
  const { plan: made, policy } = 'plan' in outcome ? outcome : { plan: outcome, policy: facts.policy };
  const plan = inLanes(made);
  const earlier = facts.plan?.generation === plan.generation ? facts.plan : null;
  const hasExpired = facts.grant !== null && isExpired(facts.grant, now);
  // Whoever handed a grant over had it before: there is nothing to confirm to the seller.
  const confirmed: StepMarks = facts.grant?.basis === 'observed' ? {} : { connected: 'skipped' };
  return {
    ...facts,
    policy: completed(policy),
    plan,
    replanWanted: false,
    marks: marksOfNewPlan(earlier, earlier ? facts.marks : confirmed, plan, now, hasExpired),
    mailRetry: earlier ? facts.mailRetry : null,
  };
}

function applyVerb(facts: OnboardingFacts, taken: TakenVerb | null, now: Instant): OnboardingFacts {
  if (!taken || !isVerb(taken.verb)) return facts;
  const { verb, detail = null, auditId = null, askedAt = now } = taken;
  const verdict = judgeVerb(facts, verb, detail, auditId, now, askedAt);
  if ('refused' in verdict) return withOutcomes(facts, [auditId], `Refused: ${verdict.refused}`);
  return verdict.outcome === null ? verdict.facts : withOutcomes(verdict.facts, [auditId], verdict.outcome);
}
