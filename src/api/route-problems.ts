import type { ProblemCode } from './problem';
import type { Route } from './route';

const ALWAYS = ['malformed_request', 'invalid_parameter', 'internal'] as const satisfies readonly ProblemCode[];
const WITH_KEY = ['unauthenticated', 'insufficient_scope', 'rate_limited'] as const satisfies readonly ProblemCode[];
const WITH_PARAMETERS = ['malformed_path'] as const satisfies readonly ProblemCode[];
const WITH_BODY = [
  'malformed_json',
  'malformed_encoding',
  'body_too_large',
  'unsupported_media_type',
  'invalid_body',
] as const satisfies readonly ProblemCode[];
const WITH_IDEMPOTENCY = ['request_still_running', 'idempotency_key_reused'] as const satisfies readonly ProblemCode[];

/** Every problem that a route may answer with. */
export function problemsOf(route: Route): readonly ProblemCode[] {
  return [
    ...ALWAYS,
    ...(route.scope === 'public' ? [] : WITH_KEY),
    ...(route.path.includes('{') ? WITH_PARAMETERS : []),
    ...(route.body ? WITH_BODY : []),
    ...(route.method === 'post' ? WITH_IDEMPOTENCY : []),
    ...route.problems,
  ];
}
