import { isoInstant, type Instant } from '../domain/clock';
import type { AuthorizationForecast } from '../domain/contract/forecast';
import { forecastOf, weekOf } from '../domain/forecast';
import { policyDays } from '../domain/policy';
import type { Registry } from '../registry/registry';

/** The renewals of the weeks from `now` on, and how much of the application's `limit` is used (null: there is none). */
export async function readForecast(
  { grants, policies }: Pick<Registry, 'grants' | 'policies'>,
  limit: number | null,
  now: Instant,
): Promise<AuthorizationForecast> {
  const policy = await policies.current();
  const firstWeek = weekOf(now);
  const { ending, ended, later } = await grants.countRenewals(firstWeek, now);
  const { weeks, averagePerWeek, cliffFrom } = forecastOf(ending, firstWeek, policyDays(policy, policy.grantDays));
  return {
    weeks: weeks.map((week) => ({ ...week, from: isoInstant(week.from) })),
    averagePerWeek: Math.round(averagePerWeek * 100) / 100,
    cliffFrom,
    expired: ended,
    later,
    capacity: { limit, used: limit === null ? null : await grants.countAuthorizations(now) },
  };
}
