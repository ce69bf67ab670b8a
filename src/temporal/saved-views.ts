import type { Instant } from '../domain/clock';
import { DAY_MS } from '../domain/policy';
import { ONBOARDING_WORKFLOW } from '../workflows/messages';
import {
  AUTHORIZATION_EXPIRES_AT as EXPIRES,
  ONBOARDING_STAGE as STAGE,
  OPERATOR_NEEDED as NEEDED,
  WAITING_ON as WAITS,
  WAITING_SINCE as SINCE,
} from '../workflows/search-attributes';

/** A query that operators keep in the Temporal UI. */
export interface SavedView {
  readonly name: string;
  /** Days stand in it as words: `<7 days ago>`, `<in 30 days>`. */
  readonly template: string;
}

/** Runs that have ended, such as those that were continued as new, keep their last attributes: they are left out. */
const RUNNING = `WorkflowType = "${ONBOARDING_WORKFLOW}" AND ExecutionStatus = "Running"`;

export const SAVED_VIEWS: readonly SavedView[] = [
  {
    name: 'Waiting more than 7 days',
    template: `${RUNNING} AND ${WAITS.name} != "nobody" AND ${SINCE.name} < "<7 days ago>"`,
  },
  {
    name: 'Expiring within 30 days',
    template: `${RUNNING} AND ${STAGE.name} IN ("connected", "expiring") AND ${EXPIRES.name} < "<in 30 days>"`,
  },
  {
    name: 'No access: expired or revoked',
    template: `${RUNNING} AND ${STAGE.name} IN ("expired", "revoked")`,
  },
  {
    name: 'Owner mismatch',
    template: `${RUNNING} AND ${NEEDED.name} = "owner_mismatch"`,
  },
  {
    name: 'Blocked on us',
    template: `${RUNNING} AND (${WAITS.name} IN ("operator", "us") OR ${NEEDED.name} IS NOT NULL)`,
  },
];

/** The query of a view as it is today: the dates in it are midnights in UTC. */
export function queryToday({ template }: SavedView, now: Instant): string {
  const midnight = Math.floor(now / DAY_MS) * DAY_MS;
  return template.replace(/<(?:(\d+) days ago|in (\d+) days)>/g, (_, ago?: string, ahead?: string) =>
    new Date(midnight + (Number(ahead ?? 0) - Number(ago ?? 0)) * DAY_MS).toISOString(),
  );
}
