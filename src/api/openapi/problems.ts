import type { ZodOpenApiExamplesObject, ZodOpenApiResponseObject } from 'zod-openapi';
import { problemDetails, type FieldProblem, type ProblemDetails } from '../../domain/contract/problem-details';
import { problemDocument, PROBLEMS, type ProblemCode } from '../problem';
import { problemsOf } from '../route-problems';
import type { Route } from '../route';
import { headerRef } from './headers';

const FIELD_PROBLEMS: Partial<Record<ProblemCode, FieldProblem>> = {
  invalid_body: {
    in: 'body',
    pointer: '/name',
    code: 'required',
    detail: 'This is missing.',
    remedy: 'Give it as a text in quotes.',
  },
  invalid_parameter: {
    in: 'query',
    pointer: '/limit',
    code: 'invalid_limit',
    detail: 'The limit is a whole number from 1 to 100.',
    remedy: 'Ask for the next page with nextCursor instead of a larger one.',
  },
};

/** One example for each code that the routes answer with, as components of the document. */
export function problemExamples(routes: readonly Route[]): ZodOpenApiExamplesObject {
  const codes = [...new Set(routes.flatMap(problemsOf))];
  return Object.fromEntries(codes.map((code) => [code, { summary: PROBLEMS[code].title, value: exampleOf(code) }]));
}

function exampleOf(code: ProblemCode): ProblemDetails {
  const field = FIELD_PROBLEMS[code];
  return problemDocument({ problem: code, ...(field && { errors: [field] }) }, '0b7a4c52-6c1e-4b0a-9a57-7c6f1a0f6d11');
}

/** Statuses whose problems may come with Retry-After. */
const WAITING_HELPS: readonly number[] = [409, 429, 503, 504];
/** These are answered before requests are counted. */
const UNCOUNTED: readonly number[] = [401, 403];

/** What a route answers where it does not do what was asked, by status. */
export function problemResponses(route: Route): Record<string, ZodOpenApiResponseObject> {
  const problems = problemsOf(route);
  const statuses = [...new Set(problems.map((code) => PROBLEMS[code].status))].sort();
  return Object.fromEntries(
    statuses.map((status) => {
      const codes = problems.filter((code) => PROBLEMS[code].status === status);
      return [String(status), responseOf(status, codes, route.scope !== 'public')];
    }),
  );
}

function responseOf(status: number, codes: readonly ProblemCode[], keyed: boolean): ZodOpenApiResponseObject {
  return {
    description: codes.map((code) => `[\`${code}\`](/docs/problems#${code}): ${PROBLEMS[code].detail}`).join('\n\n'),
    headers: {
      ...(keyed && !UNCOUNTED.includes(status) && rateLimitHeaders),
      ...(UNCOUNTED.includes(status) && { 'WWW-Authenticate': headerRef('WwwAuthenticate') }),
      ...(WAITING_HELPS.includes(status) && { 'Retry-After': headerRef('RetryAfter') }),
    },
    content: {
      'application/problem+json': {
        schema: problemDetails,
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}

/** On every answer to a request that was counted. */
export const rateLimitHeaders = {
  RateLimit: headerRef('RateLimit'),
  'RateLimit-Policy': headerRef('RateLimitPolicy'),
};
