import type { Instant } from '../domain/clock';
import type { EventType } from '../domain/contract/events';
import type { Secret } from '../domain/secret';
import { recordAudit } from './audit';
import { raiseHouseEvent, writeHouseEvent } from './events';
import { randomId } from './fingerprint';
import { fromJson, toJson } from './json-column';
import type { KeyRing } from './key-ring';
import type { Database, Tx } from './transactions';
import { addDeliveriesTo, wants, type WebhookEndpointRow } from './webhook-rows';
import { addSecret, endSecrets, signingSecrets, type NewSecret, type WebhookSecretRow } from './webhook-secrets';

/** `gone`: it answered 410. `failing`: it failed for five days. `operator`: somebody disabled it. */
export type DisabledReason = 'gone' | 'failing' | 'operator';

export interface WebhookEndpoint {
  readonly endpointId: string;
  readonly url: string;
  readonly description: string;
  /** Null: events of every type. */
  readonly eventTypes: readonly EventType[] | null;
  /** Null: events of every merchant, and those about the house. */
  readonly merchantIds: readonly string[] | null;
  readonly createdAt: Instant;
  /** Of the first failed try since the last good one; null while it works. */
  readonly failingSince: Instant | null;
  readonly disabled: { readonly at: Instant; readonly reason: DisabledReason } | null;
  /** Those that sign now, newest first. Their values are never read here. */
  readonly secrets: readonly SigningSecret[];
}

export interface SigningSecret {
  readonly secretId: string;
  readonly createdAt: Instant;
  /** Null for the newest one. */
  readonly expiresAt: Instant | null;
}

export interface EndpointSettings {
  readonly url: string;
  readonly description: string;
  readonly eventTypes: readonly EventType[] | null;
  readonly merchantIds: readonly string[] | null;
}

export interface WebhookEndpoints {
  /** `too_many`: there is a limit, because each one costs every change a row. */
  create(
    settings: EndpointSettings,
    actor: string,
    at: Instant,
  ): Promise<
    | { readonly outcome: 'created'; readonly endpointId: string; readonly secretId: string; readonly secret: Secret }
    | { readonly outcome: 'too_many' }
  >;
  /** Every endpoint that was not deleted, oldest first. */
  list(at: Instant): Promise<readonly WebhookEndpoint[]>;
  find(endpointId: string, at: Instant): Promise<WebhookEndpoint | undefined>;
  /**
   * Changes settings, enables it again (what happened meanwhile is not made up for: replay it) or disables it, which
   * abandons what was still to be delivered. False for an unknown one.
   */
  update(
    endpointId: string,
    change: Partial<EndpointSettings> & { readonly enabled?: boolean },
    actor: string,
    at: Instant,
  ): Promise<boolean>;
  /** Destroys its secrets and abandons its deliveries; the log stays. False for an unknown one. */
  delete(endpointId: string, actor: string, at: Instant): Promise<boolean>;
  /** A new secret. The older ones sign beside it for `overlapMs`. Undefined for an unknown endpoint. */
  rotate(endpointId: string, overlapMs: number, actor: string, at: Instant): Promise<NewSecret | undefined>;
  /**
   * Disables an endpoint because of what became of a delivery, and raises `webhook_endpoint.disabled`. Idempotent: tells
   * when it happened, if it was this delivery that did it.
   */
  disable(
    endpointId: string,
    reason: 'gone' | 'failing',
    deliveryId: string,
    at: Instant,
  ): Promise<{ readonly disabledAt: Instant } | undefined>;
  /** Raises a test event for this endpoint alone, whatever its filters. `disabled`: nothing is delivered there. */
  test(
    endpointId: string,
    at: Instant,
  ): Promise<
    | { readonly outcome: 'raised'; readonly deliveryId: string; readonly eventId: string }
    | { readonly outcome: 'not_found' }
    | { readonly outcome: 'disabled' }
  >;
  /** Delivers events once more, or for the first time. */
  replay(endpointId: string, selection: ReplaySelection, actor: string, at: Instant): Promise<ReplayResult>;
}

/** One event, whatever the filters, or all of a time that the filters let through: `from` on, before `to`. */
export type ReplaySelection = { readonly eventId: string } | { readonly from: Instant; readonly to: Instant };

export type ReplayResult =
  | { readonly outcome: 'written'; readonly count: number }
  | { readonly outcome: 'not_found' | 'disabled' | 'event_not_found' | 'too_many' };

