import { z } from 'zod';

/** An instant as answers write it: ISO 8601 in UTC. */
export function instant(description: string): z.ZodISODateTime {
  return z.iso.datetime().meta({ description, example: '2027-03-01T10:00:00.000Z' });
}
