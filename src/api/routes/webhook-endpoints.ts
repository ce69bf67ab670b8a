import { z } from 'zod';
import { givenId } from '../../domain/contract/identifiers';
import { createdWebhookEndpoint, webhookEndpoint, webhookEndpointList } from '../../domain/contract/webhook-endpoints';
import type { ApiKey } from '../../registry/api-keys';
import type { WebhookEndpoint } from '../../registry/webhook-endpoints';
import { endpointDocument } from '../../documents/webhook-documents';
import { refuseLimited } from '../auth';
import { type Problem, problem } from '../problem';
import { nothing, type Route, route } from '../route';
import type { RouteContext } from './context';

export const endpointPath = z.strictObject({
  endpointId: givenId('Id of the endpoint.', 'whe_0aB1cD2eF3gH4iJ5kL6m'),
});

/** Endpoints see what happens to all merchants, so a key that is limited to some does not manage them. */
export function refuseMerchantKey(key: ApiKey): Problem | null {
  return refuseLimited(
    key,
    'This API key is limited to merchants, and webhook endpoints are managed with a key for all of them only.',
  );
}

/** The endpoint if there is one, and the key may manage it; otherwise why not. */
export async function findEndpoint(
  { registry, clock }: RouteContext,
  endpointId: string,
  key: ApiKey,
): Promise<WebhookEndpoint | Problem> {
  const refusal = refuseMerchantKey(key);
  if (refusal) return refusal;
  return (await registry.webhookEndpoints.find(endpointId, clock.now())) ?? problem('webhook_endpoint_not_found');
}

async function endpointAnswer(context: RouteContext, endpointId: string, key: ApiKey) {
  const found = await findEndpoint(context, endpointId, key);
  return 'problem' in found ? found : { body: endpointDocument(found) };
}

export function createEndpointRoute(context: RouteContext): Route {
  const { registry, clock, contract } = context;
  return route({
    operationId: 'createWebhookEndpoint',
    method: 'post',
    path: '/v1/webhook-endpoints',
    tag: 'Events',
    summary: 'Register a webhook endpoint',
    description:
      'From now on events are sent there, signed as Standard Webhooks describes. The secret to verify them with is shown ' +
      'in this answer only.',
    scope: 'admin',
    body: contract.webhookEndpoint.new,
    answer: { status: 201, description: 'The endpoint with its secret.', schema: createdWebhookEndpoint },
    problems: ['limited_key', 'too_many_webhook_endpoints'],
    async handle({ body }, key) {
      const refusal = refuseMerchantKey(key);
      if (refusal) return refusal;
      const created = await registry.webhookEndpoints.create(body, key.keyId, clock.now());
      if (created.outcome === 'too_many') return problem('too_many_webhook_endpoints');
      const { endpointId, secret } = created;
      const answer = await endpointAnswer(context, endpointId, key);
      if ('problem' in answer) return answer;
      return { body: { ...answer.body, secret: secret.reveal() }, resourceId: endpointId };
    },
    async replay(endpointId, _input, key) {
      const answer = await endpointAnswer(context, endpointId, key);
      return 'problem' in answer ? answer : { body: { ...answer.body, secret: null } };
    },
  });
}

export function listEndpointsRoute({ registry, clock }: RouteContext): Route {
  return route({
    operationId: 'listWebhookEndpoints',
    method: 'get',
    path: '/v1/webhook-endpoints',
    tag: 'Events',
    summary: 'List webhook endpoints',
    description: 'All of them, oldest first.',
    scope: 'admin',
    answer: { status: 200, description: 'All endpoints.', schema: webhookEndpointList },
    problems: ['limited_key'],
    async handle(_input, key) {
      const refusal = refuseMerchantKey(key);
      if (refusal) return refusal;
      return { body: { items: (await registry.webhookEndpoints.list(clock.now())).map(endpointDocument) } };
    },
  });
}

export function getEndpointRoute(context: RouteContext): Route {
  return route({
    operationId: 'getWebhookEndpoint',
    method: 'get',
    path: '/v1/webhook-endpoints/{endpointId}',
    tag: 'Events',
    summary: 'Read a webhook endpoint',
    description: 'Its settings, and whether it takes what is sent.',
    scope: 'admin',
    params: endpointPath,
    answer: { status: 200, description: 'The endpoint.', schema: webhookEndpoint },
    problems: ['limited_key', 'webhook_endpoint_not_found'],
    handle: ({ params: { endpointId } }, key) => endpointAnswer(context, endpointId, key),
  });
}

export function changeEndpointRoute(context: RouteContext): Route {
  const { registry, clock, contract } = context;
  return route({
    operationId: 'changeWebhookEndpoint',
    method: 'patch',
    path: '/v1/webhook-endpoints/{endpointId}',
    tag: 'Events',
    summary: 'Change, disable or enable a webhook endpoint',
    description:
      'Replaces the settings that are given. What is still to be delivered goes to the new address; new filters are for ' +
      'what happens from now on.',
    scope: 'admin',
    params: endpointPath,
    body: contract.webhookEndpoint.change,
    answer: { status: 200, description: 'The endpoint as it is now.', schema: webhookEndpoint },
    problems: ['limited_key', 'webhook_endpoint_not_found'],
    async handle({ params: { endpointId }, body }, key) {
      const refusal = refuseMerchantKey(key);
      if (refusal) return refusal;
      const { url, description, eventTypes, merchantIds, enabled } = body;
      const change = {
        ...(url !== undefined && { url }),
        ...(description !== undefined && { description }),
        ...(eventTypes !== undefined && { eventTypes }),
        ...(merchantIds !== undefined && { merchantIds }),
        ...(enabled !== undefined && { enabled }),
      };
      await registry.webhookEndpoints.update(endpointId, change, key.keyId, clock.now());
      return endpointAnswer(context, endpointId, key);
    },
  });
}

export function deleteEndpointRoute({ registry, clock }: RouteContext): Route {
  return route({
    operationId: 'deleteWebhookEndpoint',
    method: 'delete',
    path: '/v1/webhook-endpoints/{endpointId}',
    tag: 'Events',
    summary: 'Delete a webhook endpoint',
    description: 'Nothing is sent there any more, not even what was still to be delivered. Its secrets are destroyed.',
    scope: 'admin',
    params: endpointPath,
    answer: { status: 204, description: 'Deleted.', schema: nothing },
    problems: ['limited_key', 'webhook_endpoint_not_found'],
    async handle({ params: { endpointId } }, key) {
      const refusal = refuseMerchantKey(key);
      if (refusal) return refusal;
      const deleted = await registry.webhookEndpoints.delete(endpointId, key.keyId, clock.now());
      return deleted ? { body: undefined } : problem('webhook_endpoint_not_found');
    },
  });
}
