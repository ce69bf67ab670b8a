import { z } from 'zod';
import { givenId } from '../../domain/contract/identifiers';

/** Where a page of a list that is ordered by time ends. */
export const timedPosition = z.strictObject({ at: z.int(), id: givenId('Of the last item.', 'aud_0aB1') });
