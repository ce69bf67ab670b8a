import type { ExpressionBuilder, Selectable } from 'kysely';
import type { Instant } from '../domain/clock';
import type { EventType } from '../domain/contract/events';
import { randomId } from './fingerprint';
import { fromJson, toJson } from './json-column';
import type { Tables, WebhookEndpointsTable } from './schema';
import type { Tx } from './transactions';

export type WebhookEndpointRow = Selectable<WebhookEndpointsTable>;

/** What decides who is told of an event. */
export interface Deliverable {
  readonly event_id: string;
  readonly merchant_id: string | null;
  readonly type: EventType;
}

/** How many endpoints are served, as a column of another statement. */
export function liveEndpoints(builder: ExpressionBuilder<Tables, 'events'>) {
  return builder
    .selectFrom('webhook_endpoints')
    .select((inner) => inner.fn.countAll<number>().as('count'))
    .where('disabled_at', 'is', null)
    .where('deleted_at', 'is', null)
    .as('endpoints');
}

/** Writes a delivery of the event for every endpoint that wants it. */
export async function addDeliveries(tx: Tx, event: Deliverable, at: Instant): Promise<void> {
  const endpoints = await tx.db
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('disabled_at', 'is', null)
    .where('deleted_at', 'is', null)
    .execute();
  for (const endpoint of endpoints) {
    if (wants(endpoint, event)) await addDeliveriesTo(tx, endpoint.endpoint_id, [event.event_id], 'event', at);
  }
}

/** Rows of one statement: a large replay must not hold the database's write lock for long. */
const ROWS_AT_ONCE = 100;

/** Writes deliveries to one endpoint, for the relay to make the first try, and returns their ids. */
export async function addDeliveriesTo(
  tx: Tx,
  endpointId: string,
  eventIds: readonly string[],
  cause: 'event' | 'replay' | 'test',
  at: Instant,
): Promise<readonly string[]> {
  const rows = eventIds.map((eventId) => ({
    delivery_id: randomId('dlv'),
    event_id: eventId,
    endpoint_id: endpointId,
    cause,
    standing: 'pending',
    tries: toJson([]),
    created_at: at,
    attempts: 0,
    due_at: at,
  }));
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await tx.db
      .insertInto('webhook_deliveries')
      .values(rows.slice(from, from + ROWS_AT_ONCE))
      .execute();
  }
  if (rows.length > 0) tx.announceDeliveries();
  return rows.map(({ delivery_id }) => delivery_id);
}

/** Whether an endpoint's filters let an event through. */
export function wants(
  endpoint: Pick<WebhookEndpointRow, 'event_types' | 'merchant_ids'>,
  event: Pick<Deliverable, 'merchant_id' | 'type'>,
): boolean {
  if (endpoint.event_types !== null && !fromJson(endpoint.event_types).includes(event.type)) return false;
  if (endpoint.merchant_ids === null) return true;
  return event.merchant_id !== null && fromJson(endpoint.merchant_ids).includes(event.merchant_id);
}
