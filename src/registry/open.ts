import { Migrator, type Kysely } from 'kysely';
import { createApiKeys } from './api-keys';
import { createAttempts } from './attempts';
import { createAudit } from './audit';
import { createBrowsers } from './browsers';
import { createContacts } from './contacts';
import { createCredentials } from './credentials';
import { createEvents } from './events';
import { createGrants } from './grants';
import type { RegistryKeys } from './key-ring';
import { createLinks } from './links';
import { createMails } from './mails';
import { migrationsFor } from './migrations/all';
import { createOnboardings } from './onboardings';
import { createOutbox } from './outbox';
import { createPolicies } from './policies';
import { openPostgres } from './postgres';
import type { Registry } from './registry';
import type { Tables } from './schema';
import { openSqlite } from './sqlite';
import { checkStamps, type Mode } from './stamp';
import { createStores } from './stores';
import { createDatabase, lockTable, type Database, type Dialect } from './transactions';
import { createVerbs } from './verbs';

export interface RegistryOptions {
  /** `sqlite:<path>` or `postgres://…`. */
  readonly url: string;
  readonly keys: RegistryKeys;
  readonly mode: Mode;
}

/**
 * Opens the database, brings its schema up to date and holds mode and keys against its stamps. Several processes may do
 * so at the same time.
 *
 * @throws RegistryRefusal for a database of the other mode or of other keys; Error for a URL of another kind.
 */
export async function openRegistry({ url, keys, mode }: RegistryOptions): Promise<Registry> {
  const database = openDatabase(url);
  try {
    await migrate(database);
    await database.write(async (tx) => {
      await lockTable(tx, 'meta');
      await checkStamps(tx, mode, keys);
    });
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
    grants: createGrants(database, keys.vault),
    mails: createMails(database),
    verbs: createVerbs(database),
    audit: createAudit(database),
    apiKeys: createApiKeys(database),
    policies: createPolicies(database),
    events: createEvents(database),
    outbox: createOutbox(database),
    async ping() {
      await database.db.selectFrom('meta').select('key').limit(1).execute();
    },
    close: () => database.db.destroy(),
  };
}

function openDatabase(url: string): Database {
  const dialect = dialectOf(url);
  return createDatabase(open(url, dialect), dialect);
}

function dialectOf(url: string): Dialect {
  if (url.startsWith('sqlite:')) return 'sqlite';
  if (/^postgres(ql)?:\/\//.test(url)) return 'postgres';
  throw new Error('The database URL must be sqlite:<path> or postgres://….');
}

function open(url: string, dialect: Dialect): Kysely<Tables> {
  return dialect === 'sqlite' ? openSqlite(url.slice('sqlite:'.length)) : openPostgres(url);
}

/** On both databases the whole migration is one transaction, behind a lock that a second opener waits for. */
async function migrate({ db, dialect }: Database): Promise<void> {
  const provider = { getMigrations: () => Promise.resolve(migrationsFor(dialect)) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error instanceof Error) throw error;
  if (error !== undefined) throw new Error('The database schema could not be brought up to date.');
}
