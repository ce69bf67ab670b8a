import type { Lwa } from '../amazon/lwa';
import type { Clock } from '../domain/clock';
import type { Registry } from '../registry/registry';
import { couldNotAsk } from './could-not-ask';
import type { OnboardingActivities } from './onboarding-activities';

export interface ProbeActivitiesDeps {
  readonly registry: Pick<Registry, 'grants'>;
  readonly amazon: Pick<Lwa, 'refresh'>;
  readonly clock: Clock;
}

/** A refresh of a token made only to see whether its grant still lives. */
export function createProbeActivities({
  registry,
  amazon,
  clock,
}: ProbeActivitiesDeps): Pick<OnboardingActivities, 'probeGrant'> {
  return {
    async probeGrant({ onboardingId, grantRef }) {
      const standing = await registry.grants.standing(onboardingId);
      const refreshToken = await registry.grants.refreshToken(grantRef);
      if (standing?.grantRef !== grantRef || !refreshToken) return { outcome: 'gone' };
      const tokens = await amazon.refresh(refreshToken);
      switch (tokens.outcome) {
        case 'ok':
          return { outcome: 'alive' };
        case 'invalid_grant':
          return { outcome: 'suspected', since: standing.suspectedSince ?? clock.now() };
        case 'misconfigured':
          throw couldNotAsk({ outcome: 'unverifiable', reason: 'unexpected_answer' });
        case 'not_sent':
        case 'ambiguous':
          throw couldNotAsk({ ...tokens, outcome: 'unverifiable' });
      }
    },
  };
}
