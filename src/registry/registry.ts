import type { AccessTokens } from './access-tokens';
import type { Adoptions } from './adoptions';
import type { Alerts } from './alerts';
import type { ApiKeys } from './api-keys';
import type { AppSecrets } from './app-secrets';
import type { Attempts } from './attempts';
import type { Audit } from './audit';
import type { Browsers } from './browsers';
import type { Campaigns } from './campaigns';
import type { Checklist } from './checklist';
import type { Contacts } from './contacts';
import type { Credentials } from './credentials';
import type { Events } from './events';
import type { Grants } from './grants';
import type { Idempotency } from './idempotency';
import type { Incidents } from './incidents';
import type { KeyChecks } from './key-checks';
import type { FleetLedger } from './ledger';
import type { Links } from './links';
import type { LoginVisits } from './login-visits';
import type { Mailing } from './mailing';
import type { Mails } from './mails';
import type { Onboardings } from './onboardings';
import type { Outbox } from './outbox';
import type { Policies } from './policies';
import type { Probes } from './probes';
import type { Purges } from './purges';
import type { Receipts } from './receipts';
import type { Stores } from './stores';
import type { Tickets } from './tickets';
import type { Vault } from './vault';
import type { Verbs } from './verbs';
import type { WebhookDeliveries } from './webhook-deliveries';
import type { WebhookEndpoints } from './webhook-endpoints';

/**
 * What the rest of the house asks of the database. One object per subject; every method is one transaction, and rows
 * that must follow from a write (start the workflow, signal it, raise an event) are written in that same transaction.
 */
export interface Registry {
  readonly onboardings: Onboardings;
  readonly credentials: Credentials;
  readonly stores: Stores;
  readonly contacts: Contacts;
  readonly links: Links;
  readonly attempts: Attempts;
  readonly browsers: Browsers;
  readonly loginVisits: LoginVisits;
  readonly grants: Grants;
  readonly accessTokens: AccessTokens;
  readonly adoptions: Adoptions;
  readonly campaigns: Campaigns;
  readonly ledger: FleetLedger;
  readonly checklist: Checklist;
  readonly mails: Mails;
  readonly mailing: Mailing;
  readonly verbs: Verbs;
  readonly tickets: Tickets;
  readonly receipts: Receipts;
  readonly purges: Purges;
  readonly audit: Audit;
  readonly apiKeys: ApiKeys;
  readonly idempotency: Idempotency;
  readonly policies: Policies;
  readonly events: Events;
  readonly webhookEndpoints: WebhookEndpoints;
  readonly webhookDeliveries: WebhookDeliveries;
  readonly probes: Probes;
  readonly keyChecks: KeyChecks;
  readonly appSecrets: AppSecrets;
  readonly incidents: Incidents;
  readonly outbox: Outbox;
  readonly alerts: Alerts;
  readonly vault: Vault;
  /** Resolves when a read works; rejects otherwise. For /readyz. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
