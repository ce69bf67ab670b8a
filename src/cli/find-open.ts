import { onboardingId as onboardingIdSchema } from '../domain/contract/identifiers';
import type { OnboardingBasics } from '../registry/onboardings';
import type { Registry } from '../registry/registry';
import { noSuchOnboarding, onboardingClosed } from './failure';
import { parseWith } from './input';

/** The onboarding if it exists and can still be changed. Throws a `Failure` otherwise. */
export async function findOpen(registry: Pick<Registry, 'onboardings'>, id: string): Promise<OnboardingBasics> {
  const onboardingId = parseWith(onboardingIdSchema, id, 'path');
  const basics = await registry.onboardings.basics(onboardingId);
  if (!basics) throw noSuchOnboarding(onboardingId);
  if (basics.closedAt !== null) throw onboardingClosed(onboardingId);
  return basics;
}
