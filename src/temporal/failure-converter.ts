import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Messages and stacks of failures travel as payloads from the first day, so that histories keep their shape when
 * payloads are encrypted one day.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
