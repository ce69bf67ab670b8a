import { z } from 'zod';
import type { FieldProblem } from '../domain/contract/problem-details';
import type { Scope } from '../domain/scopes';
import type { ApiKey } from '../registry/api-keys';
import { fieldProblems } from '../documents/field-problems';
import { type Problem, problem, type ProblemCode } from './problem';
import type { Tag } from './tags';

export interface Answer<Body> {
  readonly body: Body;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that says what was made, so that a replay can look at it again. */
export interface Made<Body> extends Answer<Body> {
  /** At most 200 characters; nothing secret. */
  readonly resourceId: string;
}

interface RouteFacts {
  /** Stable: generated clients name their functions after it. */
  readonly operationId: string;
  readonly method: 'get' | 'put' | 'post' | 'patch' | 'delete';
  /** As OpenAPI writes it: `/v1/onboardings/{onboardingId}`. */
  readonly path: `/${string}`;
  readonly tag: Tag;
  readonly summary: string;
  readonly description: string;
  /** Scope that the API key must have. `public`: no key is asked for. */
  readonly scope: Scope | 'public';
  /** What the handler may answer beyond the problems of every route of its kind. */
  readonly problems: readonly ProblemCode[];
}

interface RouteParts<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  H extends z.ZodObject,
  B extends z.ZodType,
  A extends z.ZodType,
> extends RouteFacts {
  readonly params?: P;
  readonly query?: Q;
  /** The request headers that the handler looks at, named as they are documented: `If-Match`. */
  readonly headers?: H;
  readonly body?: B;
  readonly answer: {
    readonly status: number;
    readonly description: string;
    /** `nothing` for an answer without a body. */
    readonly schema: A;
    /** Name and description of headers beyond those of every answer. */
    readonly headers?: Readonly<Record<string, string>>;
  };
}

/** What a handler is given: every part is as its schema makes it. */
export interface Input<P extends z.ZodType, Q extends z.ZodType, H extends z.ZodType, B extends z.ZodType> {
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly headers: z.output<H>;
  readonly body: z.output<B>;
  /**
   * Names this request towards whatever must not be done twice: the same in each run under one Idempotency-Key, and
   * another one for every other request.
   */
  readonly onceKey: string;
}

/**
 * What the route does. A POST also says what the same request answers when it comes again under its Idempotency-Key:
 * `again` runs the handler anew, because it makes its answer anew and has no second effect under the same `onceKey`; a
 * function shows the resource as it is now, and nothing that may be shown only once.
 */
type Handling<In, Body> =
  | {
      readonly method: 'get' | 'put' | 'patch' | 'delete';
      readonly handle: (input: In, key: ApiKey) => Promise<Answer<Body> | Problem>;
      readonly replay?: never;
    }
  | {
      readonly method: 'post';
      readonly handle: (input: In, key: ApiKey) => Promise<Answer<Body> | Problem>;
      readonly replay: 'again';
    }
  | {
      readonly method: 'post';
      readonly handle: (input: In, key: ApiKey) => Promise<Made<Body> | Problem>;
      readonly replay: (resourceId: string, input: In, key: ApiKey) => Promise<Answer<Body> | Problem>;
    };

export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  /** By their lower-case names, as Node gives them. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** A request whose every part is right, ready to be carried out. */
export interface Call {
  /** What makes two requests the same one. */
  readonly identity: { readonly params: unknown; readonly query: unknown; readonly body: unknown };
  readonly run: (
    key: ApiKey,
    onceKey: string,
  ) => Promise<(Answer<unknown> & { readonly resourceId?: string }) | Problem>;
  /** Answers for what an earlier run made; null where a replay is another run. */
  readonly replay: ((resourceId: string, key: ApiKey, onceKey: string) => Promise<Answer<unknown> | Problem>) | null;
}

/** A route with its types sealed in. The server and the public document are both made from it. */
export interface Route extends RouteFacts {
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly headers: z.ZodObject;
  readonly body: z.ZodType | undefined;
  readonly answer: RouteParts<z.ZodObject, z.ZodObject, z.ZodObject, z.ZodType, z.ZodType>['answer'];
  /** What a replay answers; null where there are none. */
  readonly replay: 'again' | 'shown' | null;
  /** Validates all parts. Nothing is done unless every part is right. */
  readonly parse: (raw: RawInput) => Call | Problem;
}

/** The schema of an answer without a body. */
export const nothing = z.undefined();

const noParts = z.strictObject({});
type NoParts = typeof noParts;

/** Defines a route once: what it takes, what it answers, who may call it. */
export function route<
  A extends z.ZodType,
  P extends z.ZodObject = NoParts,
  Q extends z.ZodObject = NoParts,
  H extends z.ZodObject = NoParts,
  B extends z.ZodType = z.ZodUndefined,
>(spec: RouteParts<P, Q, H, B, A> & Handling<Input<P, Q, H, B>, z.output<A>>): Route {
  const params: z.ZodObject = spec.params ?? noParts;
  const query: z.ZodObject = spec.query ?? noParts;
  const headers: z.ZodObject = spec.headers ?? noParts;
  const body: z.ZodType = spec.body ?? z.undefined();

  function parse(raw: RawInput): Call | Problem {
    const parsedParams = params.safeParse(raw.params, REPORT_INPUT);
    const parsedQuery = query.safeParse(raw.query, REPORT_INPUT);
    const parsedHeaders = headers.safeParse(declared(headers, raw.headers), REPORT_INPUT);
    if (!parsedParams.success || !parsedQuery.success || !parsedHeaders.success) {
      return invalidParameter([
        ...fieldProblems('path', parsedParams.error?.issues ?? []),
        ...fieldProblems('query', parsedQuery.error?.issues ?? []),
        ...fieldProblems('header', parsedHeaders.error?.issues ?? []),
      ]);
    }
    const parsedBody = body.safeParse(raw.body, REPORT_INPUT);
    if (!parsedBody.success) {
      return problem('invalid_body', { errors: fieldProblems('body', parsedBody.error.issues) });
    }

    // The schemas are those of the spec, whose output types the compiler cannot follow through the defaults.
    const parts = {
      params: parsedParams.data as z.output<P>,
      query: parsedQuery.data as z.output<Q>,
      headers: parsedHeaders.data as z.output<H>,
      body: parsedBody.data as z.output<B>,
    };
    const { handle, replay } = spec;
    return {
      identity: { params: parts.params, query: parts.query, body: parts.body },
      run: (key, onceKey) => handle({ ...parts, onceKey }, key),
      replay:
        typeof replay === 'function'
          ? (resourceId, key, onceKey) => replay(resourceId, { ...parts, onceKey }, key)
          : null,
    };
  }

  const replay = typeof spec.replay === 'function' ? 'shown' : (spec.replay ?? null);
  return { ...spec, params, query, headers, body: spec.body, replay, parse };
}

export function invalidParameter(errors: readonly FieldProblem[]): Problem {
  return problem('invalid_parameter', { errors });
}

/** Tells a missing field from one of the wrong type; the values themselves go no further than `fieldProblems`. */
const REPORT_INPUT = { reportInput: true } as const;

/** Of all the headers of a request those that the route declares, under its spelling of their names. */
function declared(schema: z.ZodObject, headers: RawInput['headers']): Record<string, unknown> {
  return Object.fromEntries(Object.keys(schema.shape).map((name) => [name, headers[name.toLowerCase()]]));
}
