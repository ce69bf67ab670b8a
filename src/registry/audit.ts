import type { Instant } from '../domain/clock';
import { randomId } from './fingerprint';
import type { Tx } from './transactions';

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
