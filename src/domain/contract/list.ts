import { z } from 'zod';
import { merchantId } from './identifiers';
import { stage, waitingOn } from './status';
import { asCheck } from './refusal';

/** The filters of `GET /v1/onboardings`. */
export const listFilters = z.strictObject({
  stage: stage.optional(),
  waitingOn: waitingOn.optional(),
  merchantId: merchantId.optional(),
  expiresBefore: z
    .string()
    .refine(
      (text) => z.iso.datetime({ offset: true }).safeParse(text).success,
      asCheck({
        code: 'invalid_instant',
        detail: 'This is no date with time and offset.',
        remedy: 'Write it like 2027-03-01T00:00:00Z.',
      }),
    )
    .transform((text) => Date.parse(text))
    .optional()
    .meta({
      description: 'Only authorizations that expire before this instant.',
      example: '2027-03-01T00:00:00Z',
      format: 'date-time',
    }),
});

export type ListFilters = z.output<typeof listFilters>;
