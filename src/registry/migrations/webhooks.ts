import { sql, type Kysely } from 'kysely';
import type { Dialect } from '../transactions';

/**
 * Webhook endpoints, their secrets (the values lie in the vault) and what is delivered to them. Events may from now on be
 * about no onboarding. A delivery is never taken away, so that the log can be read: what is still to be done is found by
 * an index of its own.
 */
export function webhooks(dialect: Dialect): { up(db: Kysely<unknown>): Promise<void> } {
  const postgres = dialect === 'postgres';
  const id = postgres ? 'text collate "C"' : 'text';
  const counter = postgres ? 'bigint generated always as identity primary key' : 'integer primary key autoincrement';
  const ofEndpoint = `endpoint_id ${id} not null references webhook_endpoints (endpoint_id)`;

  const statements = [
    ...(postgres ? EVENTS_OF_THE_HOUSE_ON_POSTGRES : EVENTS_OF_THE_HOUSE_ON_SQLITE),
    `create index events_of_merchant on events (merchant_id, position)`,
    `create index events_by_time on events (created_at)`,

    `create table webhook_endpoints (
      endpoint_id ${id} primary key, url text not null, description text not null, event_types text, merchant_ids text,
      created_at bigint not null, failing_since bigint, disabled_at bigint, disabled_reason text, disabled_by text,
      deleted_at bigint)`,

    `create table webhook_secrets (
      secret_id ${id} primary key, ${ofEndpoint}, created_at bigint not null, expires_at bigint)`,
    `create index webhook_secrets_of_endpoint on webhook_secrets (endpoint_id)`,

    `create table webhook_deliveries (
      position ${counter}, delivery_id ${id} not null unique, event_id ${id} not null references events (event_id),
      ${ofEndpoint}, cause text not null, standing text not null, tries text not null, created_at bigint not null,
      attempts bigint not null,
      due_at bigint not null, owner text, leased_until bigint, next_try_at bigint, finished_at bigint)`,
    `create index webhook_deliveries_of_endpoint on webhook_deliveries (endpoint_id, position)`,
    `create index webhook_deliveries_of_event on webhook_deliveries (event_id)`,
    `create index webhook_deliveries_pending on webhook_deliveries (endpoint_id, position) where standing = 'pending'`,
  ];
  return {
    async up(db) {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}

const EVENTS_OF_THE_HOUSE_ON_POSTGRES = [
  `alter table events alter column onboarding_id drop not null`,
  `alter table events alter column merchant_id drop not null`,
];

/** SQLite cannot take a constraint from a column: the table is copied. Positions go on where they were. */
const EVENTS_OF_THE_HOUSE_ON_SQLITE = [
  `create table events_copy (
    position integer primary key autoincrement, event_id text not null unique,
    onboarding_id text references onboardings (onboarding_id), merchant_id text, type text not null,
    dedupe_key text not null, data text not null, created_at bigint not null)`,
  `insert into events_copy (position, event_id, onboarding_id, merchant_id, type, dedupe_key, data, created_at)
    select position, event_id, onboarding_id, merchant_id, type, dedupe_key, data, created_at from events`,
  `drop table events`,
  `alter table events_copy rename to events`,
  `create unique index events_once on events (onboarding_id, dedupe_key)`,
];
