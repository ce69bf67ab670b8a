import type { Clock } from '../domain/clock';
import type { AlertChannel, Alerts, ClaimedAlert, RaisedAlert } from './alerts';
import { createLane } from './lane';
import { nameOf, POLL_MS, type Relay, type RelayLog } from './relay';

/** Tells of an alert in one way; `off` where that way is not configured. Whatever it throws means: try again later. */
export type TellOperator = (
  alert: RaisedAlert,
  channel: AlertChannel,
  signal: AbortSignal,
) => Promise<'delivered' | 'off'>;

export interface AlertRelayOptions {
  readonly alerts: Pick<Alerts, 'claim' | 'settle' | 'release'>;
  readonly tell: TellOperator;
  readonly clock: Clock;
  readonly log: RelayLog;
  /** Names this relay in its leases; unique among all relays of the database. */
  readonly owner: string;
  readonly pollMs?: number;
}

const CONCURRENCY = 4;
/** Longer than a mail server may be silent, and a POST. */
const LEASE_MS = 120_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 5 * 60_000;
/** Whoever could not be told for so long is told by nobody. */
const GIVE_UP_AFTER_MS = 3 * 24 * 60 * 60_000;

/**
 * Tells operators of alerts, in a lane of its own and without Temporal: that it is down must not keep an alert back. At
 * least once; copies have the same id.
 */
export function createAlertRelay({ alerts, tell, clock, log, owner, pollMs = POLL_MS }: AlertRelayOptions): Relay {
  async function carryOut(alert: ClaimedAlert, ending: AbortSignal): Promise<void> {
    const { alertId, channel, code } = alert;
    try {
      const standing = await tell(alert, channel, ending);
      await alerts.settle(alertId, channel, standing, clock.now());
    } catch (error) {
      await putOff(alert, nameOf(error), ending).catch((failure: unknown) => {
        log.warn(
          { alertId, code, error: nameOf(failure) },
          'An alert could not be given back; the lease will run out.',
        );
      });
    }
  }

  async function putOff(alert: ClaimedAlert, error: string, ending: AbortSignal): Promise<void> {
    const { alertId, channel, code, attempts, raisedAt } = alert;
    if (ending.aborted) return alerts.release(alertId, channel, clock.now());
    if (clock.now() - raisedAt > GIVE_UP_AFTER_MS) {
      log.warn({ alertId, code, channel, attempts, error }, 'An alert could not be told for days and is given up.');
      return alerts.settle(alertId, channel, 'given_up', clock.now());
    }
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** attempts, LAST_RETRY_MS);
    log.warn({ alertId, code, channel, attempts, waitMs, error }, 'An alert could not be told yet.');
    return alerts.release(alertId, channel, clock.now() + waitMs);
  }

  return createLane({
    claim: (limit) => alerts.claim(owner, limit, LEASE_MS, clock.now()),
    carryOut,
    concurrency: CONCURRENCY,
    pollMs,
    onClaimFailed: (error) =>
      log.warn({ owner, error: nameOf(error) }, 'The alerts could not be read; they are read with the next poll.'),
  });
}
