import { sql, type Kysely } from 'kysely';

/** Addresses that wait for their confirmation, leave, or cannot be reached; mails that came back. */
export const contacts = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  `alter table contacts add column standing text not null default 'in_force'`,
  `alter table contacts add column proposed_until bigint`,
  `alter table contacts add column leaving bigint not null default 0`,
  `alter table contacts add column unreachable_at bigint`,
  `alter table onboardings add column contacts_revision bigint not null default 1`,
  `alter table mails add column bounced_at bigint`,
];
