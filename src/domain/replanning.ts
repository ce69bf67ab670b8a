import type { Instant } from './clock';
import type { Plan, PlanStep, StepMarks } from './plan';

/**
 * What is known of the steps of a new plan: the marks that they bear, and `overtaken` for those that come too late to be
 * performed. Too late is a step that lies in the past and was in no `earlier` plan (a year that was taken over, a policy
 * with more reminders), and one for the seller that comes before one that is done. A step that was planned before and has
 * only moved is performed. What is said after the expiry is never too late before it: an authorization may outlive the day
 * on which somebody thought that it would end.
 */
export function marksOfNewPlan(
  earlier: Plan | null,
  marks: StepMarks,
  plan: Plan,
  plannedAt: Instant,
  isExpired: boolean,
): StepMarks {
  const planned = new Set(earlier?.steps.map(({ key }) => key));
  const lastDone = plan.steps.findLastIndex(({ key, lane }) => lane === 'seller' && marks[key] === 'done');
  const comesTooLate = ({ key, at, lane, kind }: PlanStep, index: number) =>
    marks[key] === undefined &&
    kind !== 'connected' &&
    (kind !== 'expired' || isExpired) &&
    ((at <= plannedAt && !planned.has(key)) || (lane === 'seller' && index < lastDone));
  const overtaken = plan.steps.filter(comesTooLate).map(({ key }) => [key, 'overtaken'] as const);
  return { ...marks, ...Object.fromEntries(overtaken) };
}
