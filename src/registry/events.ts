import type { Instant } from '../domain/clock';
import type { EventType } from '../domain/contract/events';
import { randomId } from './fingerprint';
import { fromJson, toJson } from './json-column';
import type { Events, NewEvent } from './registry';
import type { Database, Tx } from './transactions';

export function createEvents({ db }: Database): Events {
  return {
    async list(onboardingId) {
      const rows = await db
        .selectFrom('events')
        .selectAll()
        .where('onboarding_id', '=', onboardingId)
        .orderBy('position')
        .execute();
      return rows.map((row) => ({
        eventId: row.event_id,
        onboardingId: row.onboarding_id,
        merchantId: row.merchant_id,
        type: row.type as EventType,
        data: fromJson(row.data),
        createdAt: row.created_at,
      }));
    },
  };
}

/** Writes an event, unless one with its dedupe key exists. Belongs into the transaction of what it tells of. */
export async function raiseEvent(
  tx: Tx,
  onboarding: { readonly onboarding_id: string; readonly merchant_id: string },
  event: NewEvent,
  at: Instant,
): Promise<void> {
  await tx.db
    .insertInto('events')
    .values({
      event_id: randomId('evt'),
      onboarding_id: onboarding.onboarding_id,
      merchant_id: onboarding.merchant_id,
      type: event.type,
      dedupe_key: event.dedupeKey,
      data: toJson(event.data),
      created_at: at,
    })
    .onConflict((conflict) => conflict.columns(['onboarding_id', 'dedupe_key']).doNothing())
    .execute();
}
