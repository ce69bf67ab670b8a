import {
  createDocument,
  type CreateDocumentOptions,
  type oas31,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from 'zod-openapi';
import type { Route } from '../route';
import { TAGS } from '../tags';
import { fillInExamples } from './example';
import { HEADERS } from './headers';
import { operationOf } from './operation';
import { problemExamples } from './problems';
import { webhooks } from './webhooks';

const DESCRIPTION = [
  'Onboards merchants of Adobe Commerce onto Amazon and keeps their authorization alive.',
  'Every error is a problem document (RFC 9457). Its `type` is `urn:evergrant:problem:<code>`; codes are stable and ' +
    '[listed with what to do](/docs/problems).',
  'Fields, codes and values may be added at any time: ignore those that you do not know.',
  'A POST may carry an `Idempotency-Key`; the same request under the same key is then carried out once within 24 hours. ' +
    'PUT, PATCH and DELETE may be repeated as they are.',
  'Lists answer in pages: send `nextCursor` as `cursor` until it is null.',
].join('\n\n');

/** The public document (OpenAPI 3.1), made from the same routes that answer and the same table that raises events. */
export function createOpenApiDocument(routes: readonly Route[], publicBaseUrl: string): oas31.OpenAPIObject {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };

  const contents: ZodOpenApiObject = {
    openapi: '3.1.0',
    info: { title: 'Evergrant', version: '1', description: DESCRIPTION, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: publicBaseUrl }],
    tags: Object.entries(TAGS)
      .filter(([name]) => routes.some(({ tag }) => tag === name))
      .map(([name, description]) => ({ name, description })),
    paths: paths satisfies ZodOpenApiPathsObject,
    webhooks,
    components: {
      headers: HEADERS,
      examples: problemExamples(routes),
      securitySchemes: {
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key. Each operation names the scope that the key must have.',
        },
      },
    },
  };
  return fillInExamples(createDocument(contents, { override: openToMoreFields }));
}

/** Fields may be added to what is answered, so a client that checks answers must not refuse those that it does not know. */
const openToMoreFields: NonNullable<CreateDocumentOptions['override']> = ({ jsonSchema, io }) => {
  if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
};
