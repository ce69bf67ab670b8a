import type { Lwa } from '../amazon/lwa';
import type { Clock, Instant } from '../domain/clock';
import { CONFIRMATION_HOURS } from '../domain/incident';
import type { Probe } from '../domain/outcomes';
import { policyHours } from '../domain/policy';
import type { Grant } from '../registry/grant-row';
import type { Registry } from '../registry/registry';
import { askControl, type Control } from './control-call';
import { couldNotAsk } from './could-not-ask';
import type { OnboardingActivities } from './onboarding-activities';

export interface ProbeActivitiesDeps {
  readonly registry: Pick<Registry, 'grants' | 'incidents' | 'probes'>;
  readonly amazon: Pick<Lwa, 'refresh' | 'checkCredentials'>;
  readonly clock: Clock;
  /** Length of a policy day in milliseconds. */
  readonly dayMs: number;
}

/** Asks about single grants, as the rounds of the sweep ask about all of them. */
export function createProbeActivities({
  registry: { grants, incidents, probes },
  amazon,
  clock,
  dayMs,
}: ProbeActivitiesDeps): Pick<OnboardingActivities, 'probeGrant'> {
  return {
    async probeGrant({ onboardingId, grantRef }) {
      const grant = await grants.inForce(onboardingId);
      const refreshToken = grant?.grantRef === grantRef ? await grants.refreshToken(grantRef) : undefined;
      if (!grant || !refreshToken) return { outcome: 'gone' };
      const control = await askControl(amazon);
      if (control.outcome !== 'healthy') throw couldNotAsk(unasked(control));

      const answer = await amazon.refresh(refreshToken);
      const at = clock.now();
      switch (answer.outcome) {
        case 'ok':
          await probes.record([{ grantRef, answer: 'alive' }], at, dayMs);
          await grants.foundAlive(grantRef, at);
          return { outcome: 'alive' };
        case 'invalid_grant':
          if (hasReachedItsEnd(grant, at) && (await incidents.holding(at))) return DISBELIEVED;
          await probes.record([{ grantRef, answer: 'refused' }], at, dayMs);
          await grants.suspect(grantRef, at);
          return judgeRefused(grant, at);
        case 'misconfigured':
          throw couldNotAsk({ outcome: 'unverifiable', reason: 'unexpected_answer' });
        case 'not_sent':
        case 'ambiguous':
          throw couldNotAsk({ ...answer, outcome: 'unverifiable' });
      }
    },
  };

  /**
   * A suspicion that has stood for six policy hours outside of any incident is believed. That Amazon refuses a grant whose
   * last day is over needs no other reason: nobody has revoked it.
   */
  async function judgeRefused(grant: Grant, at: Instant): Promise<Probe> {
    const { onboardingId, grantRef } = grant;
    const standing = await grants.standing(onboardingId);
    if (standing?.grantRef !== grantRef) return { outcome: 'gone' };
    const since = standing.suspectedSince ?? at;
    if (standing.revokedAt !== null) return { outcome: 'revoked', since };
    if (hasReachedItsEnd(grant, at)) return { outcome: 'suspected', since };
    const believedFrom =
      Math.max(since, (await incidents.lastClosedAt()) ?? 0) + policyHours({ dayMs }, CONFIRMATION_HOURS);
    if (at < believedFrom || (await incidents.holding(at))) return { outcome: 'suspected', since };
    await grants.confirmRevoked(grantRef, at);
    return { outcome: 'revoked', since };
  }
}

/** A refusal in an incident: it must not make an authorization expire whose last day is an estimate. */
const DISBELIEVED = { outcome: 'unverifiable', reason: 'unexpected_answer' } as const;

function hasReachedItsEnd({ expiresAt }: Grant, at: Instant): boolean {
  return expiresAt !== null && at >= expiresAt;
}

function unasked(control: Exclude<Control, { outcome: 'healthy' }>) {
  return control.outcome === 'busy'
    ? ({ outcome: 'unverifiable', reason: 'rate_limited', retryAfterMs: control.pauseMs } as const)
    : ({ outcome: 'unverifiable', reason: control.reason } as const);
}
