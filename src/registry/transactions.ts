import { sql, type Kysely, type Transaction } from 'kysely';
import type { Instant } from '../domain/clock';
import { toJson } from './json-column';
import type { Tables } from './schema';
import type { OutboxTask } from './registry';

export type Dialect = 'sqlite' | 'postgres';

/** One write transaction. What is enqueued in it is announced to the relay after the commit. */
export interface Tx {
  readonly db: Transaction<Tables>;
  readonly dialect: Dialect;
  enqueue(task: OutboxTask, at: Instant): Promise<void>;
}

/** The open database as the repositories use it: plain reads, and write transactions. */
export interface Database {
  readonly db: Kysely<Tables>;
  readonly dialect: Dialect;
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Calls back after every commit that wrote outbox rows. */
  onOutboxWritten(listener: () => void): void;
}

export function createDatabase(db: Kysely<Tables>, dialect: Dialect): Database {
  const listeners: (() => void)[] = [];
  return {
    db,
    dialect,
    async write(work) {
      const enqueued: OutboxTask[] = [];
      const result = await db.transaction().execute((transaction) =>
        work({
          db: transaction,
          dialect,
          async enqueue(task, at) {
            enqueued.push(task);
            await transaction
              .insertInto('outbox')
              .values({ onboarding_id: task.onboardingId, task: toJson(task), attempts: 0, due_at: at })
              .execute();
          },
        }),
      );
      if (enqueued.length > 0) for (const listener of listeners) listener();
      return result;
    },
    onOutboxWritten(listener) {
      listeners.push(listener);
    },
  };
}

/** Lets one transaction at a time pass here, where there is no row to lock. On SQLite every transaction is alone anyway. */
export async function lockTable(tx: Tx, table: keyof Tables): Promise<void> {
  if (tx.dialect === 'postgres') await sql`lock table ${sql.table(table)} in exclusive mode`.execute(tx.db);
}

/** True for a violated unique index, in the words of either database. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  const POSTGRES_UNIQUE_VIOLATION = '23505';
  const { code } = error;
  return (
    code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY' || code === POSTGRES_UNIQUE_VIOLATION
  );
}
