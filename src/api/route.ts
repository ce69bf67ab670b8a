import { z } from 'zod';
import type { ApiKey, Scope } from '../registry/registry';
import { fieldProblems } from '../documents/field-problems';
import { type Problem, problem, type ProblemCode } from './problem';

type Method = 'get' | 'put' | 'post' | 'patch';

export interface Answer<Body> {
  readonly body: Body;
  readonly headers?: Readonly<Record<string, string>>;
}

interface RouteFacts {
  /** Stable: generated clients name their functions after it. */
  readonly operationId: string;
  readonly method: Method;
  /** As OpenAPI writes it: `/v1/onboardings/{onboardingId}`. */
  readonly path: `/${string}`;
  readonly tag: 'Onboardings' | 'Health';
  readonly summary: string;
  readonly description: string;
  /** Scope that the API key must have. `public`: no key is asked for. */
  readonly scope: Scope | 'public';
  /** What the handler may answer beyond the problems of every route of its kind. */
  readonly problems: readonly ProblemCode[];
}

interface RouteSpec<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  A extends z.ZodType,
> extends RouteFacts {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly answer: {
    readonly status: number;
    readonly description: string;
    readonly schema: A;
    /** Name and description of headers beyond those of every answer. */
    readonly headers?: Readonly<Record<string, string>>;
  };
  readonly handle: (
    input: { readonly params: z.output<P>; readonly query: z.output<Q>; readonly body: z.output<B> },
    key: ApiKey,
  ) => Promise<Answer<z.output<A>> | Problem>;
}

export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** A route with its types sealed in. The server and the public document are both made from it. */
export interface Route extends RouteFacts {
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body: z.ZodType | undefined;
  readonly answer: RouteSpec<z.ZodObject, z.ZodObject, z.ZodType, z.ZodType>['answer'];
  /** Validates all parts and calls the handler. Nothing is done unless every part is right. */
  readonly run: (raw: RawInput, key: ApiKey) => Promise<Answer<unknown> | Problem>;
}

const nothing = z.strictObject({});
type Nothing = typeof nothing;

/** Defines a route once: what it takes, what it answers, who may call it. */
export function route<
  A extends z.ZodType,
  P extends z.ZodObject = Nothing,
  Q extends z.ZodObject = Nothing,
  B extends z.ZodType = z.ZodUndefined,
>(spec: RouteSpec<P, Q, B, A>): Route {
  const params: z.ZodObject = spec.params ?? nothing;
  const query: z.ZodObject = spec.query ?? nothing;
  const body: z.ZodType = spec.body ?? z.undefined();

  async function run(raw: RawInput, key: ApiKey): Promise<Answer<unknown> | Problem> {
    const parsedParams = params.safeParse(raw.params, REPORT_INPUT);
    const parsedQuery = query.safeParse(raw.query, REPORT_INPUT);
    if (!parsedParams.success || !parsedQuery.success) {
      return problem('invalid_parameter', {
        errors: [
          ...fieldProblems('path', parsedParams.error?.issues ?? []),
          ...fieldProblems('query', parsedQuery.error?.issues ?? []),
        ],
      });
    }
    const parsedBody = body.safeParse(raw.body, REPORT_INPUT);
    if (!parsedBody.success) {
      return problem('invalid_body', { errors: fieldProblems('body', parsedBody.error.issues) });
    }
    // The three schemas are those of the spec, whose output types the compiler cannot follow through the defaults.
    return spec.handle(
      {
        params: parsedParams.data as z.output<P>,
        query: parsedQuery.data as z.output<Q>,
        body: parsedBody.data as z.output<B>,
      },
      key,
    );
  }

  return { ...spec, params, query, body: spec.body, run };
}

/** Tells a missing field from one of the wrong type; the values themselves go no further than `fieldProblems`. */
const REPORT_INPUT = { reportInput: true } as const;
