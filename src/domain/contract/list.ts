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
  waitingSinceBefore: inputInstant(
    'Only those that have waited for the same party since before this instant: with waitingOn, who has held the ball for longer than that.',
  ).optional(),
});

export type ListFilters = z.output<typeof listFilters>;
