import type { Instant } from '../domain/clock';
import type { Requirement } from '../domain/requirements';
import type { Attempt } from '../registry/attempts';
import type { ShownOutcome } from './templates/en/outcomes';

/**
 * An attempt's outcome for people. A state that ran out while they were at Amazon is told from one still good, and a
 * check that Amazon refuses from one that is still being made: the process goes on asking, but nobody should wait for it.
 */
export function shownOutcome(attempt: Attempt, requirements: readonly Requirement[], now: Instant): ShownOutcome {
  if (attempt.outcome === 'open' && attempt.stateExpiresAt <= now) return 'expired';
  return attempt.outcome === 'verifying' && isRefusedAccess(attempt, requirements) ? 'access_refused' : attempt.outcome;
}

/** What was refused before this trip began was the consent of an earlier one. */
function isRefusedAccess({ createdAt }: Attempt, requirements: readonly Requirement[]): boolean {
  return requirements.some(({ code, since }) => code === 'amazon_access_refused' && since >= createdAt);
}

/** The outcome is still being made. */
export function isPending(outcome: ShownOutcome): boolean {
  return outcome === 'exchanging' || outcome === 'verifying';
}

/** What a person quotes and an operator can search for: the consent's id up to eight characters after its prefix. */
export function reference(consentId: string): string {
  return consentId.slice(0, 12);
}
