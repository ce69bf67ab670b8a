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
    if (wants(endpoint, event)) await addDelivery(tx, endpoint.endpoint_id, event.event_id, 'event', at);
  }
}

/** Writes one delivery, for the relay to make the first try, and returns its id. */
export async function addDelivery(
  tx: Tx,
  endpointId: string,
  eventId: string,
  cause: 'event' | 'replay' | 'test',
  at: Instant,
): Promise<string> {
  const delivery_id = randomId('dlv');
  await tx.db
    .insertInto('webhook_deliveries')
    .values({
      delivery_id,
      event_id: eventId,
      endpoint_id: endpointId,
      cause,
      standing: 'pending',
      tries: toJson([]),
      created_at: at,
      attempts: 0,
      due_at: at,
    })
    .execute();
  tx.announceDeliveries();
  return delivery_id;
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
