import { z } from 'zod';
import { paging } from '../../documents/paging';
import { isoInstant } from '../../domain/clock';
import { givenId } from '../../domain/contract/identifiers';
import {
  createdWebhookSecret,
  DELIVERY_STANDINGS,
  deliveryPage,
  newWebhookSecret,
  replayed,
  replayRequest,
  testedWebhook,
} from '../../domain/contract/webhook-endpoints';
import type { ReplaySelection } from '../../registry/webhook-endpoints';
import { problem } from '../problem';
import { type Route, route } from '../route';
import type { RouteContext } from './context';
import { deliveryDocument } from '../../documents/webhook-documents';
import { endpointPath, findEndpoint, refuseMerchantKey } from './webhook-endpoints';

const HOUR_MS = 60 * 60 * 1000;

const pages = paging('deliveries', z.int());

export function rotateSecretRoute(context: RouteContext): Route {
  const { registry, clock } = context;
  return route({
    operationId: 'createWebhookSecret',
    method: 'post',
    path: '/v1/webhook-endpoints/{endpointId}/secrets',
    tag: 'Events',
    summary: 'Make a new secret',
    description:
      'While secrets overlap, every event is signed by each of them, so that a receiver can change over at any time.',
    scope: 'admin',
    params: endpointPath,
    body: newWebhookSecret,
    answer: { status: 201, description: 'The secret. It is shown only now.', schema: createdWebhookSecret },
    problems: ['limited_key', 'webhook_endpoint_not_found', 'webhook_secret_not_found'],
    async handle({ params: { endpointId }, body: { overlapHours } }, key) {
      const refusal = refuseMerchantKey(key);
      if (refusal) return refusal;
      const now = clock.now();
      const made = await registry.webhookEndpoints.rotate(endpointId, overlapHours * HOUR_MS, key.keyId, now);
      if (!made) return problem('webhook_endpoint_not_found');
      const { secretId, secret } = made;
      return { body: { secretId, createdAt: isoInstant(now), secret: secret.reveal() }, resourceId: secretId };
    },
    async replay(secretId, { params: { endpointId } }, key) {
      const endpoint = await findEndpoint(context, endpointId, key);
      if ('problem' in endpoint) return endpoint;
      const made = endpoint.secrets.find((secret) => secret.secretId === secretId);
      if (!made) return problem('webhook_secret_not_found');
      return { body: { secretId, createdAt: isoInstant(made.createdAt), secret: null } };
    },
  });
}

export function testEndpointRoute({ registry, clock }: RouteContext): Route {
  return route({
    operationId: 'testWebhookEndpoint',
    method: 'post',
    path: '/v1/webhook-endpoints/{endpointId}/test',
    tag: 'Events',
    summary: 'Send a test event',
    description: 'Sends `webhook_endpoint.test` to this endpoint alone, whatever its filters.',
    scope: 'admin',
    params: endpointPath,
    answer: { status: 202, description: 'Raised.', schema: testedWebhook },
    problems: ['limited_key', 'webhook_endpoint_not_found', 'webhook_endpoint_disabled'],
    async handle({ params: { endpointId } }, key) {
      const refusal = refuseMerchantKey(key);
      if (refusal) return refusal;
      const result = await registry.webhookEndpoints.test(endpointId, clock.now());
      if (result.outcome === 'not_found') return problem('webhook_endpoint_not_found');
      if (result.outcome === 'disabled') return problem('webhook_endpoint_disabled');
      const { eventId, deliveryId } = result;
      return { body: { eventId, deliveryId }, resourceId: `${eventId} ${deliveryId}` };
    },
    replay(raised) {
      const [eventId = '', deliveryId = ''] = raised.split(' ');
      return Promise.resolve({ body: { eventId, deliveryId } });
    },
  });
}

export function replayRoute({ registry, clock }: RouteContext): Route {
  return route({
    operationId: 'replayEvents',
    method: 'post',
    path: '/v1/webhook-endpoints/{endpointId}/replay',
    tag: 'Events',
    summary: 'Deliver events once more',
    description:
      'One event, or all of a time that the filters let through, ten thousand at most. They keep their ids; time and ' +
      'signature are new.',
    scope: 'admin',
    params: endpointPath,
    body: replayRequest,
    answer: { status: 202, description: 'Written down.', schema: replayed },
    problems: [
      'limited_key',
      'webhook_endpoint_not_found',
      'event_not_found',
      'webhook_endpoint_disabled',
      'replay_too_large',
    ],
    async handle({ params: { endpointId }, body: { eventId, from = 0, to } }, key) {
      const refusal = refuseMerchantKey(key);
      if (refusal) return refusal;
      const now = clock.now();
      // What happens at this very instant is still delivered by itself, so that it may be missing here.
      const selection: ReplaySelection = eventId === undefined ? { from, to: to ?? now } : { eventId };
      const result = await registry.webhookEndpoints.replay(endpointId, selection, key.keyId, now);
      switch (result.outcome) {
        case 'written':
          return { body: { deliveries: result.count }, resourceId: String(result.count) };
        case 'not_found':
          return problem('webhook_endpoint_not_found');
        case 'event_not_found':
          return problem('event_not_found');
        case 'disabled':
          return problem('webhook_endpoint_disabled');
        case 'too_many':
          return problem('replay_too_large');
      }
    },
    replay: (count) => Promise.resolve({ body: { deliveries: Number(count) } }),
  });
}

export function listDeliveriesRoute(context: RouteContext): Route {
  return route({
    operationId: 'listDeliveries',
    method: 'get',
    path: '/v1/webhook-endpoints/{endpointId}/deliveries',
    tag: 'Events',
    summary: 'Read the delivery log',
    description: 'What was sent to this endpoint and how every try ended, newest first.',
    scope: 'admin',
    params: endpointPath,
    query: z.strictObject({
      standing: z.enum(DELIVERY_STANDINGS).optional().meta({ description: 'Only deliveries that stand so.' }),
      eventId: givenId('Id of the event.', 'evt_0aB1').optional().meta({ description: 'Only those of this event.' }),
      ...pages.query,
    }),
    answer: { status: 200, description: 'One page.', schema: deliveryPage },
    problems: ['limited_key', 'webhook_endpoint_not_found'],
    async handle({ params: { endpointId }, query: { standing, eventId, cursor, limit } }, key) {
      const endpoint = await findEndpoint(context, endpointId, key);
      if ('problem' in endpoint) return endpoint;
      const { items, next } = await context.registry.webhookDeliveries.list({
        endpointId,
        limit,
        ...(standing !== undefined && { standing }),
        ...(eventId !== undefined && { eventId }),
        ...(cursor !== undefined && { before: cursor }),
      });
      return { body: { items: items.map(deliveryDocument), nextCursor: pages.cursorAfter(next) } };
    },
  });
}
