import { z } from 'zod';

/** The ETag of something whose revisions are counted. */
export function entityTag(revision: number): string {
  return `"${revision}"`;
}

/**
 * The revision that an `If-Match` asks for: undefined where none was sent or any will do (`*`), 0, which no revision is,
 * for a tag that is none of ours.
 */
export const ifMatch = z
  .string()
  .max(200)
  .optional()
  .transform((tag) => {
    if (tag === undefined || tag.trim() === '*') return undefined;
    const [, revision] = /^"(\d{1,15})"$/.exec(tag.trim()) ?? [];
    return revision === undefined ? 0 : Number(revision);
  })
  .meta({
    description: 'The ETag of what is to be changed, as it was read: if it has changed since, the answer is 412.',
    example: '"3"',
  });

export const ETAG = { ETag: 'Names this revision; send it as If-Match to change nothing else.' };
