import { sql, type Kysely } from 'kysely';

/** Stores that are removed, and when it was last seen where a seller sells. */
export const stores = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`alter table stores add column removed_at bigint`).execute(db);
    await sql.raw(`alter table grants add column print_at bigint`).execute(db);
  },
};
