import { sql, type Kysely } from 'kysely';
import type { Dialect } from '../transactions';

/** Grants that are revoked or came with a past, what became of each step of a plan, and of each verb. */
export function theYear(dialect: Dialect): { up(db: Kysely<unknown>): Promise<void> } {
  const id = dialect === 'postgres' ? 'text collate "C"' : 'text';
  const statements = [
    `alter table grants add column revoked_at bigint`,
    `alter table grants add column granted_at_basis text not null default 'observed'`,
    `alter table audit add column detail text`,

    `create table plan_marks (
      onboarding_id ${id} not null references onboardings (onboarding_id), generation bigint not null,
      step_key text not null, mark text not null, marked_at bigint not null,
      primary key (onboarding_id, generation, step_key))`,

    `create table audit_outcomes (
      audit_id ${id} primary key references audit (audit_id), outcome text not null, at bigint not null)`,
  ];
  return {
    async up(db) {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}
