import { sql, type Kysely } from 'kysely';
import type { Dialect } from '../transactions';

/** Sellers who begin in Seller Central: who is on the way through the Login URI, and links that people ask for. */
export function doors(dialect: Dialect): { up(db: Kysely<unknown>): Promise<void> } {
  const id = dialect === 'postgres' ? 'text collate "C"' : 'text';
  const statements = [
    `create table login_visits (browser_hash text primary key, expires_at bigint not null)`,
    `create table link_requests (
      contact_id ${id} not null, onboarding_id ${id} not null references onboardings (onboarding_id),
      purpose text not null, requested_at bigint not null)`,
    `create index link_requests_of_contact on link_requests (contact_id, requested_at)`,
    `create index link_requests_of_onboarding on link_requests (onboarding_id)`,
    `create table unknown_sellers (seller_id text primary key, told_at bigint not null)`,
  ];
  return {
    async up(db) {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}
