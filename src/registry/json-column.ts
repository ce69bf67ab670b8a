declare const content: unique symbol;

/** Text that was made from a value of this type: what a JSON column holds. */
export type Json<T> = string & { readonly [content]: T };

export function toJson<T>(value: T): Json<T> {
  return JSON.stringify(value) as Json<T>;
}

/** The registry is the only writer of its columns, so the type is a statement about our own code, not about input. */
export function fromJson<T>(column: Json<T>): T {
  return JSON.parse(column) as T;
}
