import { Migrator } from 'kysely';
import { createAccessTokens } from './access-tokens';
import { createAdoptions } from './adoptions';
import { createAlerts } from './alerts';
import { createApiKeys } from './api-keys';
import { createAppSecrets } from './app-secrets';
import { createAttempts } from './attempts';
import { createAudit } from './audit';
import { createBrowsers } from './browsers';
import { createCampaigns } from './campaigns';
import { createChecklist } from './checklist';
import { createContacts } from './contacts';
import { createCredentials } from './credentials';
import { databaseMayExist, openDatabase } from './database';
import { createEvents } from './events';
import { createGrants } from './grants';
import { createIdempotency } from './idempotency';
import { createIncidents } from './incidents';
import { refuseUnlessCurrent } from './inspect';
import { createKeyChecks } from './key-checks';
import type { RegistryKeys } from './key-ring';
import { createFleetLedger } from './ledger';
import { createLinks } from './links';
import { createLoginVisits } from './login-visits';
import { createMailing } from './mailing';
import { createMails } from './mails';
import { migrationsFor, newestMigration } from './migrations/all';
import { createOnboardings } from './onboardings';
import { createOutbox } from './outbox';
import { createPolicies } from './policies';
import { createProbes } from './probes';
import { createPurges } from './purges';
import { createReceipts } from './receipts';
import type { Registry } from './registry';
import { checkStamps, refusal, type Mode } from './stamp';
import { rebuildStatuses } from './status-rebuild';
import { createStores } from './stores';
import { createTickets } from './tickets';
import { lockTable, type Database } from './transactions';
import { createVault } from './vault-entries';
import { createVerbs } from './verbs';
import { createWebhookDeliveries } from './webhook-deliveries';
import { createWebhookEndpoints } from './webhook-endpoints';

export interface RegistryOptions {
  /** `sqlite:<path>` or `postgres://…`. */
  readonly url: string;
  readonly keys: RegistryKeys;
  readonly mode: Mode;
  /** Our application at Amazon; tools that put no grant in force need not know it. */
  readonly applicationId?: string | null;
}

/**
 * Opens the database, brings its schema up to date and holds mode and keys against its stamps. Several processes may do
 * so at the same time.
 *
 * @throws RegistryRefusal for a database of the other mode or of other keys; Error for a URL of another kind.
 */
export function openRegistry({ url, keys, mode, applicationId = null }: RegistryOptions): Promise<Registry> {
  return openOnce(url, keys, applicationId, async (database) => {
    await migrate(database);
    await database.write(async (tx) => {
      await lockTable(tx, 'meta');
      await checkStamps(tx, mode, keys);
    });
    await rebuildStatuses(database, newestMigration(database.dialect));
  });
}

/**
 * Opens a database that Evergrant already works on, and writes nothing by doing so: for tools beside the product, which
 * must neither make a database at a mistyped address nor bring one up to date under a product of another version.
 *
 * @throws RegistryRefusal for one that is absent, of another version, of the other mode or of other keys.
 */
export async function openExistingRegistry({ url, keys, mode }: RegistryOptions): Promise<Registry> {
  if (!databaseMayExist(url)) throw refusal('no_database');
  return openOnce(url, keys, null, (database) => refuseUnlessCurrent(database, mode, keys));
}

/** Throws what `prepare` throws; the database is then closed. */
async function openOnce(
  url: string,
  keys: RegistryKeys,
  applicationId: string | null,
  prepare: (database: Database) => Promise<void>,
): Promise<Registry> {
  const database = openDatabase(url);
  try {
    await prepare(database);
  } catch (error) {
    await database.db.destroy();
    throw error;
  }
  return {
    onboardings: createOnboardings(database, keys.vault),
    credentials: createCredentials(database, keys.vault),
    stores: createStores(database),
    contacts: createContacts(database),
    links: createLinks(database, keys.links),
    attempts: createAttempts(database, keys.vault),
    browsers: createBrowsers(database),
    loginVisits: createLoginVisits(database, keys.vault),
    grants: createGrants(database, keys.vault, applicationId),
    accessTokens: createAccessTokens(database, keys.vault),
    adoptions: createAdoptions(database, keys.vault),
    campaigns: createCampaigns(database),
    ledger: createFleetLedger(database),
    checklist: createChecklist(database),
    mails: createMails(database),
    mailing: createMailing(database),
    verbs: createVerbs(database),
    tickets: createTickets(database),
    receipts: createReceipts(database),
    purges: createPurges(database),
    audit: createAudit(database),
    apiKeys: createApiKeys(database),
    idempotency: createIdempotency(database),
    policies: createPolicies(database),
    events: createEvents(database),
    webhookEndpoints: createWebhookEndpoints(database, keys.vault),
    webhookDeliveries: createWebhookDeliveries(database, keys.vault),
    probes: createProbes(database),
    keyChecks: createKeyChecks(database),
    appSecrets: createAppSecrets(database),
    incidents: createIncidents(database),
    outbox: createOutbox(database),
    alerts: createAlerts(database),
    vault: createVault(database, keys.vault),
    async ping() {
      await database.db.selectFrom('meta').select('key').limit(1).execute();
    },
    close: () => database.db.destroy(),
  };
}

/** On both databases the whole migration is one transaction, behind a lock that a second opener waits for. */
async function migrate({ db, dialect }: Database): Promise<void> {
  const provider = { getMigrations: () => Promise.resolve(migrationsFor(dialect)) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error instanceof Error) throw error;
  if (error !== undefined) throw new Error('The database schema could not be brought up to date.');
}
