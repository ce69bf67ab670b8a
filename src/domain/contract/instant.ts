import { z } from 'zod';

/** An instant as answers write it: ISO 8601 in UTC. A plain string to zod, whose own pattern would swamp the document. */
export function instant(description: string): z.ZodString {
  return z.string().meta({ description, format: 'date-time', example: '2027-03-01T10:00:00.000Z' });
}
