import { sql, type Kysely } from 'kysely';
import type { Dialect } from '../transactions';

/**
 * Tickets for what nobody does by accident, receipts of consents, the mark of an erased onboarding, and an audit that the
 * database itself does not let be changed.
 */
export function leaving(dialect: Dialect): { up(db: Kysely<unknown>): Promise<void> } {
  const postgres = dialect === 'postgres';
  const id = postgres ? 'text collate "C"' : 'text';
  const statements = [
    `create table tickets (
      ticket_hash text primary key, action text not null,
      onboarding_id ${id} references onboardings (onboarding_id), expires_at bigint not null)`,

    `create table receipts (
      onboarding_id ${id} not null references onboardings (onboarding_id), generation bigint not null,
      evidence text not null, person text, hash text not null, primary key (onboarding_id, generation))`,

    `alter table onboardings add column purged_at bigint`,
    `create index onboardings_to_purge on onboardings (closed_at) where purged_at is null and closed_at is not null`,

    ...(postgres ? APPEND_ONLY_ON_POSTGRES : APPEND_ONLY_ON_SQLITE),
  ];
  return {
    async up(db) {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}

const REFUSAL = 'The audit is only added to.';

/**
 * Rows of the audit stay as they were written. One change is let through: of an erased onboarding the reasons go, because
 * they are what people wrote.
 */
const APPEND_ONLY_ON_SQLITE = [
  `create trigger audit_keeps_rows before delete on audit begin select raise(abort, '${REFUSAL}'); end`,
  `create trigger audit_keeps_facts
    before update of audit_id, onboarding_id, action, actor, source, update_id, created_at, subject, detail on audit
    begin select raise(abort, '${REFUSAL}'); end`,
  `create trigger audit_keeps_reasons before update of reason on audit
    when new.reason <> '' or not exists (
      select 1 from onboardings o where o.onboarding_id = old.onboarding_id and o.purged_at is not null)
    begin select raise(abort, '${REFUSAL}'); end`,
];

const APPEND_ONLY_ON_POSTGRES = [
  `create function audit_is_append_only() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and new.reason = '' and to_jsonb(new) - 'reason' = to_jsonb(old) - 'reason' and exists (
        select 1 from onboardings o where o.onboarding_id = old.onboarding_id and o.purged_at is not null)
      then return new; end if;
      raise exception '${REFUSAL}';
    end $$`,
  `create trigger audit_keeps_rows before update or delete on audit
    for each row execute function audit_is_append_only()`,
  `create trigger audit_keeps_all before truncate on audit for each statement execute function audit_is_append_only()`,
];
