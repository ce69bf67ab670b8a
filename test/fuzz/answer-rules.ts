import type { ContractCheck, OpenApiDocument, Operation } from '../api/contract-check';
import type { Received } from './send';

/** One operation of the document with its address. */
export interface NamedOperation {
  readonly method: string;
  /** With the names of parameters in braces. */
  readonly template: string;
  readonly operation: Operation;
}

export function operationsOf(document: OpenApiDocument): readonly NamedOperation[] {
  return Object.entries(document.paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), template, operation })),
  );
}

/** What is wrong with an answer; empty if nothing is. */
export type AnswerRules = (answer: Received) => readonly string[];

/** What no answer may be or show, whoever asked for what. `secrets` are texts that must not stand in it. */
export function createCommonRules(secrets: readonly string[]): AnswerRules {
  return ({ status, headers, text }) => {
    const shown = `${JSON.stringify(headers)}\n${text}`;
    return [
      ...(status >= 500 && status !== 503 && status !== 504 ? [`status ${status}`] : []),
      ...secrets.filter((secret) => shown.includes(secret)).map((secret) => `shows ${secret}`),
      ...(STACK_TRACE.test(shown) ? ['shows a stack trace'] : []),
    ];
  };
}

const STACK_TRACE = /\n\s*at .+:\d+:\d+|\/node_modules\/|\/src\/\w+|SQLITE_|SqliteError/;

/** These say something only on answers that have them, so whoever sends them must have documented them. */
const TELLING_HEADERS = ['location', 'etag', 'retry-after', 'www-authenticate', 'idempotency-replayed', 'allow'];
/** Documented where they may be; the rest must be there. */
const OPTIONAL_HEADERS = ['retry-after', 'www-authenticate', 'idempotency-replayed'];
/** Told before anybody knows who asks. */
const UNCOUNTED = ['malformed_path'];

/** Holds answers of one operation against the document: status, content type, body, problem code and headers. */
export function createOperationRules(
  check: ContractCheck,
  { method, template, operation }: NamedOperation,
): AnswerRules {
  const path = template.replace(/\{\w+\}/g, 'any');

  return ({ status, headers, text }) => {
    const mediaType = (headers['content-type'] ?? '').split(';')[0] ?? '';
    const body = parsed(text);
    const difference = check({ method, path, status, mediaType, body });
    const documented = operation.responses[String(status)];
    if (difference !== null || !documented) return [difference ?? `status ${status}`];

    const code = status < 400 ? null : codeOf(body);
    const headerNames = Object.keys(documented.headers ?? {}).map((name) => name.toLowerCase());
    const needed = headerNames.filter(
      (name) => !OPTIONAL_HEADERS.includes(name) && !(name.startsWith('ratelimit') && UNCOUNTED.includes(String(code))),
    );
    return [
      ...(code === null || codesOf(documented).includes(code) ? [] : [`problem ${code} is not documented`]),
      ...needed.filter((name) => headers[name] === undefined).map((name) => `has no ${name}`),
      ...TELLING_HEADERS.filter((name) => headers[name] !== undefined && !headerNames.includes(name)).map(
        (name) => `${name} is not documented at ${status}`,
      ),
      ...(headers['x-request-id'] === undefined ? ['has no x-request-id'] : []),
      ...(code === null && headers['cache-control'] !== 'no-store' ? ['may be cached'] : []),
      ...(status === 401 && headers['www-authenticate'] === undefined ? ['does not say how to authenticate'] : []),
      ...retryAfterProblems(text, headers['retry-after']),
    ];
  };
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

function codeOf(body: unknown): string {
  return String((body as { readonly type?: unknown } | undefined)?.type).replace('urn:evergrant:problem:', '');
}

function codesOf(response: Operation['responses'][string]): readonly string[] {
  return Object.keys(response.content?.['application/problem+json']?.examples ?? {});
}

function retryAfterProblems(text: string, retryAfter: string | undefined): readonly string[] {
  if (retryAfter === undefined)
    return text.includes('Retry-After') ? ['speaks of a Retry-After that is not there'] : [];
  return /^[1-9]\d{0,9}$/.test(retryAfter) ? [] : [`Retry-After ${retryAfter}`];
}
