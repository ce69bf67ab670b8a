import type { OnboardingFacts } from './facts';

/** What verbs have come to; those that an older build took in have no row to write it to. */
export function withOutcomes(
  facts: OnboardingFacts,
  auditIds: readonly (string | null)[],
  outcome: string,
): OnboardingFacts {
  const told = auditIds.flatMap((auditId) => (auditId === null ? [] : [{ auditId, outcome }]));
  return told.length === 0 ? facts : { ...facts, verbOutcomes: [...facts.verbOutcomes, ...told] };
}
