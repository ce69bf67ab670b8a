import { sql, type Kysely } from 'kysely';
import type { Dialect } from '../transactions';

/** What operators are told, and how far each way of telling them has come. */
export function alerts(dialect: Dialect): { up(db: Kysely<unknown>): Promise<void> } {
  const id = dialect === 'postgres' ? 'text collate "C"' : 'text';
  const statements = [
    `create table alerts (
      alert_id ${id} primary key, code text not null, dedupe_key text not null,
      onboarding_id ${id} references onboardings (onboarding_id), params text not null, raised_at bigint not null,
      unique (code, dedupe_key))`,
    `create index alerts_of_onboarding on alerts (onboarding_id)`,

    `create table alert_deliveries (
      alert_id ${id} not null references alerts (alert_id), channel text not null, standing text not null,
      attempts bigint not null, due_at bigint not null, owner text, leased_until bigint, finished_at bigint,
      primary key (alert_id, channel))`,
    `create index alert_deliveries_pending on alert_deliveries (due_at) where standing = 'pending'`,
  ];
  return {
    async up(db) {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}
