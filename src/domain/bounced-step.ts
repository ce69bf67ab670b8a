import type { OnboardingFacts } from './facts';
import type { PlanStep, StepMarks } from './plan';
import { consentAgenda } from './readiness';
import { stepsInPlay } from './year';
import type { Instant } from './clock';

/** A step of the process whose mail came back. */
export interface BouncedStep {
  /** Of the grant in force when it was mailed; 0 before the first. */
  readonly generation: number;
  readonly step: string;
}

/** How a `factsChanged` about contacts names it. */
export function bouncedRef({ generation, step }: BouncedStep): string {
  return `bounced/${generation}/${step}`;
}

/** Undefined for the reference of any other change of contacts. */
export function readBouncedRef(ref: string): BouncedStep | undefined {
  const [, generation, step] = /^bounced\/(\d{1,9})\/(.+)$/.exec(ref) ?? [];
  return generation === undefined || step === undefined ? undefined : { generation: Number(generation), step };
}

/**
 * The step is due again, for the next contact, if its mail was the latest: one that a later mail has overtaken would only
 * confuse. Steps that are not in the present agenda are history.
 */
export function takeBounce(facts: OnboardingFacts, { generation, step }: BouncedStep, now: Instant): OnboardingFacts {
  const { consent, grant, plan, marks } = facts;
  if (plan && plan.generation === generation)
    return { ...facts, marks: dueAgain(stepsInPlay(facts, now), marks, step) };
  if (grant || generation !== 0) return facts;
  return { ...facts, consent: { ...consent, marks: dueAgain(consentAgenda(facts, now), consent.marks, step) } };
}

function dueAgain(agenda: readonly PlanStep[], marks: StepMarks, key: string): StepMarks {
  const place = agenda.findIndex((step) => step.key === key);
  const overtaken = agenda.slice(place + 1).some((later) => marks[later.key] !== undefined);
  if (place < 0 || overtaken || marks[key] !== 'done') return marks;
  return Object.fromEntries(Object.entries(marks).filter(([marked]) => marked !== key));
}
