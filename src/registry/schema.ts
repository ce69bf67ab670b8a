/**
 * The tables as Kysely sees them. Two column types only, so that one SQL serves both dialects: text and 64-bit integers.
 * JSON stands in text columns; instants are milliseconds; booleans are 0 and 1. `null` in a `*_at` column: not yet.
 */
import type { Generated } from 'kysely';
import type { Participation, StoreWarning } from '../domain/outcomes';
import type { Plan } from '../domain/plan';
import type { Policy } from '../domain/policy';
import type { Requirement } from '../domain/requirements';
import type { Json } from './json-column';
import type { NextStepView, OutboxTask as Task, Scope, StatusView } from './registry';

export interface Tables {
  meta: MetaTable;
  vault: VaultTable;
  onboardings: OnboardingsTable;
  projections: ProjectionsTable;
  timeline: TimelineTable;
  stores: StoresTable;
  contacts: ContactsTable;
  links: LinksTable;
  browser_sessions: BrowserSessionsTable;
  attempts: AttemptsTable;
  grants: GrantsTable;
  plans: PlansTable;
  mails: MailsTable;
  audit: AuditTable;
  api_keys: ApiKeysTable;
  policies: PoliciesTable;
  events: EventsTable;
  outbox: OutboxTable;
}

/** Facts about the database itself: the mode it was stamped with, the check of the link keys. */
export interface MetaTable {
  key: string;
  value: string;
}

/** Every secret there is, encrypted; addressed by what it belongs to. */
export interface VaultTable {
  owner_table: string;
  owner_row: string;
  purpose: string;
  /** Whose secrets go when an onboarding is closed; null for secrets of the house. */
  onboarding_id: string | null;
  envelope: string;
}

export interface OnboardingsTable {
  onboarding_id: string;
  merchant_id: string;
  region: string;
  language: string;
  expected_seller_id: string | null;
  return_url: string | null;
  metadata: Json<StatusView['metadata']>;
  body_hmac: string;
  key_environment: string | null;
  /** 0: none was ever given. */
  key_revision: number;
  connection_host: string | null;
  connection_revision: number;
  verified_commerce_host: string | null;
  created_at: number;
  closed_at: number | null;
}

/** What the workflow last published, the columns that lists filter by, and the finished status document. */
export interface ProjectionsTable {
  onboarding_id: string;
  merchant_id: string;
  region: string;
  stage: string;
  waiting_on: string;
  waiting_since: number;
  requirements: Json<readonly Requirement[]>;
  next_step: Json<NextStepView> | null;
  /** Expiry of the grant in force. */
  expires_at: number | null;
  /** Generation in force; 0 before the first grant. */
  generation: number;
  /** Generation that the last publication knew of: it trails `generation` from a swap until the run publishes again. */
  published_generation: number;
  state_version: number;
  snapshot: Json<unknown> | null;
  view: Json<StatusView>;
}

/** Who held the ball from when. */
export interface TimelineTable {
  entry: Generated<number>;
  onboarding_id: string;
  stage: string;
  waiting_on: string;
  from_at: number;
}

export interface StoresTable {
  onboarding_id: string;
  store_id: string;
  position: number;
  country: string;
  marketplace_id: string;
  website_code: string;
  email: string;
  name: string;
  amazon_id_type: string;
  attribute_code: string;
  revision: number;
  ready_at: number | null;
  /** Identity of the Commerce instance that it was created against. */
  instance: string | null;
  website_id: number | null;
  store_group_id: number | null;
  store_view_id: number | null;
  store_view_code: string | null;
  currency: string | null;
  warnings: Json<readonly StoreWarning[]>;
  /** Null while no grant is in force. */
  participates: number | null;
  /** The seller in whose account this store participates under the grant in force. */
  seller_id: string | null;
  closed_at: number | null;
}

export interface ContactsTable {
  contact_id: string;
  onboarding_id: string;
  position: number;
  role: string;
  email: string;
  language: string;
  time_zone: string;
  confirmed_at: number | null;
}

export interface LinksTable {
  link_id: string;
  onboarding_id: string;
  purpose: string;
  contact_id: string | null;
  /** Which link key signs it. */
  key_id: string;
  idempotency_key: string;
  created_at: number;
  expires_at: number | null;
  used_at: number | null;
  revoked_at: number | null;
}

export interface BrowserSessionsTable {
  browser_hash: string;
  onboarding_id: string;
  link_id: string;
  until_at: number;
}

export interface AttemptsTable {
  consent_id: string;
  onboarding_id: string;
  link_id: string;
  door: string;
  store_id: string;
  browser_hash: string;
  state_hash: string;
  expected_generation: number;
  created_at: number;
  state_expires_at: number;
  consumed_at: number | null;
  outcome: string;
  finished_at: number | null;
}

export interface GrantsTable {
  grant_ref: string;
  onboarding_id: string;
  consent_id: string;
  seller_id: string;
  seller_id_proof: string;
  granted_at: number;
  status: string;
  generation: number | null;
  expires_at: number | null;
  /** Null unless it is parked. */
  parked_reason: string | null;
  print: Json<readonly Participation[]>;
  recorded_at: number;
}

export interface PlansTable {
  onboarding_id: string;
  generation: number;
  plan: Json<Plan>;
}

export interface MailsTable {
  message_id: string;
  onboarding_id: string;
  step: string;
  generation: number;
  contact_id: string;
  sent_at: number;
}

export interface AuditTable {
  audit_id: string;
  onboarding_id: string;
  action: string;
  actor: string;
  reason: string;
  /** `api`, or `self_declared` for an update sent from the Temporal UI. */
  source: string;
  update_id: string | null;
  created_at: number;
}

export interface ApiKeysTable {
  key_id: string;
  secret_hash: string;
  name: string;
  scopes: Json<readonly Scope[]>;
  merchant_ids: Json<readonly string[]> | null;
  created_at: number;
  revoked_at: number | null;
}

export interface PoliciesTable {
  version: number;
  content: Json<Omit<Policy, 'version'>>;
  created_at: number;
}

export interface EventsTable {
  position: Generated<number>;
  event_id: string;
  onboarding_id: string;
  merchant_id: string;
  type: string;
  dedupe_key: string;
  data: Json<Readonly<Record<string, unknown>>>;
  created_at: number;
}

/** What is still to be carried out; a row that is done is deleted. Ids ascend and are never used again. */
export interface OutboxTable {
  outbox_id: Generated<number>;
  onboarding_id: string;
  task: Json<Task>;
  attempts: number;
  due_at: number;
  owner: string | null;
  leased_until: number | null;
  last_error: string | null;
}
