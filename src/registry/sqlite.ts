import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CompiledQuery,
  Kysely,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type QueryResult,
  type SqliteDatabase,
  type SqliteStatement,
} from 'kysely';
import Libsql from 'libsql';
import type { Tables } from './schema';

/** How long a writer waits for another one's transaction; all of ours last milliseconds. */
const BUSY_TIMEOUT_MS = 10_000;
/** While SQLite itself waits, nothing else of this process runs; so it does so briefly and the rest is waited here. */
const BLOCKING_WAIT_MS = 5;
const RETRY_MS = 2;

/**
 * Opens an SQLite file that only its owner can read (folder 0700 if it has to be made, file 0600; SQLite gives WAL and
 * shared memory the mode of the file).
 */
export function openSqlite(path: string): Kysely<Tables> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  const database = new Libsql(path, { timeout: BUSY_TIMEOUT_MS });
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('secure_delete = ON');
  database.pragma('foreign_keys = ON');
  database.pragma(`busy_timeout = ${BLOCKING_WAIT_MS}`);
  return new Kysely<Tables>({ dialect: new SharedSqliteDialect(database) });
}

/** SQLite for a file that several processes write. */
class SharedSqliteDialect extends SqliteDialect {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    super({ database });
    this.#database = database;
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalDdlAdapter();
  }

  override createDriver(): SqliteDriver {
    return new SharedSqliteDriver({ database: this.#database });
  }
}

/**
 * SQLite rolls back DDL like anything else. Said so, Kysely runs a migration in one transaction, which also keeps a second
 * opener waiting until it is done.
 */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class SharedSqliteDriver extends SqliteDriver {
  readonly #connection: DatabaseConnection;

  constructor(config: { readonly database: SqliteDatabase }) {
    super(config);
    this.#connection = new PatientConnection(config.database);
  }

  /** Waits until the transaction under way has ended; there is one connection. */
  override async acquireConnection(): Promise<DatabaseConnection> {
    await super.acquireConnection();
    return this.#connection;
  }

  /** Writes the log back into the file and empties it, so that what was deleted is gone; not while others read. */
  override async destroy(): Promise<void> {
    await this.#connection.executeQuery(CompiledQuery.raw('pragma wal_checkpoint(truncate)'));
    await super.destroy();
  }

  /**
   * Every transaction takes the write lock at its beginning. A deferred one that read first could not wait for another
   * process when it comes to write: SQLite fails it at once, because its snapshot is stale.
   */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

/** Keeps its statements prepared, and waits while another connection writes without holding up its own process. */
class PatientConnection implements DatabaseConnection {
  readonly #database: SqliteDatabase;
  readonly #statements = new Map<string, Prepared>();

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const prepared = this.#prepared(sql);
    for (let waitedMs = 0; ; waitedMs += BLOCKING_WAIT_MS + RETRY_MS) {
      try {
        return run<R>(prepared, parameters);
      } catch (error) {
        // A statement that found the lock has done nothing, but stays in progress: no other may be tried in its place.
        if (!isBusy(error) || waitedMs >= BUSY_TIMEOUT_MS) throw error;
      }
      await sleep(RETRY_MS);
    }
  }

  #prepared(sql: string): Prepared {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    const prepared = { statement, isReader: statement.reader };
    this.#statements.set(sql, prepared);
    return prepared;
  }

  streamQuery(): never {
    throw new Error('The registry reads no streams.');
  }
}

interface Prepared {
  readonly statement: SqliteStatement;
  /** Kept, because the driver asks SQLite for it each time. */
  readonly isReader: boolean;
}

function run<R>({ statement, isReader }: Prepared, parameters: readonly unknown[]): QueryResult<R> {
  if (isReader) return { rows: statement.all(parameters) as R[] };
  const { changes } = statement.run(parameters);
  return { rows: [], numAffectedRows: BigInt(changes) };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
}
