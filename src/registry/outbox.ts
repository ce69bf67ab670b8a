import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Instant } from '../domain/clock';
import type { OfferedRegion, StoreId } from '../domain/marketplaces';
import type { Notice } from '../domain/notice';
import { fromJson, type Json } from './json-column';
import type { Tables } from './schema';
import type { Database } from './transactions';

/**
 * What can have changed. `policy`: revision is its version. `contact`: also a zone, or whether somebody wants reminders.
 * `probe`: ref is the grant whose standing has changed, `key` if the API key is to be checked anew, or `stores` if Amazon
 * is to be asked anew where the seller sells. `incident`: ref is the one that has closed.
 */
export type FactKind =
  'key' | 'connection' | 'store' | 'store_removed' | 'contact' | 'attempt' | 'verb' | 'policy' | 'probe' | 'incident';

/** What the relay carries out. Payloads hold ids and revisions only. */
export type OutboxTask =
  | {
      readonly kind: 'start';
      readonly onboardingId: string;
      readonly merchantId: string;
      readonly region: OfferedRegion;
      readonly keyRevision: number;
      readonly connectionRevision: number;
      readonly stores: readonly { readonly storeId: StoreId; readonly revision: number }[];
      readonly at: Instant;
      /** The seller consented before the onboarding came here: what is to be verified first. */
      readonly adopted?: { readonly candidateRef: string; readonly consentId: string };
    }
  | {
      readonly kind: 'consentGranted';
      readonly onboardingId: string;
      readonly consentId: string;
      readonly candidateRef: string;
    }
  | {
      readonly kind: 'factsChanged';
      readonly onboardingId: string;
      readonly fact: FactKind;
      readonly ref: string;
      readonly revision: number;
    }
  | {
      readonly kind: 'notice';
      readonly onboardingId: string;
      readonly notice: Notice;
    }
  /** What Temporal keeps of an erased onboarding. */
  | { readonly kind: 'eraseHistories'; readonly onboardingId: string };

export interface OutboxRow {
  readonly outboxId: string;
  readonly task: OutboxTask;
  readonly attempts: number;
}

export interface Outbox {
  /** Calls back after every commit of this process that wrote outbox rows: the relay's cue to look at once. */
  onWritten(listener: () => void): void;
  /**
   * Claims due rows with a lease; rows of one onboarding come in the order in which they were written, one at a time. Only
   * notices, which are no messages to the process, are waited for by nothing.
   */
  claim(
    owner: string,
    limit: number,
    leaseMs: number,
    at: Instant,
    /** Rows that were carried out and go in the same transaction, so that those behind them can be claimed. */
    carriedOut?: readonly string[],
  ): Promise<readonly OutboxRow[]>;
  /** Takes away a row that was carried out. */
  done(outboxId: string, at: Instant): Promise<void>;
  /** Releases the row for another try at `retryAt`. `error` is a plain sentence without outside text. */
  failed(outboxId: string, error: string, retryAt: Instant): Promise<void>;
}

interface ClaimedRow {
  readonly outbox_id: number;
  readonly task: Json<OutboxTask>;
  readonly attempts: number;
}

export function createOutbox(database: Database): Outbox {
  const { db, dialect } = database;
  return {
    onWritten: (listener) => database.onWritten('outbox', listener),

    async claim(owner, limit, leaseMs, at, carriedOut = []) {
      const claimDue = async (from: Kysely<Tables>) => {
        // Rows that another relay is claiming at this moment are passed over, not waited for.
        const skipLocked = dialect === 'postgres' ? sql`for update of o skip locked` : sql``;
        const { rows } = await sql<ClaimedRow>`
          with due as materialized (${dueRows(at, limit)} ${skipLocked})
          update outbox set owner = ${owner}, leased_until = ${at + leaseMs}
          where outbox_id in (select outbox_id from due)
          returning outbox_id, task, attempts`.execute(from);
        return rows;
      };
      if (carriedOut.length === 0) {
        // The idle case must not take SQLite's write lock.
        const { rows: due } = await dueRows(at, 1).execute(db);
        return due.length === 0 ? [] : inOrder(await claimDue(db));
      }
      const claimed = await database.write(async (tx) => {
        await tx.db.deleteFrom('outbox').where('outbox_id', 'in', carriedOut.map(Number)).execute();
        return claimDue(tx.db);
      });
      return inOrder(claimed);
    },

    async done(outboxId) {
      await db.deleteFrom('outbox').where('outbox_id', '=', Number(outboxId)).execute();
    },

    async failed(outboxId, error, retryAt) {
      await db
        .updateTable('outbox')
        .set((builder) => ({
          attempts: builder('attempts', '+', 1),
          due_at: retryAt,
          owner: null,
          leased_until: null,
          last_error: error,
        }))
        .where('outbox_id', '=', Number(outboxId))
        .execute();
    },
  };
}

function inOrder(rows: readonly ClaimedRow[]): readonly OutboxRow[] {
  return [...rows]
    .sort((a, b) => a.outbox_id - b.outbox_id)
    .map((row) => ({ outboxId: String(row.outbox_id), task: fromJson(row.task), attempts: row.attempts }));
}

/** How the text of a notice begins: its kind is written first. */
const NOTICE = '{"kind":"notice"%' satisfies `{"kind":"${OutboxTask['kind']}"%`;

/**
 * Rows that may be claimed at `at`: due, under no lease, and the oldest of their onboarding but for notices, which are
 * mails beside the process: no message to it waits for one. A row that was never tried is due at once: the clock that it
 * was written by, such as that of a process, may be ahead of ours. One that is to wait says so in a column of its own.
 */
function dueRows(at: Instant, limit: number): RawBuilder<{ outbox_id: number }> {
  return sql`
    select o.outbox_id from outbox o
    where (o.attempts = 0 or o.due_at <= ${at}) and (o.not_before is null or o.not_before <= ${at})
      and (o.leased_until is null or o.leased_until <= ${at})
      and not exists (
        select 1 from outbox earlier
        where earlier.onboarding_id = o.onboarding_id and earlier.outbox_id < o.outbox_id
          and earlier.task not like ${NOTICE})
    order by o.outbox_id limit ${limit}`;
}
