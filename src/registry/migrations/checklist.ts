import { sql, type Kysely } from 'kysely';
import type { Dialect } from '../transactions';

/** The pre-setup checklist: what people confirmed, and since when what we checked ourselves is known. */
export function checklist(dialect: Dialect): { up(db: Kysely<unknown>): Promise<void> } {
  const id = dialect === 'postgres' ? 'text collate "C"' : 'text';
  const statements = [
    `alter table stores add column checked_at bigint`,
    `update stores set checked_at = ready_at`,
    `alter table grants add column selling_plan text`,
    `alter table grants add column selling_plan_at bigint`,

    `create table checklist_confirmations (
      onboarding_id ${id} not null references onboardings (onboarding_id), item text not null, name text not null,
      confirmed_at bigint not null, primary key (onboarding_id, item))`,
  ];
  return {
    async up(db) {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}
