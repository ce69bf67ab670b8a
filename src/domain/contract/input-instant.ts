import { z } from 'zod';
import { asCheck } from './refusal';

/** An instant that a caller gives: ISO 8601 with time and offset. It becomes milliseconds. */
export function inputInstant(description: string) {
  return z
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
    .meta({ description, example: '2027-03-01T00:00:00Z', format: 'date-time' });
}
