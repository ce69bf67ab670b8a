import { sql, type Kysely, type Transaction } from 'kysely';
import type { Instant } from '../domain/clock';
import { toJson } from './json-column';
import type { Tables } from './schema';
import type { OutboxTask } from './outbox';

export type Dialect = 'sqlite' | 'postgres';

/** What the relay works off: messages to the processes, and events to webhook endpoints. */
export type Lane = 'outbox' | 'deliveries';

/** One write transaction. What is enqueued in it is announced to the relay after the commit. */
export interface Tx {
  readonly db: Transaction<Tables>;
  readonly dialect: Dialect;
  /** With `notBefore` it is carried out then at the earliest, and what is written later for the onboarding after it. */
  enqueue(task: OutboxTask, at: Instant, notBefore?: Instant): Promise<void>;
  /** Says that this transaction writes deliveries. */
  announceDeliveries(): void;
}

/** The open database as the repositories use it: plain reads, and write transactions. */
export interface Database {
  readonly db: Kysely<Tables>;
  readonly dialect: Dialect;
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Calls back after every commit that wrote something for this lane. */
  onWritten(lane: Lane, listener: () => void): void;
}

export function createDatabase(db: Kysely<Tables>, dialect: Dialect): Database {
  const listeners: { readonly lane: Lane; readonly call: () => void }[] = [];
  return {
    db,
    dialect,
    async write(work) {
      const written = new Set<Lane>();
      const result = await db.transaction().execute((transaction) =>
        work({
          db: transaction,
          dialect,
          async enqueue(task, at, notBefore) {
            written.add('outbox');
            const due = notBefore === undefined ? { due_at: at } : { due_at: notBefore, not_before: notBefore };
            await transaction
              .insertInto('outbox')
              .values({ onboarding_id: task.onboardingId, task: toJson(task), attempts: 0, ...due })
              .execute();
          },
          announceDeliveries() {
            written.add('deliveries');
          },
        }),
      );
      for (const { lane, call } of listeners) if (written.has(lane)) call();
      return result;
    },
    onWritten(lane, call) {
      listeners.push({ lane, call });
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
