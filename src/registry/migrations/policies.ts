import { sql, type Kysely } from 'kysely';

/** How far the running onboardings have been told of a policy; those there are know their newest one. */
export const policies = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`alter table policies add column told_after text not null default ''`).execute(db);
    await sql.raw(`alter table policies add column told_at bigint`).execute(db);
    await sql.raw(`update policies set told_at = created_at`).execute(db);
  },
};
