import { z } from 'zod';
import { instant } from './instant';
import { region } from './status';

export const accessToken = z
  .object({
    accessToken: z.string().meta({
      description: 'Sent to SP-API in the header x-amz-access-token. Keep it in memory only.',
      example: 'Atza|...',
    }),
    expiresAt: instant('When it ends; at least five minutes from now. Ask again before.'),
    sellerId: z.string().meta({ description: 'Amazon seller id.', example: 'A2EXAMPLE1234' }),
    marketplaceIds: z.array(z.string()).meta({ description: 'Where the seller sells.', example: ['ATVPDKIKX0DER'] }),
    region,
    spApiHost: z.string().meta({
      description: 'Where SP-API is called with this token: paths of SP-API are appended to it.',
      example: 'https://sellingpartnerapi-na.amazon.com',
    }),
  })
  .meta({ id: 'AccessToken', description: 'A live access token and what is needed to use it.' });
