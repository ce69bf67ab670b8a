import { sql, type RawBuilder } from 'kysely';
import type { Instant } from '../domain/clock';
import type { EventType } from '../domain/contract/events';
import type { DeliveryTry } from '../domain/delivery';
import type { Secret } from '../domain/secret';
import { eventOfRow, type EventRow } from './events';
import { fromJson, toJson } from './json-column';
import type { KeyRing } from './key-ring';
import type { Database, Tx } from './transactions';
import { revealSigningSecrets } from './webhook-secrets';

/**
 * `pending`: the relay makes the first try. `retrying`: a process tries on. `failed`: given up after five days.
 * `abandoned`: its endpoint was disabled or deleted.
 */
export type DeliveryStanding = 'pending' | 'retrying' | 'delivered' | 'failed' | 'abandoned';

/** A delivery that a relay may try now. */
export interface ClaimedDelivery {
  readonly deliveryId: string;
  readonly endpointId: string;
  /** How often it was given back. */
  readonly attempts: number;
}

/** Everything that a try needs. */
export interface Sendable {
  readonly deliveryId: string;
  readonly endpointId: string;
  readonly url: string;
  readonly event: EventRow;
  /** Those that sign now, newest first; at least one. */
  readonly secrets: readonly Secret[];
  readonly tries: readonly DeliveryTry[];
}

/** What follows from a try. */
export type AfterTry =
  { readonly standing: 'delivered' | 'failed' } | { readonly standing: 'retrying'; readonly nextTryAt: Instant };

export interface Delivery {
  readonly deliveryId: string;
  readonly eventId: string;
  readonly eventType: EventType;
  readonly cause: 'event' | 'replay' | 'test';
  readonly standing: DeliveryStanding;
  readonly tries: readonly DeliveryTry[];
  readonly nextTryAt: Instant | null;
  readonly createdAt: Instant;
  readonly finishedAt: Instant | null;
}

export interface WebhookDeliveries {
  /** Calls back after every commit of this process that wrote deliveries: the relay's cue to look at once. */
  onWritten(listener: () => void): void;
  /**
   * Claims pending deliveries with a lease. Of each endpoint only the oldest few are under way at a time, so that a slow
   * one holds up nobody but itself.
   */
  claim(owner: string, limit: number, leaseMs: number, at: Instant): Promise<readonly ClaimedDelivery[]>;
  /** Gives a claimed delivery back, to be tried from `at` on. */
  release(deliveryId: string, at: Instant): Promise<void>;
  /** What to send, unless nobody wants it any more: it was delivered or given up, or its endpoint is disabled. */
  sendable(deliveryId: string, at: Instant): Promise<Sendable | undefined>;
  /**
   * Writes a try into the log. Says since when the endpoint has been failing; null if it has not. A delivery that has
   * ended meanwhile is left as it is.
   */
  recordTry(
    deliveryId: string,
    tried: DeliveryTry,
    after: AfterTry,
  ): Promise<{ readonly failingSince: Instant | null }>;
  /** The log of an endpoint, newest first. */
  list(query: {
    readonly endpointId: string;
    readonly standing?: DeliveryStanding;
    readonly eventId?: string;
    /** Deliveries before this position. */
    readonly before?: number;
    readonly limit: number;
  }): Promise<{ readonly items: readonly Delivery[]; readonly next: number | null }>;
}

/** Deliveries to one endpoint at the same time, by all relays together. */
const PER_ENDPOINT = 4;

interface ClaimedRow {
  readonly delivery_id: string;
  readonly endpoint_id: string;
  readonly attempts: number;
}

