import { z } from 'zod';

/** Where a page of a list that is ordered by time ends. */
export const timedPosition = z.strictObject({ at: z.int(), id: z.string() });
