import type { Clock } from '../domain/clock';
import { createLane } from './lane';
import { nameOf, POLL_MS, retryWaitMs, type Relay, type RelayLog } from './relay';
import type { ClaimedDelivery, WebhookDeliveries } from './webhook-deliveries';
import { MAX_ENDPOINTS } from './webhook-endpoints';

export interface DeliveryRelayOptions {
  readonly deliveries: Pick<WebhookDeliveries, 'onWritten' | 'claim' | 'release'>;
  /**
   * Makes the first try and sees to what follows from it. A delivery can come twice (a process died), with the same id
   * of its event. Whatever it throws means: try again later.
   */
  readonly deliver: (deliveryId: string, signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
  readonly log: RelayLog;
  /** Names this relay in its leases; unique among all relays of the database. */
  readonly owner: string;
  readonly pollMs?: number;
}

/** Room for every endpoint, so that none waits for another one. */
const CONCURRENCY = 4 * MAX_ENDPOINTS;
/** How long another relay waits for the deliveries of a process that died; a try takes ten seconds, a hand-over five. */
const LEASE_MS = 30_000;

/**
 * Makes the first try of deliveries, in a lane of its own: however slow an endpoint is, no message to a process waits
 * for it. Those under way are given up when it stops, for another relay to try.
 */
export function createDeliveryRelay(options: DeliveryRelayOptions): Relay {
  const { deliveries, clock, log, owner, pollMs = POLL_MS } = options;

  async function carryOut(delivery: ClaimedDelivery, ending: AbortSignal): Promise<void> {
    const { deliveryId, endpointId, attempts } = delivery;
    try {
      await options.deliver(deliveryId, ending);
    } catch (error) {
      const waitMs = ending.aborted ? 0 : retryWaitMs(attempts);
      if (!ending.aborted) {
        log.warn(
          { deliveryId, endpointId, attempts, waitMs, error: nameOf(error) },
          'A delivery could neither be made nor handed over yet.',
        );
      }
      await deliveries.release(deliveryId, clock.now() + waitMs).catch((failure: unknown) => {
        log.warn({ deliveryId, error: nameOf(failure) }, 'It could not be given back; the lease will run out.');
      });
    }
  }

  const lane = createLane({
    claim: (limit) => deliveries.claim(owner, limit, LEASE_MS, clock.now()),
    carryOut,
    concurrency: CONCURRENCY,
    pollMs,
    onClaimFailed: (error) =>
      log.warn({ owner, error: nameOf(error) }, 'The deliveries could not be read; they are read with the next poll.'),
  });
  deliveries.onWritten(lane.poke);

  return lane;
}