export const MAX_ENDPOINTS = 20;
/** Of one replay. */
export const MAX_REPLAYED = 10_000;

export function createWebhookEndpoints(database: Database, vault: KeyRing): WebhookEndpoints {
  const { db } = database;

  return {
    create: (settings, actor, at) =>
      database.write(async (tx) => {
        const { count } = await tx.db
          .selectFrom('webhook_endpoints')
          .select((builder) => builder.fn.countAll<number>().as('count'))
          .where('deleted_at', 'is', null)
          .executeTakeFirstOrThrow();
        if (count >= MAX_ENDPOINTS) return { outcome: 'too_many' };
        const endpointId = randomId('whe');
        await tx.db
          .insertInto('webhook_endpoints')
          .values({ endpoint_id: endpointId, ...columnsOf(settings), created_at: at })
          .execute();
        await audit(tx, 'create_webhook_endpoint', actor, endpointId, at);
        return { outcome: 'created', endpointId, ...(await addSecret(tx, vault, endpointId, at)) };
      }),

    async list(at) {
      const rows = await db
        .selectFrom('webhook_endpoints')
        .selectAll()
        .where('deleted_at', 'is', null)
        .orderBy('created_at')
        .orderBy('endpoint_id')
        .execute();
      const secrets = await signingSecrets(db, at);
      return rows.map((row) => endpointOf(row, secrets));
    },

    async find(endpointId, at) {
      const row = await db
        .selectFrom('webhook_endpoints')
        .selectAll()
        .where('endpoint_id', '=', endpointId)
        .where('deleted_at', 'is', null)
        .executeTakeFirst();
      return row && endpointOf(row, await signingSecrets(db, at, endpointId));
    },

    update: (endpointId, { enabled, ...settings }, actor, at) =>
      database.write(async (tx) => {
        const row = await lockEndpoint(tx, endpointId);
        if (!row) return false;
        const columns = columnsOf({ ...settingsOf(row), ...settings });
        await tx.db
          .updateTable('webhook_endpoints')
          .set({ ...columns, ...(enabled === true && ENABLED) })
          .where('endpoint_id', '=', endpointId)
          .execute();
        if (enabled === false && row.disabled_at === null) await endDeliveries(tx, endpointId, 'operator', null, at);
        await audit(tx, 'change_webhook_endpoint', actor, endpointId, at);
        return true;
      }),

    delete: (endpointId, actor, at) =>
      database.write(async (tx) => {
        if (!(await lockEndpoint(tx, endpointId))) return false;
        await tx.db
          .updateTable('webhook_endpoints')
          .set({ deleted_at: at })
          .where('endpoint_id', '=', endpointId)
          .execute();
        await abandon(tx, endpointId, at);
        await endSecrets(tx, endpointId, at, at);
        await audit(tx, 'delete_webhook_endpoint', actor, endpointId, at);
        return true;
      }),

    rotate: (endpointId, overlapMs, actor, at) =>
      database.write(async (tx) => {
        if (!(await lockEndpoint(tx, endpointId))) return undefined;
        await endSecrets(tx, endpointId, at + overlapMs, at);
        await audit(tx, 'create_webhook_secret', actor, endpointId, at);
        return addSecret(tx, vault, endpointId, at);
      }),

    disable: (endpointId, reason, deliveryId, at) =>
      database.write(async (tx) => {
        const row = await lockEndpoint(tx, endpointId);
        if (!row) return undefined;
        if (row.disabled_at !== null) {
          return row.disabled_by === deliveryId ? { disabledAt: row.disabled_at } : undefined;
        }
        await endDeliveries(tx, endpointId, reason, deliveryId, at);
        await raiseHouseEvent(tx, 'webhook_endpoint.disabled', { endpointId, reason }, at);
        return { disabledAt: at };
      }),

    test: (endpointId, at) =>
      database.write(async (tx) => {
        const row = await lockEndpoint(tx, endpointId);
        if (!row) return { outcome: 'not_found' };
        if (row.disabled_at !== null) return { outcome: 'disabled' };
        const { event_id: eventId } = await writeHouseEvent(tx, 'webhook_endpoint.test', { endpointId }, at);
        const [deliveryId = ''] = await addDeliveriesTo(tx, endpointId, [eventId], 'test', at);
        return { outcome: 'raised', eventId, deliveryId };
      }),

    replay: (endpointId, selection, actor, at) =>
      database.write(async (tx): Promise<ReplayResult> => {
        const row = await lockEndpoint(tx, endpointId);
        if (!row) return { outcome: 'not_found' };
        if (row.disabled_at !== null) return { outcome: 'disabled' };
        const found = tx.db.selectFrom('events').select(['event_id', 'type', 'merchant_id']).orderBy('position');
        const events =
          'eventId' in selection
            ? await found.where('event_id', '=', selection.eventId).execute()
            : await found
                .where('created_at', '>=', selection.from)
                .where('created_at', '<', selection.to)
                .limit(MAX_REPLAYED + 1)
                .execute();
        if (events.length > MAX_REPLAYED) return { outcome: 'too_many' };
        const chosen = events.filter(({ type, merchant_id }) =>
          'eventId' in selection
            ? reachesMerchant(row, merchant_id)
            : wants(row, { type: type as EventType, merchant_id }),
        );
        if ('eventId' in selection && chosen.length === 0) return { outcome: 'event_not_found' };
        const eventIds = chosen.map(({ event_id }) => event_id);
        await addDeliveriesTo(tx, endpointId, eventIds, 'replay', at);
        await audit(tx, 'replay_events', actor, endpointId, at);
        return { outcome: 'written', count: chosen.length };
      }),
  };
}

