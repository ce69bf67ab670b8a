import type { Instant } from '../domain/clock';
import type { MailStep } from '../domain/outcomes';
import type { NewEvent } from '../registry/events';
import type { MailDeps } from './mail-once';
import { sendStepMail, tell, type StepMail } from './step-mail';

type Reminder = Extract<StepMail, { readonly kind: 'connected' | 'reminder' }>;

/** For so many policy hours an incident holds a reminder. */
const HELD_HOURS = 24;
/** From this many days before the expiry on no incident holds one. */
const NEVER_HELD_DAYS_BEFORE = 1;

/**
 * Reminds the seller, unless that has become pointless, the seller wants to be left alone, or Amazon is in such trouble
 * that a renewal might fail. The backend is told in any case: that the permission ends is true all the same.
 *
 * @param snoozedUntil Until when this reminder may be left out, because somebody asked for that; null if it may not.
 */
export async function remind(
  deps: MailDeps,
  mail: Reminder,
  event: NewEvent | null,
  snoozedUntil: Instant | null,
): Promise<MailStep> {
  const { registry, clock } = deps;
  const { onboardingId } = mail;
  const now = clock.now();
  // Of an estimated day nobody knows that it is too late, until Amazon has said so.
  if (now >= mail.expiresAt && !mail.estimated) return { outcome: 'skipped' };
  if (snoozedUntil !== null && now < snoozedUntil) {
    await tell(deps, onboardingId, event);
    return { outcome: 'skipped', reason: 'snoozed' };
  }
  const until = heldUntil(deps, mail);
  const incident = until !== null && now < until ? await registry.incidents.holding(now) : null;
  if (incident && until !== null) {
    await registry.incidents.noteHeld(incident.incidentId, onboardingId, now);
    await tell(deps, onboardingId, event);
    return { outcome: 'held', incidentId: incident.incidentId, until };
  }
  return sendStepMail(deps, mail, event);
}

/** Until when an incident may hold it, from when it was due; null for never, as for what an operator asks for. */
function heldUntil({ dayMs }: MailDeps, { step, expiresAt }: Reminder): Instant | null {
  if (step.daysBefore === null || step.daysBefore <= NEVER_HELD_DAYS_BEFORE) return null;
  return Math.min(step.at + (HELD_HOURS / 24) * dayMs, expiresAt - NEVER_HELD_DAYS_BEFORE * dayMs);
}
