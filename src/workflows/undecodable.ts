/** Registered globally, so that the mark is the same on both sides of the workflow sandbox. */
const MARK = Symbol.for('evergrant.undecodable');

/** Stands where a message's argument would stand if its bytes could be read. It says how long they were, not what. */
export interface Undecodable {
  readonly [MARK]: true;
  readonly encoding: string;
  readonly byteLength: number;
}

export function undecodable(encoding: string, byteLength: number): Undecodable {
  return Object.freeze({ [MARK]: true as const, encoding, byteLength });
}

/** True for the value that the payload converter puts in the place of bytes it could not read. */
export function isUndecodable(value: unknown): value is Undecodable {
  return typeof value === 'object' && value !== null && MARK in value;
}
