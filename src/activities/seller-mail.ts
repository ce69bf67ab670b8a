import { isoInstant, type Instant } from '../domain/clock';
import type { MailStep } from '../domain/outcomes';
import type { PlanStep } from '../domain/plan';
import type { NewEvent } from '../registry/events';
import type { Grant } from '../registry/grant-row';
import { escalate } from './escalation';
import type { MailDeps } from './mail-once';
import type { OnboardingActivities } from './onboarding-activities';
import { remind } from './reminder';
import { sendStepMail, tell } from './step-mail';

type SellerMailActivities = Pick<OnboardingActivities, 'askForConsent' | 'performStep'>;

export type GrantInForce = Grant & { readonly generation: number; readonly expiresAt: Instant };

/** The mails of the process's own steps, to the seller or whom mails reach in their stead, and its words to operators. */
export function createSellerMailActivities(deps: MailDeps): SellerMailActivities {
  const { grants } = deps.registry;
  return {
    async askForConsent({ onboardingId, round, step }) {
      if (await grants.inForce(onboardingId)) return { outcome: 'skipped', reason: 'renewed' };
      const kind = step.kind === 'invitation' ? 'invitation' : 'nudge';
      return sendStepMail(deps, { kind, onboardingId, step, generation: 0, round }, null);
    },

    async performStep({ onboardingId, generation, step, snoozedUntil, estimated }) {
      const grant = await grants.inForce(onboardingId);
      if (!grant || !isGeneration(grant, generation)) return { outcome: 'skipped', reason: 'renewed' };
      return performStep(deps, grant, step, { snoozedUntil, estimated });
    },
  };
}

function isGeneration(grant: Grant, generation: number): grant is GrantInForce {
  return grant.generation === generation && grant.expiresAt !== null;
}

async function performStep(
  deps: MailDeps,
  grant: GrantInForce,
  step: PlanStep,
  { snoozedUntil, estimated }: { readonly snoozedUntil: Instant | null; readonly estimated: boolean },
): Promise<MailStep> {
  const { onboardingId, generation, expiresAt } = grant;
  const basis = { onboardingId, step, generation, round: 0 };
  switch (step.kind) {
    case 'notice':
      await tell(deps, onboardingId, expiringEvent(grant, step));
      return { outcome: 'done' };
    case 'escalation':
      return escalate(deps, grant, step);
    case 'connected':
      // Whoever handed a grant over had it before: there is nothing to confirm to the seller.
      if (grant.grantedAtBasis !== 'observed') return { outcome: 'skipped' };
      return sendStepMail(deps, { ...basis, kind: 'connected', expiresAt, estimated }, null);
    case 'reminder': {
      const mail = { ...basis, kind: 'reminder', expiresAt, estimated } as const;
      return remind(deps, mail, expiringEvent(grant, step), snoozedUntil);
    }
    case 'expired': {
      // Of an estimated day is only known that it was over when Amazon first refused the token.
      const refusedSince = estimated ? (await deps.registry.grants.standing(onboardingId))?.suspectedSince : null;
      return sendStepMail(deps, { ...basis, kind: 'expired', expiresAt: refusedSince ?? expiresAt }, null);
    }
    case 'revoked': {
      const since = (await deps.registry.grants.standing(onboardingId))?.revokedAt ?? null;
      if (since === null) return { outcome: 'skipped' };
      return sendStepMail(deps, { ...basis, round: since, kind: 'revoked', since }, null);
    }
    case 'invitation':
    case 'nudge':
      return { outcome: 'skipped', reason: 'renewed' };
  }
}

/** Null for a reminder that is no step of the plan: an operator asked for it. */
function expiringEvent({ onboardingId, generation, expiresAt }: GrantInForce, step: PlanStep): NewEvent | null {
  if (step.daysBefore === null) return null;
  return {
    type: 'authorization.expiring',
    dedupeKey: `${onboardingId}/${generation}/${step.key}`,
    data: { generation, expiresAt: isoInstant(expiresAt), daysBefore: step.daysBefore },
  };
}
