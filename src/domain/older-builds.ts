import type { Plan, PlanStep } from './plan';
import { DEFAULT_POLICY, type Policy } from './policy';

/** Version of the snapshots of the last build that knew only reminders before the expiry. */
export const BEFORE_THE_YEAR = 2;

type PolicyOfBefore = Omit<Policy, keyof typeof NOT_KNOWN> & Partial<Policy>;

const { escalation, snooze, revokedDays } = DEFAULT_POLICY;
const NOT_KNOWN = { noticeDaysBefore: [], reminderDaysAfter: [], escalation, snooze, revokedDays };

/** A policy of that build, as this one reads it: what it did not know of does not happen by itself. */
export function completed(policy: PolicyOfBefore): Policy {
  return { ...NOT_KNOWN, ...policy };
}

/** A plan of that build, whose steps were all for the seller. */
export function inLanes(plan: Plan): Plan {
  return {
    ...plan,
    steps: plan.steps.map((step: Partial<PlanStep> & Omit<PlanStep, 'lane'>) => ({ lane: 'seller', ...step })),
  };
}
