import { sql, type Kysely } from 'kysely';

/** What the rounds over the grants were judged to mean, so that none is counted twice. */
export const sweepRounds = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql
      .raw(
        `create table sweep_rounds (
          began_at bigint primary key, judged_at bigint not null, findings text not null, verdict text not null,
          revoked bigint)`,
      )
      .execute(db);
  },
};
