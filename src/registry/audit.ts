import type { Instant } from '../domain/clock';
import { randomId } from './fingerprint';
import type { Audit } from './registry';
import type { Database, Tx } from './transactions';

/** An API key has got an access token that it had not got before. */
export const ACCESS_TOKEN_ACTION = 'access_token';

/** What is written down for people alone: it tells the process nothing, so it counts towards no limit of changes. */
const OF_NO_CONCERN = [ACCESS_TOKEN_ACTION] as const;

/** Writes who did what, and returns the row's id. */
export async function recordAudit(
  tx: Tx,
  entry: {
    readonly onboardingId: string | null;
    readonly action: string;
    readonly actor: string;
    readonly reason: string;
    /** Id of what was acted upon beside the onboarding. */
    readonly subject?: string;
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
      subject: entry.subject ?? null,
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
        .where('action', 'not in', OF_NO_CONCERN)
        .executeTakeFirstOrThrow();
      return count;
    },
  };
}
