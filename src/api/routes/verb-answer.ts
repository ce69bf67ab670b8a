import type { ApiKey } from '../../registry/api-keys';
import { reaches } from '../auth';
import { type Problem, problem } from '../problem';
import type { Answer } from '../route';
import type { RouteContext } from './context';

/** The header of every accepted verb. */
export const AUDIT_LOCATION = { Location: 'Address of the audit entry, where the outcome appears.' };

interface Accepted {
  readonly auditId: string;
  readonly status: 'accepted';
}

/** What is answered to a verb that was written down. */
export function acceptedAs(auditId: string, { publicBaseUrl }: RouteContext): Answer<Accepted> {
  return { body: { auditId, status: 'accepted' }, headers: { Location: `${publicBaseUrl}/v1/audit/${auditId}` } };
}

/** What is answered when the same verb comes again under its Idempotency-Key. */
export async function acceptedAgain(
  auditId: string,
  onboardingId: string,
  key: ApiKey,
  context: RouteContext,
): Promise<Answer<Accepted> | Problem> {
  const basics = await context.registry.onboardings.basics(onboardingId);
  if (!basics || !reaches(key, basics.merchantId)) return problem('not_found');
  return acceptedAs(auditId, context);
}
