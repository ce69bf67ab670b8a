import type { Instant } from './clock';

/** One dated thing to do: a mail to write, an event to raise. */
export interface PlanStep {
  /** Unique within its agenda and stable for ever: part of Message-IDs and sent marks. */
  readonly key: string;
  readonly kind: 'invitation' | 'nudge' | 'connected' | 'reminder';
  readonly at: Instant;
  /** For reminders: policy days before the expiry. */
  readonly daysBefore: number | null;
}

/** The policy applied to one grant. */
export interface Plan {
  readonly generation: number;
  readonly policyVersion: number;
  readonly steps: readonly PlanStep[];
}

/** What became of a step; absent while it is still to come. An undelivered one comes again with another contact. */
export type StepMark = 'done' | 'skipped' | 'undelivered';
export type StepMarks = Readonly<Record<string, StepMark>>;

/**
 * The steps that are due and bear no mark: the latest one is to be performed, the others have been
 * overtaken (after an outage nobody wants three reminders at once).
 */
export function dueSteps(
  steps: readonly PlanStep[],
  marks: StepMarks,
  now: Instant,
): { readonly perform: PlanStep; readonly overtaken: readonly PlanStep[] } | null {
  const due = steps.filter((step) => step.at <= now && marks[step.key] === undefined);
  const perform = due.at(-1);
  return perform ? { perform, overtaken: due.slice(0, -1) } : null;
}

/** The next step that is still ahead, or null. */
export function upcomingStep(steps: readonly PlanStep[], marks: StepMarks, now: Instant): PlanStep | null {
  return steps.find((step) => step.at > now && marks[step.key] === undefined) ?? null;
}
