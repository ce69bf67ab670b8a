import type { Logger } from 'pino';
import { noticeDelayHours } from './domain/notice';
import { policyHours, type Policy } from './domain/policy';
import type { Executors } from './registry/relay';
import type { OnboardingClient } from './temporal/onboarding-client';

/** Carries outbox rows to Temporal. Each effect may be repeated: the process knows starts, consents and revisions. */
export function relayExecutors(onboardings: OnboardingClient, policy: Policy, log: Logger): Executors {
  return {
    async start({ onboardingId, merchantId, region, keyRevision, connectionRevision, stores, adopted = null }) {
      const facts = { onboardingId, merchantId, region, keyRevision, connectionRevision, stores, adopted };
      await onboardings.start({ ...facts, policy });
    },
    async consentGranted({ onboardingId, consentId, candidateRef }, outboxId) {
      note(await onboardings.consentGranted(onboardingId, { consentId, candidateRef }), onboardingId, outboxId);
    },
    async factsChanged({ onboardingId, fact, ref, revision }, outboxId) {
      note(await onboardings.factsChanged(onboardingId, { kind: fact, ref, revision }), onboardingId, outboxId);
    },
    async notice({ onboardingId, notice }) {
      await onboardings.sendNotice(onboardingId, notice, policyHours(policy, noticeDelayHours(notice)));
    },
    eraseHistories: ({ onboardingId }) => onboardings.eraseHistories(onboardingId),
  };

  function note(sent: 'sent' | 'gone', onboardingId: string, outboxId: string): void {
    if (sent === 'gone') log.info({ onboardingId, outboxId }, 'The onboarding has ended; its message is dropped');
  }
}
