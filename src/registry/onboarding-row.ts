import type { Selectable } from 'kysely';
import type { OnboardingsTable } from './schema';
import type { Tx } from './transactions';

export type OnboardingRow = Selectable<OnboardingsTable>;

/**
 * Reads the onboarding and keeps every other writer of it away until the commit, so that all writes of one onboarding
 * follow each other (on SQLite the transaction itself does that). It also gives their outbox rows ascending ids.
 */
export async function lockOnboarding(tx: Tx, onboardingId: string): Promise<OnboardingRow | undefined> {
  return tx.db
    .selectFrom('onboardings')
    .selectAll()
    .where('onboarding_id', '=', onboardingId)
    .$if(tx.dialect === 'postgres', (query) => query.forUpdate())
    .executeTakeFirst();
}

/** The same, for writes that a closed onboarding no longer takes. */
export async function lockOpenOnboarding(tx: Tx, onboardingId: string): Promise<OnboardingRow | undefined> {
  const row = await lockOnboarding(tx, onboardingId);
  return row?.closed_at === null ? row : undefined;
}
