import type { Instant } from './clock';
import type { GrantFacts, OnboardingFacts } from './facts';
import type { PlanStep, StepMark, StepMarks } from './plan';
import { policyDays } from './policy';
import { consentBlockedOnOperator, consentLapsed } from './readiness';

/**
 * The grant has ended by the calendar. Where nobody is sure of the day, it has ended once Amazon refuses its token on or
 * after that day.
 */
export function isExpired({ basis, expiresAt, probe }: GrantFacts, now: Instant): boolean {
  if (now < expiresAt) return false;
  return basis !== 'estimated' || (probe.refusedAt !== null && probe.refusedAt >= expiresAt);
}

/** Amazon is to be asked whether the grant still lives. A revoked one is asked about only if somebody wants to know. */
export function probeAt({ grant }: OnboardingFacts): Instant | null {
  if (!grant || (grant.revokedSince !== null && grant.probe.auditIds.length === 0)) return null;
  return grant.probe.askAt;
}

/** The steps that can come due as the grant stands: none of before the expiry after it, and none of the plan once revoked. */
export function stepsInPlay(facts: OnboardingFacts, now: Instant): readonly PlanStep[] {
  const { grant, plan } = facts;
  if (!grant || !plan) return [];
  if (grant.revokedSince !== null) return revokedAgenda(facts, grant.revokedSince);
  if (isExpired(grant, now)) return plan.steps.filter(({ kind }) => kind === 'expired');
  return now < grant.expiresAt ? plan.steps.filter(({ kind }) => kind !== 'expired') : [];
}

/** How the keys of mails begin that follow a revocation. */
const REVOKED = 'R+';

export function isRevocationKey(key: string): boolean {
  return key.startsWith(REVOKED);
}

/** The mails after a revocation. */
function revokedAgenda({ policy }: OnboardingFacts, since: Instant): readonly PlanStep[] {
  return policy.revokedDays.map((days) => ({
    key: `${REVOKED}${days}`,
    kind: 'revoked',
    at: since + policyDays(policy, days),
    daysBefore: null,
    lane: 'seller',
  }));
}

/** The first step of the year that says that a renewal is due. */
export function renewalDueAt({ plan }: OnboardingFacts): Instant | null {
  return plan?.steps.find(({ kind }) => kind === 'notice' || kind === 'reminder')?.at ?? null;
}

/** The marks of steps that a later one has overtaken. */
export function overtaken(steps: readonly PlanStep[], heldKey: string | undefined): StepMarks {
  return marksOf(steps, ({ key }) => (key === heldKey ? 'frozen' : 'overtaken'));
}

/** The marks of a year that a new grant has ended. */
export function renewedMarks(steps: readonly PlanStep[], marks: StepMarks): StepMarks {
  return { ...marksOf(steps, () => 'renewed'), ...marks };
}

function marksOf(steps: readonly PlanStep[], mark: (step: PlanStep) => StepMark): StepMarks {
  return Object.fromEntries(steps.map((step) => [step.key, mark(step)]));
}

/** Until when a step is left out because somebody asked to be left alone; null for one that is performed all the same. */
export function snoozeOf({ policy, snoozedUntil }: OnboardingFacts, step: PlanStep): Instant | null {
  const mayBeLeftOut = step.kind === 'reminder' && (step.daysBefore ?? 0) > policy.snooze.notAfterDaysBefore;
  return mayBeLeftOut ? snoozedUntil : null;
}

/** How the keys of mails begin that operators asked for beside the plan. */
const EXTRA = 'remind-';

export function isExtra({ key }: PlanStep): boolean {
  return key.startsWith(EXTRA);
}

/** What fits to be said to the seller now, as a step beside the plan; null if there is nothing to ask of them. */
export function extraStep(facts: OnboardingFacts, auditId: string, now: Instant): PlanStep | null {
  const kind = extraKind(facts, now);
  return kind && { key: `${EXTRA}${auditId}`, kind, at: now, daysBefore: null, lane: 'seller' };
}

function extraKind(facts: OnboardingFacts, now: Instant): PlanStep['kind'] | null {
  const { grant, consent, candidate, disconnect } = facts;
  if (disconnect) return null;
  if (grant) {
    if (grant.revokedSince !== null) return 'revoked';
    return isExpired(grant, now) ? 'expired' : 'reminder';
  }
  const isOpen = consent.openedAt !== null && !consent.quiet && !consentLapsed(facts, now);
  const isAsked = isOpen && !consentBlockedOnOperator(facts) && (!candidate || candidate.verdict !== null);
  return isAsked ? 'nudge' : null;
}
