/**
 * The tables as Kysely sees them. Two column types only, so that one SQL serves both dialects: text and 64-bit integers.
 * JSON stands in text columns; instants are milliseconds; booleans are 0 and 1. `null` in a `*_at` column: not yet.
 */
import type { Generated } from 'kysely';
import type { EventData, EventType } from '../domain/contract/events';
import type { DeliveryTry } from '../domain/delivery';
import type { RoundFindings } from '../domain/incident';
import type { CommerceModules, Participation, StoreWarning } from '../domain/outcomes';
import type { Plan } from '../domain/plan';
import type { Policy } from '../domain/policy';
import type { Requirement } from '../domain/requirements';
import type { VerbDetail } from '../domain/verbs';
import type { Scope } from '../domain/scopes';
import type { Json } from './json-column';
import type { ReceiptEvidence, ReceiptPerson } from './receipts';
import type { OutboxTask as Task } from './outbox';
import type { NextStepView, StatusView } from './status-view';

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
  login_visits: LoginVisitsTable;
  link_requests: LinkRequestsTable;
  unknown_sellers: UnknownSellersTable;
  grants: GrantsTable;
  plans: PlansTable;
  plan_marks: PlanMarksTable;
  mails: MailsTable;
  audit: AuditTable;
  audit_outcomes: AuditOutcomesTable;
  tickets: TicketsTable;
  receipts: ReceiptsTable;
  access_tokens: AccessTokensTable;
  token_holders: TokenHoldersTable;
  checklist_confirmations: ChecklistConfirmationsTable;
  api_keys: ApiKeysTable;
  idempotency: IdempotencyTable;
  policies: PoliciesTable;
  events: EventsTable;
  webhook_endpoints: WebhookEndpointsTable;
  webhook_secrets: WebhookSecretsTable;
  webhook_deliveries: WebhookDeliveriesTable;
  outbox: OutboxTable;
  campaigns: CampaignsTable;
  campaign_asks: CampaignAsksTable;
  incidents: IncidentsTable;
  incident_holds: IncidentHoldsTable;
  sweep_rounds: SweepRoundsTable;
  grant_probes: GrantProbesTable;
  key_checks: KeyChecksTable;
  app_secrets: AppSecretsTable;
  alerts: AlertsTable;
  alert_deliveries: AlertDeliveriesTable;
}

/** Facts about the database itself: the mode it was stamped with, the check of the link keys, whether mails may leave it. */
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
  connection_type: string | null;
  connection_host: string | null;
  connection_revision: number;
  verified_commerce_host: string | null;
  /** Null while they were not read, or the connection may not read them. */
  commerce_modules: Json<CommerceModules> | null;
  contacts_revision: number;
  created_at: number;
  /** Adopted: the merchant is not written to about what was missing by then. Null for those that began here. */
  quiet_until: number | null;
  /** From the request to disconnect on, also while the process has not yet taken it in. */
  disconnected_at: number | null;
  closed_at: number | null;
  /** What was known of the merchant was erased: only ids and instants are left. */
  purged_at: number | null;
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
  /** 1: the attribute is made in Commerce where it is missing. */
  create_attribute: Generated<number>;
  /** Code of the attribute that we asked Commerce to make for this store. */
  created_attribute: string | null;
  revision: number;
  ready_at: number | null;
  /** When it was last found in order against the Commerce instance. */
  checked_at: number | null;
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
  /** Taken out by the merchant: a receipt without name and address, whose revision goes on if it is added again. */
  removed_at: number | null;
}

