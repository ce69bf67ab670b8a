import { createHash } from 'node:crypto';
import { z } from 'zod';
import { asCheck } from '../domain/contract/refusal';

export const MAX_PAGE_SIZE = 100;
const DEFAULT_PAGE_SIZE = 20;
const MAX_CURSOR_LENGTH = 400;
const CHECK_LENGTH = 8;

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
    description: 'Largest number of items in the answer.',
    override: { type: 'integer', minimum: 1, maximum: MAX_PAGE_SIZE, default: DEFAULT_PAGE_SIZE },
  });

const INVALID_CURSOR = asCheck({
  code: 'invalid_cursor',
  detail: 'This is no cursor that was given out for this list.',
  remedy: 'Send nextCursor of the page before as it was, or leave it out to begin anew.',
});

/**
 * How a list is paged. Cursors are opaque to callers, so that what they hold may change: here the name of the list and
 * the position of the last item. They open nothing, so they are not signed; the check is there to tell a cut or mended
 * cursor from one of ours.
 */
export function paging<Position>(list: string, position: z.ZodType<Position>) {
  const content = z.strictObject({ list: z.literal(list), after: z.unknown() });
  const cursor = z
    .string()
    .transform((text, context): Position => {
      const read = position.safeParse(content.safeParse(unwrap(text)).data?.after);
      if (read.success) return read.data;
      context.addIssue({ code: 'custom', message: INVALID_CURSOR.error, params: INVALID_CURSOR.params });
      return z.NEVER;
    })
    .optional()
    .meta({
      description: 'The nextCursor of the page before; opaque.',
      override: { type: 'string', maxLength: MAX_CURSOR_LENGTH },
    });

  return {
    /** The parameters of every list; `cursor` becomes the position after which the page begins. */
    query: { cursor, limit },
    /** What stands in `nextCursor`; null on the last page. */
    cursorAfter: (after: Position | null): string | null => (after === null ? null : wrap({ list, after })),
  };
}

function wrap(content: unknown): string {
  const text = Buffer.from(JSON.stringify(content)).toString('base64url');
  return checkOf(text) + text;
}

function unwrap(cursor: string): unknown {
  const text = cursor.slice(CHECK_LENGTH);
  if (cursor.length > MAX_CURSOR_LENGTH || cursor.slice(0, CHECK_LENGTH) !== checkOf(text)) return undefined;
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    // Anybody can work the check out.
    return undefined;
  }
}

function checkOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, CHECK_LENGTH);
}
