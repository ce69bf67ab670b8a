import type { Instant } from '../domain/clock';
import type { StepMark, StepMarks } from '../domain/plan';
import type { Tx } from './transactions';

/** What became of the steps of one generation's plan. */
export interface MarksOfGeneration {
  readonly generation: number;
  readonly marks: StepMarks;
}

/** Writes down what is new or different among the marks; the others keep the instant of their first writing. */
export async function recordMarks(
  tx: Tx,
  onboardingId: string,
  { generation, marks }: MarksOfGeneration,
  at: Instant,
): Promise<void> {
  const told = Object.entries(marks);
  if (told.length === 0) return;
  const known = await tx.db
    .selectFrom('plan_marks')
    .select(['step_key', 'mark'])
    .where('onboarding_id', '=', onboardingId)
    .where('generation', '=', generation)
    .execute();
  const markOf = new Map(known.map((row) => [row.step_key, row.mark]));
  const news = told.filter(([key, mark]) => markOf.get(key) !== mark);
  if (news.length === 0) return;
  await tx.db
    .insertInto('plan_marks')
    .values(news.map(([key, mark]) => rowOf(onboardingId, generation, key, mark, at)))
    .onConflict((conflict) =>
      conflict.columns(['onboarding_id', 'generation', 'step_key']).doUpdateSet((row) => ({
        mark: row.ref('excluded.mark'),
        marked_at: row.ref('excluded.marked_at'),
      })),
    )
    .execute();
}

function rowOf(onboarding_id: string, generation: number, step_key: string, mark: StepMark, marked_at: Instant) {
  return { onboarding_id, generation, step_key, mark, marked_at };
}
