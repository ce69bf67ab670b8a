import { z } from 'zod';

/** One page of a list, as every list answers. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().meta({
      description: 'Send it as cursor for the next page; null on the last one.',
      example: 'qW3nVb1XWyJvbmJvYXJkaW5ncyIsImFjbWUiXQ',
    }),
  });
}
