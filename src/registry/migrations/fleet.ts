import { sql, type Kysely } from 'kysely';
import type { Dialect } from '../transactions';

/** What concerns many onboardings at once: adoptions, campaigns, and who has held the ball for how long. */
export function fleet(dialect: Dialect): { up(db: Kysely<unknown>): Promise<void> } {
  const id = dialect === 'postgres' ? 'text collate "C"' : 'text';
  const statements = [
    `alter table outbox add column not_before bigint`,
    `alter table onboardings add column quiet_until bigint`,

    `create index grants_by_seller on grants (seller_id)`,
    `create index projections_by_waiting_since on projections (waiting_on, waiting_since)`,

    `create table campaigns (
      campaign_id ${id} primary key, role text not null, reason text not null, per_day bigint not null,
      actor text not null, started_at bigint not null, ended_at bigint, stopped bigint not null default 0)`,

    `create table campaign_asks (
      campaign_id ${id} not null references campaigns (campaign_id),
      onboarding_id ${id} not null references onboardings (onboarding_id),
      generation bigint not null, due_at bigint not null, outcome text, settled_at bigint,
      primary key (campaign_id, onboarding_id))`,
    `create index campaign_asks_of_onboarding on campaign_asks (onboarding_id)`,
  ];
  return {
    async up(db) {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}
