import { atHourOfDay } from './calendar';
import type { Instant } from './clock';
import type { Plan, PlanStep } from './plan';
import { DAY_MS, policyDays, type Policy } from './policy';

/**
 * The confirmation comes this long after the plan is made: the process publishes "connected" before it waits, and so
 * before it has to do with mail servers.
 */
const CONFIRMATION_DELAY_MS = 1_000;

/**
 * Applies a policy to one grant: the confirmation almost at once, then the reminders, each at the policy's hour in the
 * contact's time zone. A reminder whose hour would lie at or after the expiry moves to the day before. Where a policy
 * day is no real day (simulator) there is no calendar: steps fall on exact offsets.
 */
export function planYear(
  grant: { readonly generation: number; readonly grantedAt: Instant; readonly expiresAt: Instant },
  policy: Policy,
  timeZone: string,
  plannedAt: Instant,
): Plan {
  const reminders = policy.reminderDaysBefore.map((daysBefore): PlanStep => {
    const exact = grant.expiresAt - policyDays(policy, daysBefore);
    return {
      key: `T-${daysBefore}`,
      kind: 'reminder',
      at: mailInstant(exact, grant.expiresAt, policy, timeZone),
      daysBefore,
      lane: 'seller',
    };
  });
  const at = plannedAt + CONFIRMATION_DELAY_MS;
  const connected: PlanStep = { key: 'connected', kind: 'connected', at, daysBefore: null, lane: 'seller' };
  return {
    generation: grant.generation,
    policyVersion: policy.version,
    steps: [connected, ...reminders].sort((a, b) => a.at - b.at),
  };
}

function mailInstant(exact: Instant, expiresAt: Instant, policy: Policy, timeZone: string): Instant {
  // An exact offset of zero would coincide with the expiry, when a reminder comes too late.
  if (policy.dayMs !== DAY_MS) return Math.min(exact, expiresAt - Math.round(policy.dayMs / 2));
  const atHour = atHourOfDay(exact, policy.mailHour, timeZone);
  return atHour < expiresAt ? atHour : atHourOfDay(exact, policy.mailHour, timeZone, -1);
}
