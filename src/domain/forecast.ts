import type { Instant } from './clock';

export const FORECAST_WEEKS = 60;
export const WEEK_MS = 7 * 86_400_000;
/** Thursday, 1 January 1970, is three days after a Monday. */
const FIRST_MONDAY = -3 * 86_400_000;
const WEEKS_OF_A_YEAR = 52;

/**
 * A cliff is a week in which at least so many authorizations end, and more than so many times as many as in an average
 * week: more than people who ring up sellers can take on beside their usual work.
 */
const CLIFF_AT_LEAST = 5;
const CLIFF_TIMES_AVERAGE = 3;

/** Authorizations that end in a week: it begins so many weeks after the first one. */
export interface EndingInWeek {
  readonly week: number;
  readonly count: number;
}

export interface ForecastWeek {
  readonly from: Instant;
  /** Authorizations in force that end in it. */
  readonly ending: number;
  /** Those of earlier weeks that will end again in it, if each is renewed in the week in which it ends. */
  readonly again: number;
  readonly cliff: boolean;
}

export interface Forecast {
  readonly weeks: readonly ForecastWeek[];
  /** How many end in an average week. */
  readonly averagePerWeek: number;
  /** A week with this many or more is a cliff. */
  readonly cliffFrom: number;
}

/** The Monday, 00:00 UTC, of the week that an instant lies in. */
export function weekOf(instant: Instant): Instant {
  return FIRST_MONDAY + Math.floor((instant - FIRST_MONDAY) / WEEK_MS) * WEEK_MS;
}

/** Renewals by week, from the week that `firstWeek` begins. `grantMs` is the life of an authorization from its renewal. */
export function forecastOf(ending: readonly EndingInWeek[], firstWeek: Instant, grantMs: number): Forecast {
  const counts = Array.from({ length: FORECAST_WEEKS }, () => 0);
  for (const { week, count } of ending) if (week >= 0 && week < FORECAST_WEEKS) counts[week] = count;
  const again = comingAgain(counts, Math.max(1, Math.round(grantMs / WEEK_MS)));
  const averagePerWeek = counts.reduce((sum, count) => sum + count, 0) / WEEKS_OF_A_YEAR;
  const cliffFrom = Math.max(CLIFF_AT_LEAST, Math.floor(CLIFF_TIMES_AVERAGE * averagePerWeek) + 1);
  const weeks = counts.map((count, week) => ({
    from: firstWeek + week * WEEK_MS,
    ending: count,
    again: again[week] ?? 0,
    cliff: count + (again[week] ?? 0) >= cliffFrom,
  }));
  return { weeks, averagePerWeek, cliffFrom };
}

/** Every week's authorizations, the renewed ones among them, come again after the life of a grant. */
function comingAgain(counts: readonly number[], lifeInWeeks: number): readonly number[] {
  return counts.reduce<readonly number[]>((again, _count, week) => {
    const before = week - lifeInWeeks;
    return [...again, before < 0 ? 0 : (counts[before] ?? 0) + (again[before] ?? 0)];
  }, []);
}
