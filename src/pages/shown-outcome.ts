import type { Instant } from '../domain/clock';
import type { Attempt } from '../registry/registry';
import type { ShownOutcome } from './templates/en/outcomes';

/** An attempt's outcome for people: a state that ran out while they were at Amazon is told from one still good. */
export function shownOutcome(attempt: Attempt, now: Instant): ShownOutcome {
  return attempt.outcome === 'open' && attempt.stateExpiresAt <= now ? 'expired' : attempt.outcome;
}

/** The outcome is still being made. */
export function isPending({ outcome }: Attempt): boolean {
  return outcome === 'exchanging' || outcome === 'verifying';
}

/** What a person quotes and an operator can search for: the consent's id up to eight characters after its prefix. */
export function reference(consentId: string): string {
  return consentId.slice(0, 12);
}
