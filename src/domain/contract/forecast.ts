import { z } from 'zod';
import { authorizationCapacity } from './authorization-capacity';
import { instant } from './instant';

const forecastWeek = z
  .object({
    from: instant('Its Monday, 00:00 UTC.').meta({ example: '2027-03-01T00:00:00.000Z' }),
    ending: z
      .int()
      .meta({ description: 'Authorizations in force that end in it unless they are renewed.', example: 12 }),
    again: z.int().meta({
      description: 'Those of earlier weeks that end again in it, if each is renewed in the week in which it ends.',
      example: 0,
    }),
    cliff: z.boolean().meta({ description: 'Whether uncommonly many renewals fall due in it.', example: false }),
  })
  .meta({ id: 'ForecastWeek', description: 'The renewals of one week.' });

export const authorizationForecast = z
  .object({
    weeks: z.array(forecastWeek).meta({ description: 'Sixty weeks, from the one that it is now.' }),
    averagePerWeek: z.number().meta({
      description: 'How many end in an average week: all that end within the sixty, spread over the 52 of a year.',
      example: 4.2,
    }),
    cliffFrom: z.int().meta({
      description:
        'A week with so many renewals or more is a cliff: more than three times the average, and at least five.',
      example: 13,
    }),
    expired: z.int().meta({ description: 'Authorizations that have ended and may be revived.', example: 3 }),
    later: z.int().meta({ description: 'Those that end after the sixty weeks.', example: 0 }),
    capacity: authorizationCapacity,
  })
  .meta({ id: 'AuthorizationForecast', description: 'Which renewals fall due when.' });
export type AuthorizationForecast = z.output<typeof authorizationForecast>;
