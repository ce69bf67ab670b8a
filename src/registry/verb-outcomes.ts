import type { Instant } from '../domain/clock';
import type { VerbOutcome } from '../domain/verbs';
import type { Tx } from './transactions';

/** Writes down what verbs have come to. What was said first stands; rows of other onboardings are left alone. */
export async function recordVerbOutcomes(
  tx: Tx,
  onboardingId: string,
  outcomes: readonly VerbOutcome[],
  at: Instant,
): Promise<void> {
  for (const { auditId, outcome } of outcomes) {
    await tx.db
      .insertInto('audit_outcomes')
      .columns(['audit_id', 'outcome', 'at'])
      .expression((query) =>
        query
          .selectFrom('audit')
          .select((row) => ['audit_id', row.val(outcome).as('outcome'), row.val(at).as('at')])
          .where('audit_id', '=', auditId)
          .where('onboarding_id', '=', onboardingId),
      )
      .onConflict((conflict) => conflict.column('audit_id').doNothing())
      .execute();
  }
}
