import type { Instant } from './clock';
import { policyHours, type Policy } from './policy';

/**
 * Why what Amazon says of single grants is not believed. `application`: Amazon refuses our own application. `amazon`:
 * Amazon cannot be asked. `refusals`: Amazon refuses so many healthy grants at once that it cannot be their sellers.
 */
export const INCIDENT_CAUSES = ['application', 'amazon', 'refusals'] as const;
export type IncidentCause = (typeof INCIDENT_CAUSES)[number];

/** The causes in words for a person. */
export const INCIDENT_WORDS: Readonly<Record<IncidentCause, string>> = {
  application: 'Amazon refuses our own application',
  amazon: 'Amazon cannot be asked',
  refusals: 'Amazon refuses many healthy authorizations at once',
};

/** What a round over the grants has found. */
export interface RoundFindings {
  /** The control calls with our own credentials: how the worst of them ended. */
  readonly control: 'healthy' | Exclude<IncidentCause, 'refusals'>;
  /** Grants about which Amazon gave an answer. */
  readonly asked: number;
  /** Of these, those whose last answer before, or whose consent, was a good one. */
  readonly healthyBefore: number;
  /** Of the previously healthy ones, those that are refused now. */
  readonly newlyRefused: number;
  /** All that are refused and not yet known to be revoked, the new ones included. */
  readonly suspected: number;
}

/** An incident as far as the next round's verdict depends on it. */
export interface OpenIncident {
  readonly openedAt: Instant;
  /** Rounds without trouble since the last one with some. */
  readonly healthyRounds: number;
}

/** Rounds without trouble after which an incident is over. */
const HEALTHY_ROUNDS = 2;

/** Fewer refusals than this are the sellers' own doing, however few grants were asked. */
const FEWEST_REFUSALS = 3;
const SHARE_OF_REFUSALS = 0.1;

/** For how many policy hours refusals that stand, without new ones, keep an incident open. */
const STANDING_REFUSALS_HOURS = 24;

/** How many policy hours a suspicion must stand, outside of any incident, before it is believed. */
export const CONFIRMATION_HOURS = 6;

export type RoundVerdict = 'calm' | 'opens' | 'stays_open' | 'closes';

/** How many new refusals among so many healthy grants make an incident. */
export function refusalLimit(healthyBefore: number): number {
  return Math.max(FEWEST_REFUSALS, Math.ceil(healthyBefore * SHARE_OF_REFUSALS));
}

/** What is wrong with a round, apart from what single sellers have done; null for a healthy one. */
export function troubleIn(
  found: RoundFindings,
  open: OpenIncident | null,
  at: Instant,
  policy: Pick<Policy, 'dayMs'>,
): IncidentCause | null {
  if (found.control !== 'healthy') return found.control;
  if (found.newlyRefused >= refusalLimit(found.healthyBefore)) return 'refusals';
  // After a day every grant was asked again: what is refused by then, and nothing new with it, has been revoked.
  const isYoung = open !== null && at < open.openedAt + policyHours(policy, STANDING_REFUSALS_HOURS);
  return isYoung && found.suspected >= refusalLimit(found.asked) ? 'refusals' : null;
}

/** What a round means for the incident that is open, or for the opening of one. */
export function verdictOf(trouble: IncidentCause | null, open: OpenIncident | null): RoundVerdict {
  if (trouble !== null) return open ? 'stays_open' : 'opens';
  if (!open) return 'calm';
  return open.healthyRounds + 1 >= HEALTHY_ROUNDS ? 'closes' : 'stays_open';
}
