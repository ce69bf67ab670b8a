/**
 * Reads a JSON column as what was written into it. The registry is the only writer of its columns, so the type is a
 * statement about our own code, not about outside input.
 */
export function fromJson<T>(column: string): T {
  return JSON.parse(column) as T;
}
