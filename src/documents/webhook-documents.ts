import { isoInstant } from '../domain/clock';
import type { DeliveryDocument, WebhookEndpointDocument } from '../domain/contract/webhook-endpoints';
import type { Delivery } from '../registry/webhook-deliveries';
import type { WebhookEndpoint } from '../registry/webhook-endpoints';

const isoOrNull = (instant: number | null) => (instant === null ? null : isoInstant(instant));

export function endpointDocument(endpoint: WebhookEndpoint): WebhookEndpointDocument {
  const { endpointId, url, description, eventTypes, merchantIds, createdAt, failingSince, disabled, secrets } =
    endpoint;
  return {
    endpointId,
    url,
    description,
    eventTypes: eventTypes && [...eventTypes],
    merchantIds: merchantIds && [...merchantIds],
    createdAt: isoInstant(createdAt),
    failingSince: isoOrNull(failingSince),
    disabled: disabled && { at: isoInstant(disabled.at), reason: disabled.reason },
    secrets: secrets.map((secret) => ({
      secretId: secret.secretId,
      createdAt: isoInstant(secret.createdAt),
      expiresAt: isoOrNull(secret.expiresAt),
    })),
  };
}

export function deliveryDocument(delivery: Delivery): DeliveryDocument {
  const { deliveryId, eventId, eventType, cause, standing, tries, nextTryAt, createdAt, finishedAt } = delivery;
  return {
    deliveryId,
    eventId,
    eventType,
    cause,
    standing,
    tries: tries.map((tried) => ({ ...tried, at: isoInstant(tried.at) })),
    nextTryAt: isoOrNull(nextTryAt),
    createdAt: isoInstant(createdAt),
    finishedAt: isoOrNull(finishedAt),
  };
}
