import { sql, type Kysely } from 'kysely';
import type { Dialect } from '../transactions';

/** What the rounds over all grants and keys need to know of the rounds before, and the incidents that they met. */
export function sweep(dialect: Dialect): { up(db: Kysely<unknown>): Promise<void> } {
  const id = dialect === 'postgres' ? 'text collate "C"' : 'text';
  const ofOnboarding = `onboarding_id ${id} not null references onboardings (onboarding_id)`;
  const statements = [
    `create table incidents (
      incident_id ${id} primary key, cause text not null, error text, opened_at bigint not null,
      asked bigint not null, refused bigint not null, troubled_at bigint not null, healthy_rounds bigint not null,
      closed_at bigint)`,
    `create index incidents_by_time on incidents (opened_at, incident_id)`,

    `create table incident_holds (
      incident_id ${id} not null references incidents (incident_id), ${ofOnboarding},
      primary key (incident_id, onboarding_id))`,
    `create index incident_holds_of_onboarding on incident_holds (onboarding_id)`,

    `create table grant_probes (
      grant_ref ${id} primary key references grants (grant_ref), ${ofOnboarding}, due_at bigint not null,
      tried_at bigint, answer text, answered_at bigint, newly_refused bigint not null)`,
    `create index grant_probes_due on grant_probes (due_at)`,
    `create index grant_probes_answered on grant_probes (answered_at)`,
    `create index grant_probes_of_onboarding on grant_probes (onboarding_id)`,
    `create index grants_suspected on grants (suspected_since) where suspected_since is not null`,

    `create table key_checks (
      onboarding_id ${id} primary key references onboardings (onboarding_id), due_at bigint not null, asked_at bigint)`,
    `create index key_checks_due on key_checks (due_at)`,

    `create table app_secrets (fingerprint text primary key, since_at bigint not null)`,
  ];
  return {
    async up(db) {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}
