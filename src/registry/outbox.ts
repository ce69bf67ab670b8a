import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Instant } from '../domain/clock';
import { fromJson, type Json } from './json-column';
import type { Outbox, OutboxRow, OutboxTask } from './registry';
import type { Tables } from './schema';
import type { Database } from './transactions';

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
