import type { Instant } from './clock';
import { policyDays, type Policy } from './policy';

/**
 * Until when a seller who asks for it gets no reminders, or null where there is nothing to put off: the reminders of the
 * last days go out in any case.
 */
export function snoozeUntil(policy: Policy, expiresAt: Instant, now: Instant): Instant | null {
  const last = expiresAt - policyDays(policy, policy.snooze.notAfterDaysBefore);
  return now < last ? Math.min(now + policyDays(policy, policy.snooze.days), last) : null;
}
