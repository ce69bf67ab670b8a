import type { RequirementCode } from '../../../domain/requirements';

/**
 * What is said on a page instead of the requirement's own sentence. A collision of two onboardings is told neutrally:
 * whoever holds the link may not be the owner of the account that the other one has.
 */
export function requirementWords(code: RequirementCode): string | undefined {
  return code === 'seller_already_connected' || code === 'seller_claim_conflict'
    ? 'We are checking the last consent. You will hear from us.'
    : undefined;
}
