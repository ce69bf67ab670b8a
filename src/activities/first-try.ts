import type { Clock } from '../domain/clock';
import { nextTryAt, type DeliveryInput } from '../domain/delivery';
import type { WebhookDeliveries } from '../registry/webhook-deliveries';
import type { SendEvent } from './webhook-sender';

export interface FirstTryDeps {
  readonly deliveries: Pick<WebhookDeliveries, 'sendable' | 'recordTry'>;
  readonly send: SendEvent;
  /** Starts the process that tries on for days. Idempotent. */
  readonly handOver: (input: DeliveryInput) => Promise<void>;
  readonly clock: Clock;
  /** Length of a policy day in milliseconds. */
  readonly dayMs: number;
}

/**
 * The relay's try of a delivery. If it fails, a process takes over before anything is written: should this one die in
 * between, the delivery is tried once more and handed over to the same process.
 */
export function createFirstTry({ deliveries, send, handOver, clock, dayMs }: FirstTryDeps) {
  return async (deliveryId: string, signal: AbortSignal): Promise<void> => {
    const sendable = await deliveries.sendable(deliveryId, clock.now());
    if (!sendable) return;
    const { tried, retryAfterMs } = await send(sendable, signal);
    if (tried.outcome === 'delivered') {
      await deliveries.recordTry(deliveryId, tried, { standing: 'delivered' });
      return;
    }

    const { endpointId } = sendable;
    const basis = { deliveryId, endpointId, firstTriedAt: tried.at };
    if (tried.failure === 'gone') {
      await handOver({ ...basis, firstTry: { outcome: 'gone' } });
      await deliveries.recordTry(deliveryId, tried, { standing: 'failed' });
      return;
    }
    const failed = { tries: 1, firstTriedAt: tried.at, lastTriedAt: tried.at, retryAfterMs };
    const again = nextTryAt(failed, dayMs) ?? tried.at;
    await handOver({ ...basis, firstTry: { outcome: 'failed', nextTryAt: again, endpointFailing: false } });
    await deliveries.recordTry(deliveryId, tried, { standing: 'retrying', nextTryAt: again });
  };
}
