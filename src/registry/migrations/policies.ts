import { sql, type Kysely } from 'kysely';

/**
 * How far the onboardings have been told of a policy; those there are know their newest one. And an index that answers
 * which authorizations end when without a look at the rows.
 */
export const policies = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`alter table policies add column told_after text not null default ''`).execute(db);
    await sql.raw(`alter table policies add column told_at bigint`).execute(db);
    await sql.raw(`update policies set told_at = created_at`).execute(db);
    await sql.raw(`drop index projections_by_expiry`).execute(db);
    await sql.raw(`create index projections_by_expiry on projections (expires_at, stage)`).execute(db);
  },
};
