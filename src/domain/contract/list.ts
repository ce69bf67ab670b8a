import { z } from 'zod';
import { merchantId } from './identifiers';
import { stage, waitingOn } from './status';
import { asCheck } from './refusal';

export const MAX_PAGE_SIZE = 100;
const DEFAULT_PAGE_SIZE = 20;

const limit = z
  .string()
  .refine(
    (digits) => /^[1-9]\d{0,2}$/.test(digits) && Number(digits) <= MAX_PAGE_SIZE,
    asCheck({
      code: 'invalid_limit',
      detail: `The limit is a whole number from 1 to ${MAX_PAGE_SIZE}.`,
      remedy: 'Ask for the next page with nextCursor instead of a larger one.',
    }),
  )
  .transform(Number)
  .default(DEFAULT_PAGE_SIZE)
  .meta({
    description: 'Largest number of onboardings in the answer.',
    override: { type: 'integer', minimum: 1, maximum: MAX_PAGE_SIZE, default: DEFAULT_PAGE_SIZE },
  });

/** Query of `GET /v1/onboardings`. */
export const listQuery = z.strictObject({
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
  cursor: z.string().max(200).optional().meta({ description: 'The nextCursor of the page before.' }),
  limit,
});

export type ListQueryParameters = z.output<typeof listQuery>;
