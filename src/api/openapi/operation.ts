import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import { IDEMPOTENCY_KEY } from '../idempotent';
import { nothing, type Route } from '../route';
import { headerRef } from './headers';
import { problemResponses, rateLimitHeaders } from './problems';

const idempotencyKey = z
  .string()
  .regex(IDEMPOTENCY_KEY)
  .optional()
  .meta({
    description:
      'Made by the caller, best a random UUID, and sent again with the same request until it is answered: the request is ' +
      'then carried out once within 24 hours.',
    example: '8e03978e-40d5-43e8-bc93-6894a57f9324',
  });

export function operationOf(route: Route): ZodOpenApiOperationObject {
  const isPublic = route.scope === 'public';
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: isPublic ? route.description : `${route.description}\n\nScope: \`${route.scope}\`.`,
    tags: [route.tag],
    security: isPublic ? [] : [{ apiKey: [route.scope] }],
    requestParams: {
      path: route.params,
      query: route.query,
      header: route.method === 'post' ? route.headers.extend({ 'Idempotency-Key': idempotencyKey }) : route.headers,
    },
    ...(route.body && {
      requestBody: { required: true, content: { 'application/json': { schema: route.body } } },
    }),
    responses: { ...successes(route), ...problemResponses(route) } satisfies ZodOpenApiResponsesObject,
  };
}

function successes(route: Route): ZodOpenApiResponsesObject {
  const { status, description } = route.answer;
  const first = successOf(route, description);
  if (status !== 201 || route.replay !== 'shown') return { [String(status) as '200']: first };
  return {
    '200': successOf(route, 'Made before under this Idempotency-Key: as it is now. A secret is not shown again.'),
    '201': first,
  };
}

function successOf({ answer, method, scope }: Route, description: string): ZodOpenApiResponseObject {
  const own = Object.entries(answer.headers ?? {}).map(([name, meaning]) => [
    name,
    { description: meaning, schema: { type: 'string' as const } },
  ]);
  return {
    description,
    headers: {
      ...(Object.fromEntries(own) as Record<string, { description: string; schema: { type: 'string' } }>),
      ...(method === 'post' && { 'Idempotency-Replayed': headerRef('IdempotencyReplayed') }),
      ...(scope !== 'public' && rateLimitHeaders),
    },
    ...(answer.schema !== nothing && { content: { 'application/json': { schema: answer.schema } } }),
  };
}
