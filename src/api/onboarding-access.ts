import type { Instant } from '../domain/clock';
import type { ApiKey } from '../registry/api-keys';
import type { OnboardingBasics } from '../registry/onboardings';
import type { Registry } from '../registry/registry';
import { reaches } from './auth';
import { type Problem, problem } from './problem';

/** The onboarding if the key may reach it and it can still be changed; otherwise why not. */
export async function findOpen(
  registry: Pick<Registry, 'onboardings'>,
  onboardingId: string,
  key: ApiKey,
): Promise<OnboardingBasics | Problem> {
  const basics = await registry.onboardings.basics(onboardingId);
  if (!basics || !reaches(key, basics.merchantId)) return problem('not_found');
  return basics.closedAt === null ? basics : problem('onboarding_closed');
}

/** Every change wakes the process and makes its history longer, so a caller that runs in circles is stopped. */
const CHANGES_PER_HOUR = 60;
const HOUR_SECONDS = 3_600;

/** As `findOpen`, unless too much of the onboarding was changed within an hour. To leave is never too much. */
export async function findChangeable(
  registry: Pick<Registry, 'audit' | 'onboardings'>,
  onboardingId: string,
  key: ApiKey,
  now: Instant,
): Promise<OnboardingBasics | Problem> {
  const found = await findOpen(registry, onboardingId, key);
  if ('problem' in found) return found;
  const changes = await registry.audit.changesSince(onboardingId, now - HOUR_SECONDS * 1_000);
  if (changes < CHANGES_PER_HOUR) return found;
  return problem('too_many_changes', { headers: { 'Retry-After': String(HOUR_SECONDS) } });
}
