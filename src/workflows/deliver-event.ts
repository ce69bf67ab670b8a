import { ActivityFailure, log, proxyActivities, sleep, type ActivityInterfaceFor } from '@temporalio/workflow';
import type { DeliveryActivities } from '../activities/delivery-activities';
import type { DeliveryInput, TryResult } from '../domain/delivery';

type Activities = ActivityInterfaceFor<DeliveryActivities>;

/** A try ends by itself after seconds; its failures come back as values. What is left is our own registry. */
const { tryDelivery, disableEndpoint } = proxyActivities<Activities>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '200ms', maximumInterval: '1 minute' },
});

const { tellOperator } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '1 day',
  retry: { initialInterval: '1s', maximumInterval: '10 minutes' },
});

/**
 * Goes on with the delivery of one event to one endpoint after the relay's try failed: until it is taken, nobody wants it
 * any more, or five policy days have passed. An endpoint that is gone, or failed all the time, is disabled.
 */
export async function deliverEvent(input: DeliveryInput): Promise<TryResult['outcome']> {
  const { deliveryId, endpointId, firstTriedAt } = input;
  let last: TryResult = input.firstTry;
  for (let tries = 1; last.outcome === 'failed' && !last.endpointFailing && last.nextTryAt !== null; tries += 1) {
    await sleep(Math.max(1, last.nextTryAt - Date.now()), { summary: `Until try ${tries + 1}` });
    last = await tryDelivery.executeWithOptions({ summary: `Try ${tries + 1}` }, [{ deliveryId, firstTriedAt }]);
  }
  const reason = reasonToDisable(last);
  if (reason) await disable({ endpointId, reason, deliveryId });
  return last.outcome;
}

function reasonToDisable(last: TryResult): 'gone' | 'failing' | null {
  if (last.outcome === 'gone') return 'gone';
  return last.outcome === 'failed' && last.endpointFailing ? 'failing' : null;
}

async function disable(input: Parameters<DeliveryActivities['disableEndpoint']>[0]): Promise<void> {
  const { endpointId, reason } = input;
  const disabled = await disableEndpoint.executeWithOptions({ summary: 'Disable the endpoint' }, [input]);
  if (!disabled) return;
  try {
    await tellOperator.executeWithOptions({ summary: 'Tell the operator' }, [{ endpointId, reason, ...disabled }]);
  } catch (error) {
    // The event tells it too; nobody is helped by a process that failed for the sake of a mail.
    if (!(error instanceof ActivityFailure)) throw error;
    log.warn('The operator could not be told of the disabled endpoint', { endpointId });
  }
}
