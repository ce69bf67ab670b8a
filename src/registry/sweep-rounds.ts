import type { Instant } from '../domain/clock';
import type { RoundFindings, RoundVerdict } from '../domain/incident';
import { policyDays } from '../domain/policy';
import { fromJson, toJson } from './json-column';
import type { Tx } from './transactions';

/** A round over the grants that has been judged. */
export interface JudgedRound {
  readonly found: RoundFindings;
  readonly verdict: RoundVerdict;
  /** When it was judged, the first time if it was tried again. */
  readonly at: Instant;
  /** How many grants it called revoked; null while that is not finished. */
  readonly revoked: number | null;
}

/**
 * A judged round is kept for so many policy days, and beyond them until the next one is judged. It may be tried again only
 * until that one begins.
 */
const KEPT_DAYS = 1;

/** The round that began then, if it has been judged. */
export async function findRound(tx: Tx, beganAt: Instant): Promise<JudgedRound | undefined> {
  const row = await tx.db.selectFrom('sweep_rounds').selectAll().where('began_at', '=', beganAt).executeTakeFirst();
  if (!row) return undefined;
  return {
    found: fromJson(row.findings),
    verdict: row.verdict as RoundVerdict,
    at: row.judged_at,
    revoked: row.revoked,
  };
}

/** Writes down what a round is judged to mean, and forgets those of days ago. */
export async function recordRound(
  tx: Tx,
  beganAt: Instant,
  { found, verdict, at }: Omit<JudgedRound, 'revoked'>,
  dayMs: number,
): Promise<JudgedRound> {
  await tx.db
    .deleteFrom('sweep_rounds')
    .where('judged_at', '<', at - policyDays({ dayMs }, KEPT_DAYS))
    .execute();
  await tx.db
    .insertInto('sweep_rounds')
    .values({ began_at: beganAt, judged_at: at, findings: toJson(found), verdict, revoked: null })
    .execute();
  return { found, verdict, at, revoked: null };
}

/** The round is over: it has called so many grants revoked. */
export async function finishRound(tx: Tx, beganAt: Instant, revoked: number): Promise<void> {
  await tx.db.updateTable('sweep_rounds').set({ revoked }).where('began_at', '=', beganAt).execute();
}
