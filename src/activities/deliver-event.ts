import type { Clock } from '../domain/clock';
import { failingLimitMs, nextTryAt } from '../domain/delivery';
import { endpointDisabledMail } from '../notifications/operator-mail';
import type { Mailer } from '../notifications/smtp';
import type { Registry } from '../registry/registry';
import { couldNotAsk } from './could-not-ask';
import type { DeliveryActivities } from './delivery-activities';
import type { SendEvent } from './webhook-sender';

export interface DeliveryActivitiesDeps {
  readonly registry: Pick<Registry, 'webhookDeliveries' | 'webhookEndpoints'>;
  readonly send: SendEvent;
  readonly mailer: Mailer;
  /** Null: what an operator must know stands in the log only. */
  readonly operatorEmail: string | null;
  /** Right-hand side of Message-IDs. */
  readonly mailDomain: string;
  readonly clock: Clock;
  /** Length of a policy day in milliseconds. */
  readonly dayMs: number;
  readonly log: { warn(fields: Readonly<Record<string, string | number>>, message: string): void };
}

/** The tries that follow the relay's first one, and what comes after the last. */
export function createDeliveryActivities(deps: DeliveryActivitiesDeps): DeliveryActivities {
  const { send, clock, dayMs } = deps;
  const { webhookDeliveries: deliveries, webhookEndpoints: endpoints } = deps.registry;
  return {
    async tryDelivery({ deliveryId, firstTriedAt }) {
      const sendable = await deliveries.sendable(deliveryId, clock.now());
      if (!sendable) return { outcome: 'abandoned' };
      const { tried, retryAfterMs } = await send(sendable);
      if (tried.outcome === 'delivered') {
        await deliveries.recordTry(deliveryId, tried, { standing: 'delivered' });
        return { outcome: 'delivered' };
      }
      if (tried.failure === 'gone') {
        await deliveries.recordTry(deliveryId, tried, { standing: 'failed' });
        return { outcome: 'gone' };
      }
      // The relay may have died before it wrote down its own try.
      const tries = Math.max(sendable.tries.length, 1) + 1;
      const again = nextTryAt({ tries, firstTriedAt, lastTriedAt: tried.at, retryAfterMs }, dayMs);
      const { failingSince } = await deliveries.recordTry(
        deliveryId,
        tried,
        again === null ? { standing: 'failed' } : { standing: 'retrying', nextTryAt: again },
      );
      const endpointFailing = failingSince !== null && failingSince + failingLimitMs(dayMs) <= tried.at;
      return { outcome: 'failed', nextTryAt: again, endpointFailing };
    },

    async disableEndpoint({ endpointId, reason, deliveryId }) {
      return (await endpoints.disable(endpointId, reason, deliveryId, clock.now())) ?? null;
    },

    async tellOperator({ endpointId, reason, disabledAt }) {
      deps.log.warn({ endpointId, reason }, 'A webhook endpoint was disabled; events are no longer delivered there.');
      const endpoint = await endpoints.find(endpointId, clock.now());
      if (deps.operatorEmail === null || !endpoint) return;
      const { url } = endpoint;
      const result = await deps.mailer.send({
        ...endpointDisabledMail({ endpointId, url, reason, disabledAt }, deps.mailDomain),
        to: { address: deps.operatorEmail },
      });
      if (result.outcome === 'unverifiable') throw couldNotAsk(result);
      if (result.outcome === 'rejected') {
        deps.log.warn({ endpointId, reason: result.reason }, 'The mail about it to the operator is rejected.');
      }
    },
  };
}
