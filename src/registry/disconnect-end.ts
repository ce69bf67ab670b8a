import type { Kysely } from 'kysely';
import type { Instant } from '../domain/clock';
import { policyDays } from '../domain/policy';
import { grantInForce } from './grant-row';
import { policyInForce } from './policies';
import type { Tables } from './schema';
import type { Tx } from './transactions';

/**
 * When the disconnect that was asked for is final, whether or not the process has come to it; null for an onboarding that
 * is not being disconnected. Before the first consent there is nothing to come back to.
 */
export async function disconnectFinalAt(db: Kysely<Tables>, onboardingId: string): Promise<Instant | null> {
  const onboarding = await db
    .selectFrom('onboardings')
    .select('disconnected_at')
    .where('onboarding_id', '=', onboardingId)
    .executeTakeFirst();
  const at = onboarding?.disconnected_at ?? null;
  if (at === null || !(await grantInForce(db, onboardingId))) return at;
  const policy = await policyInForce(db, at);
  return at + policyDays(policy, policy.disconnectDays);
}

/**
 * The undo of the last disconnect, if the process has not told what came of it: it was agreed to, and its message may
 * still be on the way.
 */
export async function undoUnderWay(tx: Tx, onboardingId: string): Promise<string | undefined> {
  const last = await tx.db
    .selectFrom('audit as a')
    .leftJoin('audit_outcomes as o', 'o.audit_id', 'a.audit_id')
    .select(['a.audit_id', 'a.action', 'o.outcome'])
    .where('a.onboarding_id', '=', onboardingId)
    .where('a.action', 'in', ['disconnect', 'undo_disconnect'])
    .orderBy('a.created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.action === 'undo_disconnect' && last.outcome === null ? last.audit_id : undefined;
}
