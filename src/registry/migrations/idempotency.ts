import { sql, type Kysely } from 'kysely';
import type { Dialect } from '../transactions';

/** Requests that came with an Idempotency-Key. */
export function idempotency(dialect: Dialect): { up(db: Kysely<unknown>): Promise<void> } {
  const id = dialect === 'postgres' ? 'text collate "C"' : 'text';
  const statements = [
    `create table idempotency (
      key_id ${id} not null, operation_id text not null, value_hash text not null, body_hmac text not null,
      once_key text not null, claim text not null, leased_until bigint not null, status bigint, resource_id text,
      created_at bigint not null,
      primary key (key_id, operation_id, value_hash))`,
    `create unique index idempotency_by_claim on idempotency (claim)`,
    `create index idempotency_by_age on idempotency (created_at)`,
  ];
  return {
    async up(db) {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}
