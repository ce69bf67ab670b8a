import { sql, type Kysely } from 'kysely';
import type { Dialect } from '../transactions';

/** Tickets for what one must mean: owner change, purge and adoption. */
export function leaving(dialect: Dialect): { up(db: Kysely<unknown>): Promise<void> } {
  const id = dialect === 'postgres' ? 'text collate "C"' : 'text';
  const statements = [
    `create table tickets (
      ticket_hash text primary key, action text not null,
      onboarding_id ${id} references onboardings (onboarding_id), expires_at bigint not null)`,
  ];
  return {
    async up(db) {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}
