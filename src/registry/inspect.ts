import { Migrator, sql, type Kysely } from 'kysely';
import type { Instant } from '../domain/clock';
import { countAuthorizations } from './authorization-count';
import { databaseMayExist, openDatabase } from './database';
import type { RegistryKeys } from './key-ring';
import { createMailing, type MailStanding } from './mailing';
import { migrationsFor } from './migrations/all';
import type { Tables } from './schema';
import { readStamps, refusal, refuseOthers, type Mode, type Stamps } from './stamp';
import type { Database, Dialect } from './transactions';
import { countEntries, type VaultCount } from './vault';

/** How a database's schema and this program's migrations stand to each other. */
export interface SchemaState {
  /** Names of the migrations that the database still lacks. */
  readonly pending: readonly string[];
  /** Names of migrations in the database that this program does not know. */
  readonly unknown: readonly string[];
}

/** What waits to be carried to Temporal or to a backend. */
export interface OutboxState {
  readonly waiting: number;
  /** Of these, how many were tried in vain at least five times, which takes a quarter of a minute. */
  readonly failing: number;
  /** When the oldest became due; null if none waits. */
  readonly oldestDueAt: Instant | null;
}

/** What can be told of a database without changing anything in it. */
export type DatabaseReport =
  | { readonly state: 'absent' }
  /** There, but Evergrant has never prepared it. */
  | { readonly state: 'empty'; readonly dialect: Dialect }
  /** Its tables are not those of this program. */
  | { readonly state: 'other_schema'; readonly dialect: Dialect; readonly schema: SchemaState }
  | {
      readonly state: 'current';
      readonly dialect: Dialect;
      readonly stamps: Stamps;
      readonly outbox: OutboxState;
      readonly vault: VaultCount;
      /** How many seller authorizations are known to stand at Amazon. */
      readonly authorizations: number;
      /** Whether mails may leave from the asking environment. */
      readonly mail: MailStanding;
    };

/** Looks at a database as it is. Throws what the driver throws for one that cannot be reached. */
export async function inspectDatabase(
  url: string,
  keys: RegistryKeys,
  environment: string,
  at: Instant,
): Promise<DatabaseReport> {
  if (!databaseMayExist(url)) return { state: 'absent' };
  const database = openDatabase(url);
  try {
    const { db, dialect } = database;
    const schema = await schemaStateOf(database);
    if (schema === 'empty') return { state: 'empty', dialect };
    if (schema.pending.length + schema.unknown.length > 0) return { state: 'other_schema', dialect, schema };
    return {
      state: 'current',
      dialect,
      stamps: await readStamps(db, keys),
      outbox: await outboxState(db),
      vault: await countEntries(db, keys.vault),
      authorizations: await countAuthorizations(db, at),
      mail: await createMailing(database).standing(environment),
    };
  } finally {
    await database.db.destroy();
  }
}

/**
 * Holds a database against this program, its mode and its keys without writing anything.
 *
 * @throws RegistryRefusal
 */
export async function refuseUnlessCurrent(database: Database, mode: Mode, keys: RegistryKeys): Promise<void> {
  const schema = await schemaStateOf(database);
  if (schema === 'empty') throw refusal('never_prepared');
  if (schema.unknown.length > 0) throw refusal('schema_ahead');
  if (schema.pending.length > 0) throw refusal('schema_behind');
  refuseOthers(await readStamps(database.db, keys), mode);
}

async function schemaStateOf({ db, dialect }: Database): Promise<SchemaState | 'empty'> {
  const provider = { getMigrations: () => Promise.resolve(migrationsFor(dialect)) };
  const known = await new Migrator({ db, provider }).getMigrations();
  const pending = known.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
  if (pending.length === known.length) return 'empty';
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const names = known.map(({ name }) => name);
  return { pending, unknown: rows.map(({ name }) => name).filter((name) => !names.includes(name)) };
}

const TRIED_IN_VAIN = 5;

async function outboxState(db: Kysely<Tables>): Promise<OutboxState> {
  const row = await db
    .selectFrom('outbox')
    .select((builder) => [
      builder.fn.countAll<number>().as('waiting'),
      builder.fn.min('due_at').as('oldest'),
      sql<number>`count(case when attempts >= ${TRIED_IN_VAIN} then 1 end)`.as('failing'),
    ])
    .executeTakeFirstOrThrow();
  return { waiting: row.waiting, failing: row.failing, oldestDueAt: row.oldest };
}
