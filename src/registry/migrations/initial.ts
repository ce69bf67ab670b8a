import { sql, type Kysely } from 'kysely';
import type { Dialect } from '../transactions';

/**
 * The first schema. Ids that are compared or ordered have the byte order of SQLite on PostgreSQL too (`collate "C"`), so
 * that pages of a list follow each other alike on both.
 */
export function initial(dialect: Dialect): { up(db: Kysely<unknown>): Promise<void> } {
  const id = dialect === 'postgres' ? 'text collate "C"' : 'text';
  const counter =
    dialect === 'postgres' ? 'bigint generated always as identity primary key' : 'integer primary key autoincrement';
  const ofOnboarding = `onboarding_id ${id} not null references onboardings (onboarding_id)`;

  return {
    async up(db) {
      for (const statement of statements(id, counter, ofOnboarding)) await sql.raw(statement).execute(db);
    },
  };
}

function statements(id: string, counter: string, ofOnboarding: string): readonly string[] {
  return [
    `create table meta (key text primary key, value text not null)`,

    `create table vault (
      owner_table text not null, owner_row ${id} not null, purpose text not null,
      onboarding_id ${id}, envelope text not null,
      primary key (owner_table, owner_row, purpose))`,
    `create index vault_of_onboarding on vault (onboarding_id)`,

    `create table onboardings (
      onboarding_id ${id} primary key, merchant_id ${id} not null, region text not null, language text not null,
      expected_seller_id text, return_url text, metadata text not null, body_hmac text not null,
      key_environment text, key_revision bigint not null, connection_host text, connection_revision bigint not null,
      verified_commerce_host text, created_at bigint not null, closed_at bigint)`,

    `create table projections (
      ${ofOnboarding} primary key, merchant_id ${id} not null, region text not null,
      stage text not null, waiting_on text not null, waiting_since bigint not null, requirements text not null,
      next_step text, expires_at bigint, generation bigint not null, published_generation bigint not null,
      state_version bigint not null, snapshot text, view text not null)`,
    `create index projections_by_stage on projections (stage, onboarding_id)`,
    `create index projections_by_waiting_on on projections (waiting_on, onboarding_id)`,
    `create index projections_by_merchant on projections (merchant_id, onboarding_id)`,
    `create index projections_by_expiry on projections (expires_at)`,

    `create table timeline (
      entry ${counter}, ${ofOnboarding}, stage text not null, waiting_on text not null, from_at bigint not null)`,
    `create index timeline_of_onboarding on timeline (onboarding_id, entry)`,

    `create table stores (
      ${ofOnboarding}, store_id text not null, position bigint not null, country text not null, marketplace_id text not null,
      website_code text not null, email text not null, name text not null, amazon_id_type text not null,
      attribute_code text not null, revision bigint not null, ready_at bigint, instance text, website_id bigint,
      store_group_id bigint, store_view_id bigint, store_view_code text, currency text, warnings text not null,
      participates bigint, seller_id text, closed_at bigint,
      primary key (onboarding_id, store_id))`,
    `create unique index stores_one_per_seller_and_marketplace on stores (seller_id, marketplace_id)
      where closed_at is null and seller_id is not null`,
    `create unique index stores_one_per_website_and_marketplace on stores (instance, website_code, marketplace_id)
      where closed_at is null and ready_at is not null`,

    `create table contacts (
      contact_id ${id} primary key, ${ofOnboarding}, position bigint not null, role text not null,
      email text not null, language text not null, time_zone text not null, confirmed_at bigint)`,
    `create index contacts_of_onboarding on contacts (onboarding_id)`,

    `create table links (
      link_id ${id} primary key, ${ofOnboarding}, purpose text not null, contact_id text, key_id text not null,
      idempotency_key text not null, created_at bigint not null, expires_at bigint, used_at bigint, revoked_at bigint)`,
    `create unique index links_by_idempotency_key on links (onboarding_id, idempotency_key)`,

    `create table browser_sessions (
      browser_hash text not null, ${ofOnboarding}, link_id ${id} not null references links (link_id),
      until_at bigint not null, primary key (browser_hash, onboarding_id))`,
    `create index browser_sessions_of_onboarding on browser_sessions (onboarding_id)`,

    `create table attempts (
      consent_id ${id} primary key, ${ofOnboarding}, link_id ${id} not null, door text not null, store_id text not null,
      browser_hash text not null, state_hash text not null unique, expected_generation bigint not null,
      created_at bigint not null, state_expires_at bigint not null, consumed_at bigint, outcome text not null,
      finished_at bigint)`,
    `create index attempts_of_onboarding on attempts (onboarding_id, created_at)`,
    `create index attempts_of_link on attempts (link_id, created_at)`,

    `create table grants (
      grant_ref ${id} primary key, ${ofOnboarding}, consent_id ${id} not null unique, seller_id text not null,
      seller_id_proof text not null, granted_at bigint not null, status text not null, generation bigint,
      expires_at bigint, parked_reason text, print text not null, recorded_at bigint not null)`,
    `create unique index grants_one_in_force on grants (onboarding_id) where status = 'in_force'`,
    `create unique index grants_one_per_generation on grants (onboarding_id, generation) where generation is not null`,

    `create table plans (
      ${ofOnboarding}, generation bigint not null, plan text not null, primary key (onboarding_id, generation))`,

    `create table mails (
      message_id text primary key, ${ofOnboarding}, step text not null, generation bigint not null,
      contact_id text not null, sent_at bigint not null)`,

    `create table audit (
      audit_id ${id} primary key, ${ofOnboarding}, action text not null, actor text not null, reason text not null,
      source text not null, update_id text, created_at bigint not null)`,
    `create index audit_by_onboarding on audit (onboarding_id, created_at)`,
    `create unique index audit_by_update on audit (onboarding_id, update_id) where update_id is not null`,

    `create table api_keys (
      key_id ${id} primary key, secret_hash text not null unique, name text not null, scopes text not null,
      merchant_ids text, created_at bigint not null, revoked_at bigint)`,

    `create table policies (version bigint primary key, content text not null, created_at bigint not null)`,

    `create table events (
      position ${counter}, event_id ${id} not null unique, ${ofOnboarding}, merchant_id ${id} not null,
      type text not null, dedupe_key text not null, data text not null, created_at bigint not null)`,
    `create unique index events_once on events (onboarding_id, dedupe_key)`,

    `create table outbox (
      outbox_id ${counter}, ${ofOnboarding}, task text not null, attempts bigint not null, due_at bigint not null,
      owner text, leased_until bigint, last_error text)`,
    `create index outbox_of_onboarding on outbox (onboarding_id, outbox_id)`,
  ];
}
