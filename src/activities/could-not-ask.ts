import { ApplicationFailure } from '@temporalio/common';
import type { Unverifiable } from '../domain/outcomes';

/**
 * Asks for a retry because an outside party could not be asked. The one failure that activities throw on purpose; when
 * the activity's budget is spent, the workflow goes on with `unverifiable` as its detail carries it.
 */
export function couldNotAsk(unverifiable: Unverifiable): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'CouldNotAsk',
    message: `Could not ask: ${unverifiable.reason}`,
    details: [unverifiable],
    ...(unverifiable.retryAfterMs === undefined ? {} : { nextRetryDelay: unverifiable.retryAfterMs }),
  });
}
