import type { Instant } from '../domain/clock';
import { randomId } from './fingerprint';
import type { Audit } from './registry';
import type { Database, Tx } from './transactions';

/** Writes who did what, and returns the row's id. */
export async function recordAudit(
  tx: Tx,
  entry: {
    readonly onboardingId: string;
    readonly action: string;
    readonly actor: string;
    readonly reason: string;
  },
  at: Instant,
): Promise<string> {
  const auditId = randomId('aud');
  await tx.db
    .insertInto('audit')
    .values({
      audit_id: auditId,
      onboarding_id: entry.onboardingId,
      action: entry.action,
      actor: entry.actor,
      reason: entry.reason,
      source: 'api',
      created_at: at,
    })
    .execute();
  return auditId;
}

export function createAudit({ db }: Database): Audit {
  return {
    async changesSince(onboardingId, since) {
      const { count } = await db
        .selectFrom('audit')
        .select((builder) => builder.fn.countAll<number>().as('count'))
        .where('onboarding_id', '=', onboardingId)
        .where('created_at', '>', since)
        .executeTakeFirstOrThrow();
      return count;
    },
  };
}
