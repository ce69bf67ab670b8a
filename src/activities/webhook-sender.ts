import { eventDocument } from '../domain/contract/events';
import { systemClock, type Clock } from '../domain/clock';
import type { DeliveryFailure, DeliveryTry } from '../domain/delivery';
import { signatureHeaders } from '../notifications/signing';
import type { Outgoing, OutgoingResult } from '../outgoing/guarded-dispatcher';
import { retryAfterMs } from '../outgoing/retry-after';
import type { Sendable } from '../registry/webhook-deliveries';

/** From the first byte of DNS to the headers of the answer. */
const TIMEOUT_MS = 10_000;
const GONE = 410;

export interface Sent {
  readonly tried: DeliveryTry;
  /** A wait that the endpoint asked for, in milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/** Sends an event to its endpoint, once. Throws the signal's reason when `signal` aborts. */
export type SendEvent = (sendable: Sendable, signal?: AbortSignal) => Promise<Sent>;

/** @param outgoing with the rules for webhook endpoints */
export function createSendEvent(outgoing: Outgoing, clock: Clock): SendEvent {
  return async ({ url, event, secrets }, signal) => {
    const body = JSON.stringify(eventDocument(event));
    const startedAt = performance.now();
    // The receiver's clock is the real one, also where ours runs ahead with a simulated year.
    const signature = signatureHeaders({ id: event.eventId, at: systemClock.now(), body }, secrets);
    const result = await outgoing.send({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json', ...signature },
      body,
      ignoreText: true,
      timeoutMs: TIMEOUT_MS,
      signal,
    });
    const failure = failureOf(result);
    const tried: DeliveryTry = {
      at: clock.now(),
      outcome: failure === null ? 'delivered' : 'failed',
      httpStatus: 'status' in result ? result.status : null,
      failure,
      durationMs: Math.round(performance.now() - startedAt),
    };
    const asked = result.outcome === 'response' ? result.headers['retry-after'] : undefined;
    return { tried, retryAfterMs: failure === null ? undefined : retryAfterMs(asked, systemClock.now()) };
  };
}

function failureOf(result: OutgoingResult): DeliveryFailure | null {
  switch (result.outcome) {
    case 'response':
      if (result.status >= 200 && result.status < 300) return null;
      return result.status === GONE ? 'gone' : 'refused';
    case 'redirect':
    case 'timeout':
    case 'broken':
      return result.outcome;
    case 'too_large':
      return 'broken';
    case 'not_sent':
      return result.reason === 'tls' || result.reason === 'address_refused' ? result.reason : 'unreachable';
  }
}
