import type { Refusal } from './refusal';

/** What is wrong at one place of a body. */
export interface PlacedRefusal extends Refusal {
  readonly path: (string | number)[];
}

/** A refusal at each value that an earlier entry of the list already has. */
export function repeated(
  list: string,
  field: string,
  values: readonly string[],
  refusal: Refusal,
): readonly PlacedRefusal[] {
  return values.flatMap((value, index) =>
    values.indexOf(value) < index ? [{ ...refusal, path: [list, index, field] }] : [],
  );
}
