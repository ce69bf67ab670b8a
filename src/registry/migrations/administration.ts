import { sql, type Kysely } from 'kysely';
import type { Dialect } from '../transactions';

/** The audit also holds what concerns no onboarding, and names what was acted upon; keys and audit are read in pages. */
export function administration(dialect: Dialect): { up(db: Kysely<unknown>): Promise<void> } {
  return {
    async up(db) {
      for (const statement of [...(dialect === 'postgres' ? ON_POSTGRES : ON_SQLITE), ...INDEXES]) {
        await sql.raw(statement).execute(db);
      }
    },
  };
}

const ON_POSTGRES = [
  `alter table audit alter column onboarding_id drop not null`,
  `alter table audit add column subject text`,
  `drop index audit_by_onboarding`,
];

/** SQLite cannot take a constraint off a column. Its indexes go with the old table. */
const ON_SQLITE = [
  `create table audit_anew (
    audit_id text primary key, onboarding_id text references onboardings (onboarding_id), action text not null,
    actor text not null, reason text not null, source text not null, update_id text, created_at bigint not null,
    subject text)`,
  `insert into audit_anew
    select audit_id, onboarding_id, action, actor, reason, source, update_id, created_at, null from audit`,
  `drop table audit`,
  `alter table audit_anew rename to audit`,
  `create unique index audit_by_update on audit (onboarding_id, update_id) where update_id is not null`,
];

const INDEXES = [
  `create index audit_by_onboarding on audit (onboarding_id, created_at, audit_id)`,
  `create index audit_by_time on audit (created_at, audit_id)`,
  `create index api_keys_by_time on api_keys (created_at, key_id)`,
];
