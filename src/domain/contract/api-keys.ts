import { z } from 'zod';
import { SCOPE_WORDS, SCOPES } from '../scopes';
import { merchantId } from './identifiers';
import { instant } from './instant';
import { pageOf } from './page';
import { text } from './text';

const scopes = z
  .array(z.enum(SCOPES))
  .min(1)
  .max(SCOPES.length)
  .meta({
    description: Object.entries(SCOPE_WORDS)
      .map(([scope, words]) => `${scope}: ${words}`)
      .join(' '),
    example: ['read', 'write'],
  });

const merchantIds = z
  .array(merchantId)
  .min(1)
  .max(100)
  .nullable()
  .meta({
    description: 'The merchants that the key is for; null for all. Nothing else exists as far as its holder can tell.',
    example: ['merchant-4711'],
  });

export const newApiKey = z
  .strictObject({
    name: text({
      description: 'Whose key it is; for people.',
      example: 'Shop backend',
      pattern: /^(?=.*\S)[^\x00-\x1f\x7f]{1,100}$/,
      maxLength: 100,
      code: 'invalid_name',
      detail: 'A name has 1 to 100 characters, is not blank, and has no control characters.',
      remedy: 'Shorten it to one line.',
    }),
    scopes,
    merchantIds: merchantIds.optional(),
  })
  .meta({ id: 'NewApiKey', description: 'What the key is to be good for.' });

const fields = {
  keyId: z.string().meta({ description: 'Id of the key; not its secret.', example: 'key_0aB1cD2eF3gH4iJ5kL6m' }),
  name: z.string().meta({ description: 'Whose key it is.', example: 'Shop backend' }),
  scopes,
  merchantIds,
  createdAt: instant('When it was made.'),
  revokedAt: instant('When it was revoked; null while it works.').nullable(),
};

export const apiKey = z
  .object(fields)
  .meta({ id: 'ApiKey', description: 'A key of this API. Its secret is not shown.' });

export const createdApiKey = z
  .object({
    ...fields,
    secret: z.string().nullable().meta({
      description: 'The key itself, shown this once; null in a replay.',
      example: 'eg_9vJc2mWqY0s7hQb4xTnL1pZrK8dFgU3eA6iOwHkSjVY',
    }),
  })
  .meta({ id: 'CreatedApiKey', description: 'A new key with its secret.' });

export const apiKeyPage = pageOf(apiKey).meta({ id: 'ApiKeyPage', description: 'One page of the keys, oldest first.' });

export type ApiKeyDocument = z.output<typeof apiKey>;
