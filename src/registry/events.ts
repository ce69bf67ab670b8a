import { sql, type Kysely, type Selectable } from 'kysely';
import type { Instant } from '../domain/clock';
import type { EventData, EventType, HouseEventType, OnboardingEventType } from '../domain/contract/events';
import { randomId } from './fingerprint';
import { fromJson, toJson } from './json-column';
import { lockOnboarding } from './onboarding-row';
import type { EventsTable, Tables } from './schema';
import type { Database, Tx } from './transactions';
import { addDeliveries, liveEndpoints } from './webhook-rows';

/** An event about an onboarding, as it is raised. */
export type NewEvent = {
  readonly [T in OnboardingEventType]: {
    readonly type: T;
    /** A second event of the onboarding with the same key is not written. */
    readonly dedupeKey: string;
    readonly data: EventData<T>;
  };
}[OnboardingEventType];

export interface EventRow {
  readonly eventId: string;
  /** Null for an event about the house. */
  readonly onboardingId: string | null;
  readonly merchantId: string | null;
  readonly type: EventType;
  readonly data: EventData;
  readonly createdAt: Instant;
}

export interface EventQuery {
  readonly types?: readonly EventType[];
  readonly merchantId?: string;
  readonly onboardingId?: string;
  /** Only these merchants (an API key may be limited), and nothing about the house. */
  readonly merchantIds?: readonly string[];
  /** Events after this position, in the order in which they were written. */
  readonly after?: number;
  readonly limit: number;
}

export interface EventPage {
  readonly items: readonly EventRow[];
  /** Position to read on from; null on the last page. */
  readonly next: number | null;
  /** Of the last item; null on an empty page. */
  readonly last: number | null;
}

export interface Events {
  /** All of an onboarding, oldest first. */
  list(onboardingId: string): Promise<readonly EventRow[]>;
  /** As what the coming into force of a generation was told; undefined if it was not. */
  toldAs(onboardingId: string, generation: number): Promise<EventType | undefined>;
  /** Whoever reads page after page misses nothing, whatever is written meanwhile. */
  page(query: EventQuery): Promise<EventPage>;
  /** Tells the backend what no other write of the registry goes with, once. */
  raise(onboardingId: string, event: NewEvent, at: Instant): Promise<void>;
}

export function createEvents(database: Database): Events {
  const { db, dialect } = database;
  return {
    async list(onboardingId) {
      const rows = await db
        .selectFrom('events')
        .selectAll()
        .where('onboarding_id', '=', onboardingId)
        .orderBy('position')
        .execute();
      return rows.map(eventOfRow);
    },

    async toldAs(onboardingId, generation) {
      const row = await db
        .selectFrom('events')
        .select('type')
        .where('onboarding_id', '=', onboardingId)
        .where('dedupe_key', '=', grantedKey(generation))
        .executeTakeFirst();
      return row?.type as EventType | undefined;
    },

    page(query) {
      if (dialect === 'sqlite') return readPage(db, query);
      return db.transaction().execute(async (tx) => {
        // PostgreSQL gives out positions before the commit, so that a later one can be seen first: whoever read on from
        // it would miss the earlier one. With this lock everything that has a position is committed.
        await sql`lock table events in share mode`.execute(tx);
        return readPage(tx, query);
      });
    },

    raise: (onboardingId, event, at) =>
      database.write(async (tx) => {
        const onboarding = await lockOnboarding(tx, onboardingId);
        if (!onboarding) throw new Error(`There is no onboarding ${onboardingId} that an event could be about.`);
        await raiseEvent(tx, onboarding, event, at);
      }),
  };
}

/** Exactly one event tells of each generation: by whatever type, this is its dedupe key. */
export function grantedKey(generation: number): string {
  return `authorization/${generation}`;
}

async function readPage(db: Kysely<Tables>, query: EventQuery): Promise<EventPage> {
  const { types, merchantId, merchantIds, onboardingId, after, limit } = query;
  if (types?.length === 0 || merchantIds?.length === 0) return { items: [], next: null, last: null };
  let events = db.selectFrom('events').selectAll();
  if (types !== undefined) events = events.where('type', 'in', types);
  if (merchantId !== undefined) events = events.where('merchant_id', '=', merchantId);
  if (merchantIds !== undefined) events = events.where('merchant_id', 'in', merchantIds);
  if (onboardingId !== undefined) events = events.where('onboarding_id', '=', onboardingId);
  if (after !== undefined) events = events.where('position', '>', after);
  const rows = await events
    .orderBy('position')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  const last = page.at(-1)?.position ?? null;
  return { items: page.map(eventOfRow), next: rows.length > page.length ? last : null, last };
}

export function eventOfRow(row: Omit<Selectable<EventsTable>, 'position'>): EventRow {
  return {
    eventId: row.event_id,
    onboardingId: row.onboarding_id,
    merchantId: row.merchant_id,
    type: row.type as EventType,
    data: fromJson(row.data),
    createdAt: row.created_at,
  };
}

/**
 * Writes an event, unless one with its dedupe key exists, and what must be delivered of it. Belongs into the transaction
 * of what it tells of.
 */
export async function raiseEvent(
  tx: Tx,
  onboarding: { readonly onboarding_id: string; readonly merchant_id: string },
  event: NewEvent,
  at: Instant,
): Promise<void> {
  const { onboarding_id, merchant_id } = onboarding;
  const { type, dedupeKey: dedupe_key, data } = event;
  const event_id = randomId('evt');
  const written = await tx.db
    .insertInto('events')
    .values({ event_id, onboarding_id, merchant_id, type, dedupe_key, data: toJson<EventData>(data), created_at: at })
    .onConflict((conflict) => conflict.columns(['onboarding_id', 'dedupe_key']).doNothing())
    // Whether anybody listens is asked with the same statement: most onboardings would pay for another one in vain.
    .returning(liveEndpoints)
    .executeTakeFirst();
  if (written?.endpoints) await addDeliveries(tx, { event_id, merchant_id, type }, at);
}

/** Tells everyone who hears about the house. */
export async function raiseHouseEvent<T extends HouseEventType>(
  tx: Tx,
  type: T,
  data: EventData<T>,
  at: Instant,
): Promise<void> {
  await addDeliveries(tx, await writeHouseEvent(tx, type, data, at), at);
}

/** Writes an event about the house. It is delivered to nobody by itself. */
export async function writeHouseEvent<T extends HouseEventType>(
  tx: Tx,
  type: T,
  data: EventData<T>,
  at: Instant,
): Promise<{ readonly event_id: string; readonly merchant_id: null; readonly type: T }> {
  const event_id = randomId('evt');
  await tx.db
    .insertInto('events')
    .values({
      event_id,
      onboarding_id: null,
      merchant_id: null,
      type,
      dedupe_key: event_id,
      data: toJson<EventData>(data),
      created_at: at,
    })
    .execute();
  return { event_id, merchant_id: null, type };
}
