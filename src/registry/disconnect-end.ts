import type { Kysely } from 'kysely';
import type { Instant } from '../domain/clock';
import { policyDays } from '../domain/policy';
import { grantInForce } from './grant-row';
import { policyInForce } from './policies';
import type { Tables } from './schema';

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
  const policy = await policyInForce(db);
  return at + policyDays(policy, policy.disconnectDays);
}
