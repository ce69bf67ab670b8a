import { sql, type Kysely } from 'kysely';

/** Editions of Commerce, what is known of an instance beside its stores, and attributes that were made in it. */
export function commerce(): { up(db: Kysely<unknown>): Promise<void> } {
  return {
    async up(db) {
      for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
    },
  };
}

const STATEMENTS = [
  `alter table onboardings add column connection_type text`,
  `update onboardings set connection_type = 'integration' where connection_revision > 0`,
  `alter table onboardings add column commerce_modules text`,
  `alter table stores add column create_attribute bigint not null default 0`,
  `alter table stores add column created_attribute text`,
];
