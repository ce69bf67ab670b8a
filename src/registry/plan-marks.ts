import type { Kysely } from 'kysely';
import type { Instant } from '../domain/clock';
import type { MarksOfGeneration, StepMark } from '../domain/plan';
import type { Tables } from './schema';
import type { Tx } from './transactions';

/** What became of a step of a plan. */
export interface MarkedStep {
  readonly key: string;
  readonly mark: StepMark;
  readonly at: Instant;
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

/** What became of the steps of one generation's plan, in the order in which it was written down. */
export async function marksOf(
  db: Kysely<Tables>,
  onboardingId: string,
  generation: number,
): Promise<readonly MarkedStep[]> {
  const rows = await db
    .selectFrom('plan_marks')
    .select(['step_key', 'mark', 'marked_at'])
    .where('onboarding_id', '=', onboardingId)
    .where('generation', '=', generation)
    .orderBy('marked_at')
    .orderBy('step_key')
    .execute();
  return rows.map(({ step_key, mark, marked_at }) => ({ key: step_key, mark: mark as StepMark, at: marked_at }));
}

function rowOf(onboarding_id: string, generation: number, step_key: string, mark: StepMark, marked_at: Instant) {
  return { onboarding_id, generation, step_key, mark, marked_at };
}
