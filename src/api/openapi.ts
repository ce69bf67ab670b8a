import {
  createDocument,
  type oas31,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { problemDetails } from '../domain/contract/problem-details';
import { PROBLEMS } from './problem';
import { nothing, type Route } from './route';
import { problemsOf } from './route-problems';
import { TAGS } from './tags';

const DESCRIPTION = [
  'Onboards merchants of Adobe Commerce onto Amazon and keeps their authorization alive.',
  'Every error is a problem document (RFC 9457). Its `type` is `urn:evergrant:problem:<code>`; codes are stable.',
  'Clients should ignore fields and codes that they do not know.',
].join('\n\n');

/** The public document (OpenAPI 3.1), made from the same routes that answer. */
export function createOpenApiDocument(routes: readonly Route[], publicBaseUrl: string): oas31.OpenAPIObject {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };

  return createDocument({
    openapi: '3.1.0',
    info: { title: 'Evergrant', version: '1', description: DESCRIPTION, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: publicBaseUrl }],
    tags: Object.entries(TAGS)
      .filter(([name]) => routes.some(({ tag }) => tag === name))
      .map(([name, description]) => ({ name, description })),
    paths: paths satisfies ZodOpenApiPathsObject,
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key with the scope that the call names.' },
      },
    },
  });
}

function operationOf(route: Route): ZodOpenApiOperationObject {
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: route.scope === 'public' ? route.description : `${route.description}\n\nScope: \`${route.scope}\`.`,
    tags: [route.tag],
    security: route.scope === 'public' ? [] : [{ apiKey: [] }],
    requestParams: { path: route.params, query: route.query, header: route.headers },
    ...(route.body && {
      requestBody: { required: true, content: { 'application/json': { schema: route.body } } },
    }),
    responses: responsesOf(route),
  };
}

function responsesOf({ answer, ...route }: Route): ZodOpenApiResponsesObject {
  const headers = Object.entries(answer.headers ?? {}).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' as const } },
  ]);
  const responses: ZodOpenApiResponsesObject = {
    [`${answer.status}` as '200']: {
      description: answer.description,
      headers: Object.fromEntries(headers) as Record<string, { description: string; schema: { type: 'string' } }>,
      ...(answer.schema !== nothing && { content: { 'application/json': { schema: answer.schema } } }),
    },
  };
  const problems = problemsOf({ answer, ...route });
  for (const status of new Set(problems.map((code) => PROBLEMS[code].status))) {
    const codes = problems.filter((code) => PROBLEMS[code].status === status);
    responses[`${status}` as '400'] = {
      description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].detail}`).join('\n\n'),
      content: { 'application/problem+json': { schema: problemDetails } },
    };
  }
  return responses;
}
