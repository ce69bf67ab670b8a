import type { Instant } from '../domain/clock';
import type { MailStep } from '../domain/outcomes';
import type { PlanStep } from '../domain/plan';
import type { NewEvent } from '../registry/events';
import { mailOnce, type MailDeps } from './mail-once';
import { contentOf } from './step-content';

interface AnyStepMail {
  readonly onboardingId: string;
  readonly step: PlanStep;
  /** Of the grant in force; 0 before the first. */
  readonly generation: number;
  /** Tells mails of the same step apart: the period of consent, or the revocation, that it belongs to. */
  readonly round: number;
}

/** The mail of one step, to the seller's contact. */
export type StepMail = AnyStepMail &
  (
    | { readonly kind: 'invitation' | 'nudge' }
    | {
        readonly kind: 'connected' | 'reminder';
        readonly expiresAt: Instant;
        /** The day of the expiry is our estimate. */
        readonly estimated: boolean;
      }
    | { readonly kind: 'expired'; readonly expiresAt: Instant }
    | { readonly kind: 'revoked'; readonly since: Instant }
  );

/**
 * Tries one contact after the other, until one of them does not refuse it. Whoever wants no reminders gets none, and
 * nobody gets them instead. The event is raised in any case: the backend is told even if nobody can be.
 */
export async function sendStepMail(deps: MailDeps, mail: StepMail, event: NewEvent | null): Promise<MailStep> {
  const { registry } = deps;
  const { onboardingId, step, generation, round } = mail;
  const isReminder = mail.kind === 'reminder';
  for (const contact of await registry.contacts.reachable(onboardingId, 'seller')) {
    if (isReminder && contact.remindersOffSince !== null) {
      await tell(deps, onboardingId, event);
      return { outcome: 'skipped', reason: 'opted_out' };
    }
    const sent = await mailOnce(deps, contact, {
      onboardingId,
      step: step.key,
      generation,
      round,
      content: (linkFor) => contentOf(deps, mail, contact, linkFor),
      event,
      unsubscribable: isReminder,
    });
    if (sent === 'sent') return { outcome: 'done' };
    if (sent === 'muted') {
      await tell(deps, onboardingId, event);
      return { outcome: 'skipped', reason: 'muted' };
    }
  }
  await tell(deps, onboardingId, event);
  return { outcome: 'contact_unreachable' };
}

/** Tells the backend, and nobody else. */
export async function tell({ registry, clock }: MailDeps, onboardingId: string, event: NewEvent | null): Promise<void> {
  if (event) await registry.events.raise(onboardingId, event, clock.now());
}