export interface ContactsTable {
  contact_id: string;
  onboarding_id: string;
  position: number;
  role: string;
  email: string;
  language: string;
  time_zone: string;
  /** When a link that was mailed to it was last used; null if none ever was. */
  confirmed_at: number | null;
  /** `in_force`, `proposed` or `left`. */
  standing: Generated<string>;
  /** When a proposed one dies; null for the others. */
  proposed_until: number | null;
  /** 1: goes when all that is proposed is confirmed. */
  leaving: Generated<number>;
  unreachable_at: number | null;
  /** Since when it wants no reminders; null while it gets them. Goes with the row. */
  reminders_off_since: number | null;
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

/**
 * A browser that came from Seller Central and waits for its mailed link; what Amazon's address said is in the vault, as a
 * secret of the house. Goes with the next visit after its nine minutes, or with the daily look for what is to be erased.
 */
export interface LoginVisitsTable {
  browser_hash: string;
  expires_at: number;
}

/** When links were asked for, or reminders again, for the limits of each contact: a day is looked back on. Goes when the onboarding is closed. */
export interface LinkRequestsTable {
  contact_id: string;
  onboarding_id: string;
  purpose: string;
  requested_at: number;
}

/** Sellers of whom the backend was told today that nobody knows them. */
export interface UnknownSellersTable {
  seller_id: string;
  told_at: number;
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
  /** When that was seen at Amazon; null while it never was. */
  print_at: number | null;
  /** `professional` or `individual`; null while Amazon has not told. */
  selling_plan: string | null;
  selling_plan_at: number | null;
  recorded_at: number;
  /** Since when LWA has refused its refresh token; a refresh that works clears it. */
  suspected_since: number | null;
  /** Since when it is confirmed that Amazon has ended it. */
  revoked_at: number | null;
  /** How `granted_at` is known: `observed`, `stated` or `estimated`. */
  granted_at_basis: Generated<string>;
}

export interface PlansTable {
  onboarding_id: string;
  generation: number;
  plan: Json<Plan>;
}

/** What became of each step of a plan, as the process last told it. Ids only: kept with the plan, goes with a purge. */
export interface PlanMarksTable {
  onboarding_id: string;
  generation: number;
  step_key: string;
  mark: string;
  /** When that was first written down. */
  marked_at: number;
}

export interface MailsTable {
  message_id: string;
  onboarding_id: string;
  step: string;
  generation: number;
  contact_id: string;
  sent_at: number;
  bounced_at: number | null;
}

export interface AuditTable {
  audit_id: string;
  onboarding_id: string | null;
  action: string;
  actor: string;
  reason: string;
  /** `api`, or `self_declared` for an update sent from the Temporal UI. */
  source: string;
  update_id: string | null;
  created_at: number;
  /** Id of what was acted upon beside the onboarding. */
  subject: string | null;
  /** What a verb was told beside its name. */
  detail: Json<VerbDetail> | null;
}

/** What a verb has come to, in one sentence without outside text. Kept as long as its audit row. */
export interface AuditOutcomesTable {
  audit_id: string;
  outcome: string;
  at: number;
}

/** What may be done once, for ten minutes. Gone when it is used, and with the onboarding's data. */
export interface TicketsTable {
  ticket_hash: string;
  action: string;
  /** Null for what concerns no onboarding. */
  onboarding_id: string | null;
  expires_at: number;
}

/** What every consent is proved by. Kept when the onboarding is closed; erasing it takes `person` away. */
export interface ReceiptsTable {
  onboarding_id: string;
  generation: number;
  evidence: Json<ReceiptEvidence>;
  person: Json<ReceiptPerson> | null;
  hash: string;
}

/** Where the access token of a grant stands; the token itself is in the vault. Goes with the token. */
export interface AccessTokensTable {
  grant_ref: string;
  onboarding_id: string;
  /** Counts the changes of the row. */
  version: number;
  expires_at: number | null;
  /** Who is fetching a new one. */
  lease_owner: string | null;
  leased_until: number | null;
  /** How the last refresh failed, and when somebody may try again. */
  failure: string | null;
  retry_at: number | null;
}

/** Which token, told apart by its expiry, an API key got last: the audit has one row for each. Goes with the token. */
export interface TokenHoldersTable {
  grant_ref: string;
  key_id: string;
  onboarding_id: string;
  expires_at: number;
}

/** What people said of the checklist. Names of persons: kept when the onboarding is closed, erased with its contacts. */
export interface ChecklistConfirmationsTable {
  onboarding_id: string;
  item: string;
  name: string;
  confirmed_at: number;
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

/** Requests with an Idempotency-Key, for 24 hours. */
export interface IdempotencyTable {
  key_id: string;
  operation_id: string;
  value_hash: string;
  body_hmac: string;
  /** What the runs of this request have in common. */
  once_key: string;
  /** Who carries it out, until the lease ends. */
  claim: string;
  leased_until: number;
  /** Null until a run has answered. */
  status: number | null;
  resource_id: string | null;
  created_at: number;
}

export interface PoliciesTable {
  version: number;
  content: Json<Omit<Policy, 'version'>>;
  created_at: number;
  /** The onboardings with a grant up to this id have been told of it. */
  told_after: string;
  /** When all of them had been; null until then. */
  told_at: number | null;
}

export interface EventsTable {
  position: Generated<number>;
  event_id: string;
  /** Null for an event about the house. */
  onboarding_id: string | null;
  merchant_id: string | null;
  type: string;
  dedupe_key: string;
  data: Json<EventData>;
  created_at: number;
}

export interface WebhookEndpointsTable {
  endpoint_id: string;
  url: string;
  description: string;
  /** Null: events of every type. */
  event_types: Json<readonly EventType[]> | null;
  /** Null: events of every merchant, and those about the house. */
  merchant_ids: Json<readonly string[]> | null;
  created_at: number;
  /** Of the first failed try since the last good one. */
  failing_since: number | null;
  disabled_at: number | null;
  disabled_reason: string | null;
  /** The delivery whose failure disabled it. */
  disabled_by: string | null;
  deleted_at: number | null;
}

/** When a secret begins and ends; its value is in the vault, and goes with the row. */
export interface WebhookSecretsTable {
  secret_id: string;
  endpoint_id: string;
  created_at: number;
  /** Null for the newest one. */
  expires_at: number | null;
}

/** One event for one endpoint: what is still to be sent, and what became of it. */
export interface WebhookDeliveriesTable {
  position: Generated<number>;
  delivery_id: string;
  event_id: string;
  endpoint_id: string;
  /** `event`, `replay` or `test`. */
  cause: string;
  standing: string;
  /** Oldest first; they are bounded by the five days for which it is tried. */
  tries: Json<readonly DeliveryTry[]>;
  created_at: number;
  /** How often a relay gave it back. */
  attempts: number;
  /** When the relay may make the first try. */
  due_at: number;
  owner: string | null;
  leased_until: number | null;
  next_try_at: number | null;
  finished_at: number | null;
}

/** What is still to be carried out; a row that is done is deleted. Ids ascend and are never used again. */
export interface OutboxTable {
  outbox_id: Generated<number>;
  onboarding_id: string;
  task: Json<Task>;
  attempts: number;
  due_at: number;
  /** Until when it is left alone, and what is behind it; null: it is carried out at once. */
  not_before: number | null;
  owner: string | null;
  leased_until: number | null;
  last_error: string | null;
}

/**
 * What operators are told. The values are short and name no person: kept when the onboarding is closed, and goes with its
 * deliveries when it is erased.
 */
export interface AlertsTable {
  alert_id: string;
  code: string;
  dedupe_key: string;
  onboarding_id: string | null;
  params: Json<Readonly<Record<string, string>>>;
  raised_at: number;
}

/** One alert in one way of telling it. */
export interface AlertDeliveriesTable {
  alert_id: string;
  channel: string;
  standing: string;
  attempts: number;
  due_at: number;
  owner: string | null;
  leased_until: number | null;
  finished_at: number | null;
}

/** Times in which Amazon's answers about single grants are not believed. They concern nobody in particular: kept. */
export interface IncidentsTable {
  incident_id: string;
  cause: string;
  error: string | null;
  opened_at: number;
  /** Of the round that opened it. */
  asked: number;
  refused: number;
  /** Of the last round with trouble. */
  troubled_at: number;
  /** Rounds without trouble since. */
  healthy_rounds: number;
  closed_at: number | null;
}

/** Whose mails an open incident holds. The rows go when it closes; a purge takes them too. */
export interface IncidentHoldsTable {
  incident_id: string;
  onboarding_id: string;
}

/** What the last rounds over the grants were judged to mean. They concern nobody in particular; the next days delete them. */
export interface SweepRoundsTable {
  /** Names the round. */
  began_at: number;
  judged_at: number;
  findings: Json<RoundFindings>;
  verdict: string;
  /** Null until those that it calls revoked are. */
  revoked: number | null;
}

/** When a grant in force is asked about, and what Amazon said last. Goes when the grant is no longer in force. */
export interface GrantProbesTable {
  grant_ref: string;
  onboarding_id: string;
  due_at: number;
  /** When it was last asked about, with or without an answer. */
  tried_at: number | null;
  /** `alive` or `refused`; null before the first answer. */
  answer: string | null;
  answered_at: number | null;
  /** 1: that answer was the first refusal after a good one. */
  newly_refused: number;
}

/** When an onboarding's Commerce key is checked anew. Goes with the onboarding. */
export interface KeyChecksTable {
  onboarding_id: string;
  due_at: number;
  /** When its process was last told to check it. */
  asked_at: number | null;
}

/** Since when we have which client secret of our application, known by their fingerprints. */
export interface AppSecretsTable {
  fingerprint: string;
  since_at: number;
}

/** A role was added to the app, and every seller is asked to consent anew. One at a time. About no onboarding. */
export interface CampaignsTable {
  campaign_id: string;
  role: string;
  reason: string;
  /** How many are asked in a policy day. */
  per_day: number;
  actor: string;
  started_at: number;
  /** When it was stopped, or the last one was asked. */
  ended_at: number | null;
  /** 1: somebody stopped it. */
  stopped: Generated<number>;
}

/** Who is to be asked in a campaign, and what became of it. Ids and instants only: kept when the onboarding is erased. */
export interface CampaignAsksTable {
  campaign_id: string;
  onboarding_id: string;
  /** In force when the campaign began: a later one is a renewal. */
  generation: number;
  due_at: number;
  /** Null while it is still to come; otherwise one of `AskOutcome`. */
  outcome: string | null;
  settled_at: number | null;
}
