import { sql, type Kysely } from 'kysely';

/** Who wants no reminders. */
export const mailPreferences = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`alter table contacts add column reminders_off_since bigint`).execute(db);
  },
};