export function createWebhookDeliveries(database: Database, vault: KeyRing): WebhookDeliveries {
  const { db, dialect } = database;

  return {
    onWritten: (listener) => database.onWritten('deliveries', listener),

    async claim(owner, limit, leaseMs, at) {
      // The idle case must not take SQLite's write lock.
      const { rows: due } = await duePositions(at, 1).execute(db);
      if (due.length === 0) return [];
      const skipLocked = dialect === 'postgres' ? sql`for update of d skip locked` : sql``;
      const { rows } = await sql<ClaimedRow>`
        with due as materialized (${duePositions(at, limit)} ${skipLocked})
        update webhook_deliveries set owner = ${owner}, leased_until = ${at + leaseMs}
        where position in (select position from due)
        returning delivery_id, endpoint_id, attempts`.execute(db);
      return rows.map((row) => ({
        deliveryId: row.delivery_id,
        endpointId: row.endpoint_id,
        attempts: row.attempts,
      }));
    },

    async release(deliveryId, at) {
      await db
        .updateTable('webhook_deliveries')
        .set((builder) => ({ attempts: builder('attempts', '+', 1), owner: null, leased_until: null, due_at: at }))
        .where('delivery_id', '=', deliveryId)
        .where('standing', '=', 'pending')
        .execute();
    },

    async sendable(deliveryId, at) {
      const row = await db
        .selectFrom('webhook_deliveries as d')
        .innerJoin('events as e', 'e.event_id', 'd.event_id')
        .innerJoin('webhook_endpoints as w', 'w.endpoint_id', 'd.endpoint_id')
        .select(['d.delivery_id', 'd.endpoint_id', 'd.tries', 'w.url'])
        .select(['e.event_id', 'e.onboarding_id', 'e.merchant_id', 'e.type', 'e.dedupe_key', 'e.data', 'e.created_at'])
        .where('d.delivery_id', '=', deliveryId)
        .where('d.standing', 'in', ['pending', 'retrying'])
        .where('w.disabled_at', 'is', null)
        .where('w.deleted_at', 'is', null)
        .executeTakeFirst();
      if (!row) return undefined;
      const secrets = await revealSigningSecrets(db, vault, row.endpoint_id, at);
      // Deleted between the two reads.
      if (secrets.length === 0) return undefined;
      return {
        deliveryId,
        endpointId: row.endpoint_id,
        url: row.url,
        event: eventOfRow(row),
        secrets,
        tries: fromJson(row.tries),
      };
    },

    recordTry: (deliveryId, tried, after) =>
      database.write(async (tx) => {
        const delivery = await tx.db
          .selectFrom('webhook_deliveries')
          .select('endpoint_id')
          .where('delivery_id', '=', deliveryId)
          .where('standing', 'in', ['pending', 'retrying'])
          .executeTakeFirst();
        // How a late try ended says nothing about an endpoint that may have been mended and enabled again since.
        if (!delivery) return { failingSince: null };
        const { endpoint_id: endpointId } = delivery;
        // The endpoint before the delivery, as whoever disables it: in the other order the two could wait for each other.
        const failing = tried.outcome === 'failed';
        await tx.db
          .updateTable('webhook_endpoints')
          .set({ failing_since: failing ? tried.at : null })
          .where('endpoint_id', '=', endpointId)
          .where('failing_since', failing ? 'is' : 'is not', null)
          .execute();
        await appendTry(tx, deliveryId, tried, after);
        if (!failing) return { failingSince: null };
        const { failing_since: failingSince } = await tx.db
          .selectFrom('webhook_endpoints')
          .select('failing_since')
          .where('endpoint_id', '=', endpointId)
          .executeTakeFirstOrThrow();
        return { failingSince };
      }),

    async list({ endpointId, standing, eventId, before, limit }) {
      let deliveries = db
        .selectFrom('webhook_deliveries as d')
        .innerJoin('events as e', 'e.event_id', 'd.event_id')
        .selectAll('d')
        .select('e.type')
        .where('d.endpoint_id', '=', endpointId);
      if (standing !== undefined) deliveries = deliveries.where('d.standing', '=', standing);
      if (eventId !== undefined) deliveries = deliveries.where('d.event_id', '=', eventId);
      if (before !== undefined) deliveries = deliveries.where('d.position', '<', before);
      const rows = await deliveries
        .orderBy('d.position', 'desc')
        .limit(limit + 1)
        .execute();
      const page = rows.slice(0, limit);
      return {
        items: page.map((row) => ({
          deliveryId: row.delivery_id,
          eventId: row.event_id,
          eventType: row.type as EventType,
          cause: row.cause as Delivery['cause'],
          standing: row.standing as DeliveryStanding,
          tries: fromJson(row.tries),
          nextTryAt: row.next_try_at,
          createdAt: row.created_at,
          finishedAt: row.finished_at,
        })),
        next: rows.length > page.length ? (page.at(-1)?.position ?? null) : null,
      };
    },
  };
}

async function appendTry(tx: Tx, deliveryId: string, tried: DeliveryTry, after: AfterTry): Promise<void> {
  const row = await tx.db
    .selectFrom('webhook_deliveries')
    .select('tries')
    .where('delivery_id', '=', deliveryId)
    .where('standing', 'in', ['pending', 'retrying'])
    .$if(tx.dialect === 'postgres', (query) => query.forUpdate())
    .executeTakeFirst();
  if (!row) return;
  const goesOn = after.standing === 'retrying';
  await tx.db
    .updateTable('webhook_deliveries')
    .set({
      tries: toJson([...fromJson(row.tries), tried]),
      standing: after.standing,
      next_try_at: goesOn ? after.nextTryAt : null,
      finished_at: goesOn ? null : tried.at,
      owner: null,
      leased_until: null,
    })
    .where('delivery_id', '=', deliveryId)
    .execute();
}

/**
 * Positions that may be claimed at `at`: due, under no lease, and among the oldest few of their endpoint that are still
 * pending; those under way count among these. One that was never tried is due at once: the clock that it was written by,
 * such as that of a process, may be ahead of ours.
 */
function duePositions(at: Instant, limit: number): RawBuilder<{ position: number }> {
  return sql`
    select d.position from webhook_endpoints w join webhook_deliveries d on d.position in (
      select oldest.position from webhook_deliveries oldest
      where oldest.endpoint_id = w.endpoint_id and oldest.standing = 'pending'
      order by oldest.position limit ${PER_ENDPOINT})
    where w.disabled_at is null and w.deleted_at is null
      and (d.attempts = 0 or d.due_at <= ${at}) and (d.leased_until is null or d.leased_until <= ${at})
    order by d.position limit ${limit}`;
}
