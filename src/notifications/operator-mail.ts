import { createHash } from 'node:crypto';
import { isoInstant, type Instant } from '../domain/clock';
import { FAILING_DAYS } from '../domain/delivery';
import { mailOfParagraphs } from './paragraphs';

const WHY = {
  gone: 'It answered 410 Gone, which says that nobody wants to hear from us there again.',
  failing: `It has not taken a single event for ${FAILING_DAYS} days.`,
} as const;

/**
 * The mail that tells an operator of a disabled webhook endpoint. Of its address only the host is written: the rest may
 * hold a password of the receiver.
 */
export function endpointDisabledMail(
  endpoint: {
    readonly endpointId: string;
    readonly url: string;
    readonly reason: 'gone' | 'failing';
    readonly disabledAt: Instant;
  },
  mailDomain: string,
) {
  const { endpointId, url, reason, disabledAt } = endpoint;
  const { host } = new URL(url);
  const address = `/v1/webhook-endpoints/${endpointId}`;
  const paragraphs = [
    `The webhook endpoint ${endpointId} at ${host} is disabled since ${isoInstant(disabledAt)}.`,
    `${WHY[reason]} Events are no longer delivered there; they are kept.`,
    `Once it works again: enable it with PATCH ${address} {"enabled": true}, then deliver what it missed with ` +
      `POST ${address}/replay {"from": "${isoInstant(disabledAt)}"}.`,
  ];
  const identity = `webhook_endpoint.disabled/${endpointId}/${disabledAt}`;
  return {
    messageId: `<${createHash('sha256').update(identity).digest('hex').slice(0, 40)}@${mailDomain}>`,
    subject: 'A webhook endpoint was disabled',
    ...mailOfParagraphs(paragraphs),
  };
}
