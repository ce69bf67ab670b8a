import type { ZodOpenApiPathItemObject, ZodOpenApiPathsObject } from 'zod-openapi';
import { EVENT_SCHEMAS, EVENT_TYPES, EVENTS, type EventType } from '../../domain/contract/events';

const text = (name: string, description: string, example: string) => ({
  in: 'header' as const,
  name,
  required: true,
  description,
  schema: { type: 'string' as const },
  example,
});

const SIGNATURE_HEADERS = [
  text('webhook-id', 'The same at every try; also the id in the body.', 'evt_0aB1'),
  text('webhook-timestamp', 'When this try was sent, in seconds since 1970.', '1795283370'),
  text(
    'webhook-signature',
    'One or more signatures, separated by spaces: `v1,` and in base64 the HMAC-SHA-256 of id, timestamp and body, joined ' +
      'by dots.',
    'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  ),
];

/** The events as they are sent to webhook endpoints, after the specification Standard Webhooks. */
export const webhooks: ZodOpenApiPathsObject = Object.fromEntries(EVENT_TYPES.map((type) => [type, webhookOf(type)]));

function webhookOf(type: EventType): ZodOpenApiPathItemObject {
  return {
    post: {
      operationId: `on${pascalCase(type)}`,
      summary: EVENTS[type].summary,
      description:
        'Sent to every webhook endpoint that takes this type. Verify the signature over the raw body before you read it; ' +
        'the same event may come more than once, and later than others.',
      tags: ['Events'],
      security: [],
      parameters: SIGNATURE_HEADERS,
      requestBody: { required: true, content: { 'application/json': { schema: EVENT_SCHEMAS[type] } } },
      responses: {
        '2XX': { description: 'Taken. Nothing but the status is read.' },
        '410': { description: 'Wanted no more: the endpoint is disabled.' },
        default: { description: 'Not taken: it is sent again, for days, and not before Retry-After.' },
      },
    },
  };
}

function pascalCase(type: string): string {
  return type
    .split(/[._]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
