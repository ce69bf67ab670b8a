import { sql, type Kysely } from 'kysely';
import type { Dialect } from '../transactions';

/**
 * Access tokens: where each grant's token stands (the token itself is in the vault), which API key has which token, since
 * when a grant is under suspicion, and since when an onboarding is being disconnected.
 */
export function accessTokens(dialect: Dialect): { up(db: Kysely<unknown>): Promise<void> } {
  const id = dialect === 'postgres' ? 'text collate "C"' : 'text';
  const ofGrant = `grant_ref ${id} not null references grants (grant_ref)`;
  const ofOnboarding = `onboarding_id ${id} not null references onboardings (onboarding_id)`;
  const statements = [
    `alter table grants add column suspected_since bigint`,
    `alter table onboardings add column disconnected_at bigint`,
    `update onboardings set disconnected_at = (
      select min(created_at) from audit
      where audit.onboarding_id = onboardings.onboarding_id and audit.action = 'disconnect')`,

    `create table access_tokens (
      ${ofGrant} primary key, ${ofOnboarding}, version bigint not null, expires_at bigint,
      lease_owner text, leased_until bigint, failure text, retry_at bigint)`,
    `create index access_tokens_of_onboarding on access_tokens (onboarding_id)`,

    `create table token_holders (
      ${ofGrant}, key_id ${id} not null, ${ofOnboarding}, expires_at bigint not null, primary key (grant_ref, key_id))`,
    `create index token_holders_of_onboarding on token_holders (onboarding_id)`,
  ];
  return {
    async up(db) {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}
