import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Instant } from '../domain/clock';

/** A place in a list that is ordered by time. */
export interface TimedPosition {
  readonly at: Instant;
  readonly id: string;
}

/** Rows beyond a place in a list that is ordered by time and, within an instant, by id. */
export function beyond(
  [at, id]: readonly [at: string, id: string],
  direction: 'later' | 'earlier',
  place: TimedPosition,
): RawBuilder<SqlBool> {
  const than = sql.raw(direction === 'later' ? '>' : '<');
  return sql`(${sql.ref(at)}, ${sql.ref(id)}) ${than} (${place.at}, ${place.id})`;
}

/** Cuts off the row that was read only to see whether there are more. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  itemOf: (row: Row) => Item,
  placeOf: (row: Row) => TimedPosition,
): { readonly items: readonly Item[]; readonly next: TimedPosition | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(itemOf), next: rows.length > limit && last !== undefined ? placeOf(last) : null };
}
