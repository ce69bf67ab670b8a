import { z } from 'zod';
import { merchantId } from './identifiers';
import { inputInstant } from './input-instant';
import { stage, waitingOn } from './status';

/** The filters of `GET /v1/onboardings`. */
export const listFilters = z.strictObject({
  stage: stage.optional(),
  waitingOn: waitingOn.optional(),
  merchantId: merchantId.optional(),
  expiresBefore: inputInstant('Only authorizations that expire before this instant.').optional(),
});

export type ListFilters = z.output<typeof listFilters>;
