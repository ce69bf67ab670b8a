import { isoInstant } from '../domain/clock';
import type { MailStep } from '../domain/outcomes';
import type { PlanStep } from '../domain/plan';
import type { Grant } from '../registry/grant-row';
import type { MailDeps } from './mail-once';

/**
 * Alerts the operators, once per generation and step: first that nobody has so much as pressed Connect since the first
 * reminder, in the end that the permission is still not renewed.
 */
export async function escalate(
  { registry, clock, dayMs }: MailDeps,
  grant: Grant & { readonly generation: number; readonly expiresAt: number },
  step: PlanStep,
): Promise<MailStep> {
  const { onboardingId, generation, expiresAt } = grant;
  const now = clock.now();
  const basis = { dedupeKey: `${onboardingId}/${generation}/${step.key}`, onboardingId };
  const expiresOn = isoInstant(expiresAt).slice(0, 10);
  const daysLeft = String(Math.max(0, Math.round((expiresAt - now) / dayMs)));

  const { escalation } = await registry.policies.current();
  if ((step.daysBefore ?? 0) <= escalation.withoutRenewalDaysBefore) {
    await registry.alerts.raise({ ...basis, code: 'escalation_not_renewed', params: { expiresOn } }, now);
    return { outcome: 'done' };
  }
  if (await registry.mails.wereAnswered(onboardingId, generation)) return { outcome: 'skipped' };
  await registry.alerts.raise({ ...basis, code: 'escalation_no_click', params: { expiresOn, daysLeft } }, now);
  return { outcome: 'done' };
}