async function audit(tx: Tx, action: string, actor: string, subject: string, at: Instant): Promise<void> {
  await recordAudit(tx, { onboardingId: null, action, actor, reason: '', subject }, at);
}

const ENABLED = { disabled_at: null, disabled_reason: null, disabled_by: null, failing_since: null };

/** Reads the endpoint and keeps other changes of it away until the commit; new deliveries to it need not wait. */
async function lockEndpoint(tx: Tx, endpointId: string): Promise<WebhookEndpointRow | undefined> {
  return tx.db
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('endpoint_id', '=', endpointId)
    .where('deleted_at', 'is', null)
    .$if(tx.dialect === 'postgres', (query) => query.forNoKeyUpdate())
    .executeTakeFirst();
}

async function endDeliveries(
  tx: Tx,
  endpointId: string,
  reason: DisabledReason,
  deliveryId: string | null,
  at: Instant,
): Promise<void> {
  await tx.db
    .updateTable('webhook_endpoints')
    .set({ disabled_at: at, disabled_reason: reason, disabled_by: deliveryId })
    .where('endpoint_id', '=', endpointId)
    .execute();
  await abandon(tx, endpointId, at);
}

/** A process that still tries one of them learns at its next try that nobody wants it any more. */
async function abandon(tx: Tx, endpointId: string, at: Instant): Promise<void> {
  await tx.db
    .updateTable('webhook_deliveries')
    .set({ standing: 'abandoned', finished_at: at, next_try_at: null })
    .where('endpoint_id', '=', endpointId)
    .where('standing', 'in', ['pending', 'retrying'])
    .execute();
}

/** A single replay passes the filter of types, which is a matter of taste, but not that of merchants. */
function reachesMerchant({ merchant_ids }: WebhookEndpointRow, merchantId: string | null): boolean {
  return wants({ event_types: null, merchant_ids }, { type: 'webhook_endpoint.test', merchant_id: merchantId });
}

function settingsOf(row: WebhookEndpointRow): EndpointSettings {
  return {
    url: row.url,
    description: row.description,
    eventTypes: row.event_types && fromJson(row.event_types),
    merchantIds: row.merchant_ids && fromJson(row.merchant_ids),
  };
}

function columnsOf({ url, description, eventTypes, merchantIds }: EndpointSettings) {
  return {
    url,
    description,
    event_types: eventTypes && toJson(eventTypes),
    merchant_ids: merchantIds && toJson(merchantIds),
  };
}

function endpointOf(row: WebhookEndpointRow, secrets: readonly WebhookSecretRow[]): WebhookEndpoint {
  return {
    endpointId: row.endpoint_id,
    ...settingsOf(row),
    createdAt: row.created_at,
    failingSince: row.failing_since,
    disabled: row.disabled_at === null ? null : { at: row.disabled_at, reason: row.disabled_reason as DisabledReason },
    secrets: secrets
      .filter(({ endpoint_id }) => endpoint_id === row.endpoint_id)
      .map((secret) => ({
        secretId: secret.secret_id,
        createdAt: secret.created_at,
        expiresAt: secret.expires_at,
      })),
  };
}
