import { z } from 'zod';

export const authorizationCapacity = z
  .object({
    limit: z
      .number()
      .int()
      .nullable()
      .meta({
        description:
          'How many seller authorizations Amazon lets the application have: 25 until it is listed in the Selling Partner ' +
          'Appstore. Null: as many as there are sellers.',
        example: 25,
      }),
    used: z.number().int().nullable().meta({
      description:
        'How many are known to stand: one for each seller in each region, until it expires. Null where there is no limit.',
      example: 7,
    }),
  })
  .meta({ id: 'AuthorizationCapacity', description: 'How much room the application has for more sellers.' });
