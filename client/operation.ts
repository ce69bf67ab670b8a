import type { OPERATIONS, operations } from './openapi';

/** Operations by the names that they have in the public document. */
export type OperationId = keyof typeof OPERATIONS & keyof operations;

type Parameters<O extends OperationId> = operations[O]['parameters'];

/** A part of a request: absent where the operation has none, optional where all of it may be left out. */
type Part<Name extends string, T> = [NonNullable<T>] extends [never]
  ? unknown
  : undefined extends T
    ? { readonly [N in Name]?: NonNullable<T> }
    : { readonly [N in Name]: T };

type RequestBody<O extends OperationId> = operations[O] extends {
  readonly requestBody: { readonly content: { readonly 'application/json': infer B } };
}
  ? { readonly body: B }
  : unknown;

/** What an operation takes. Idempotency-Key is made by the client, unless the options of the call bring one. */
export type Input<O extends OperationId> = Part<'path', Parameters<O>['path']> &
  Part<'query', Parameters<O>['query']> &
  Part<'headers', Omit<NonNullable<Parameters<O>['header']>, 'Idempotency-Key'> | undefined> &
  RequestBody<O>;

type Content<R> = R extends { readonly content: { readonly 'application/json': infer B } } ? B : undefined;

/** The body of its answer. */
export type Output<O extends OperationId> = {
  [Status in keyof operations[O]['responses']]: Content<operations[O]['responses'][Status]>;
}[keyof operations[O]['responses']];

/** Operations that list something in pages. */
export type ListId = {
  [O in OperationId]: Output<O> extends { readonly items: readonly unknown[]; readonly nextCursor: string | null }
    ? O
    : never;
}[OperationId];

export type Item<O extends ListId> = Output<O> extends { readonly items: readonly (infer T)[] } ? T : never;

export interface Parts {
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** The address of an operation with everything filled in. */
export function addressOf(baseUrl: string, template: string, { path = {}, query = {} }: Parts): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(path[name])));
  const search = new URLSearchParams(
    Object.entries(query)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  return `${baseUrl}${filled}${search === '' ? '' : `?${search}`}`;
}
