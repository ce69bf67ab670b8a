import type { Instant } from './clock';

/** Whom a step concerns. Steps of one lane overtake each other; those of the other lane never do. */
export type Lane = 'seller' | 'operator';

/** One dated thing to do: a mail to write, an event to raise, an operator to alert. */
export interface PlanStep {
  /** Unique within its agenda and stable for ever: part of Message-IDs and sent marks. */
  readonly key: string;
  /**
   * `notice`: an event and no mail. `reminder`: mail and event, before the expiry. `expired`: mail after it. `escalation`:
   * an alert to the operators. `revoked`: mail after Amazon was found to have ended the authorization.
   */
  readonly kind: 'invitation' | 'nudge' | 'connected' | 'notice' | 'reminder' | 'escalation' | 'expired' | 'revoked';
  readonly at: Instant;
  /** Policy days before the expiry, negative after it; null for steps that are not counted from it. */
  readonly daysBefore: number | null;
  readonly lane: Lane;
}

/** How keys of the steps before the expiry begin: `T-30`. */
export const REMINDER_KEY_PREFIX = 'T-';

/** The policy applied to one grant. */
export interface Plan {
  readonly generation: number;
  readonly policyVersion: number;
  readonly steps: readonly PlanStep[];
}

/**
 * What became of a step; absent while it is still to come. `undelivered`: it comes again with another contact. `renewed`:
 * a newer grant came first. `overtaken`: a later step of its lane was due as well. `frozen`: overtaken while an incident
 * held it. `skipped`: the registry knew another reason.
 */
export type StepMark =
  'done' | 'undelivered' | 'skipped' | 'renewed' | 'snoozed' | 'overtaken' | 'frozen' | 'opted_out' | 'muted';
export type StepMarks = Readonly<Record<string, StepMark>>;

/** What became of the steps of one generation's year. */
export interface MarksOfGeneration {
  readonly generation: number;
  readonly marks: StepMarks;
}

/**
 * The steps of a lane that are due and bear no mark: the latest one is to be performed, the others have been overtaken
 * (after an outage nobody wants three reminders at once).
 */
export function dueSteps(
  steps: readonly PlanStep[],
  marks: StepMarks,
  now: Instant,
  lane: Lane,
): { readonly perform: PlanStep; readonly overtaken: readonly PlanStep[] } | null {
  const due = steps.filter((step) => step.lane === lane && step.at <= now && marks[step.key] === undefined);
  const perform = due.at(-1);
  return perform ? { perform, overtaken: due.slice(0, -1) } : null;
}

/** The next step that is still ahead, or null. */
export function upcomingStep(steps: readonly PlanStep[], marks: StepMarks, now: Instant): PlanStep | null {
  return steps.find((step) => step.at > now && marks[step.key] === undefined) ?? null;
}
