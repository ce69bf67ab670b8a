import type { ApiKey, OnboardingBasics, Registry } from '../registry/registry';
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
