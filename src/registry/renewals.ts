import { sql, type Kysely } from 'kysely';
import type { Instant } from '../domain/clock';
import { FORECAST_WEEKS, WEEK_MS, type EndingInWeek } from '../domain/forecast';
import type { Tables } from './schema';

/** Authorizations that are to be renewed. */
export interface Renewals {
  /** Weeks without any are left out. */
  readonly ending: readonly EndingInWeek[];
  /** Those that have ended and were not revived. */
  readonly ended: number;
  /** Those that end after the forecast. */
  readonly later: number;
}

/** Stages of those who have no authorization to renew: they end it themselves, or it has ended before its time. */
const NOTHING_TO_RENEW = ['disconnected', 'revoked'];

/**
 * Counts the authorizations in force by the week in which they end, and those that have ended and may be revived. Answered
 * from the index `projections_by_expiry` alone, so that a hundred thousand of them are counted in well under a second.
 */
export async function countRenewals(db: Kysely<Tables>, firstWeek: Instant, at: Instant): Promise<Renewals> {
  const until = firstWeek + FORECAST_WEEKS * WEEK_MS;
  const rows = await db
    .selectFrom('projections')
    // Literals: as parameters of SQLite they would be floating-point numbers, and so would the weeks.
    .select(sql<number>`(expires_at - ${sql.lit(firstWeek)}) / ${sql.lit(WEEK_MS)}`.as('week'))
    .select((builder) => builder.fn.countAll().as('count'))
    .where('expires_at', '>', at)
    .where('expires_at', '<', until)
    .where('stage', 'not in', NOTHING_TO_RENEW)
    .groupBy('week')
    .execute();
  return {
    ending: rows.map(({ week, count }): EndingInWeek => ({ week, count: Number(count) })),
    ended: await count(db, (query) => query.where('expires_at', '<=', at)),
    later: await count(db, (query) => query.where('expires_at', '>=', until)),
  };
}

type Expiring = ReturnType<typeof expiring>;

function expiring(db: Kysely<Tables>) {
  return db
    .selectFrom('projections')
    .select((builder) => builder.fn.countAll().as('count'))
    .where('stage', 'not in', NOTHING_TO_RENEW);
}

async function count(db: Kysely<Tables>, narrow: (query: Expiring) => Expiring): Promise<number> {
  const row = await narrow(expiring(db)).executeTakeFirst();
  return Number(row?.count ?? 0);
}
