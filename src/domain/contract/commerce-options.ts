import { z } from 'zod';

const website = z.object({
  code: z.string().meta({ description: 'What websiteCode of a store names.', example: 'base' }),
  name: z.string().meta({ description: 'Its name, for people.', example: 'Main Website' }),
  storeViewCode: z.string().nullable().meta({
    description: 'The view into which orders would be imported. null: no store can be created for it as it is.',
    example: 'default',
  }),
});

const attribute = z.object({
  code: z.string().meta({ description: 'What mapping.attributeCode of a store names.', example: 'amazon_asin' }),
  label: z.string().meta({ description: 'Its label, for people.', example: 'Amazon ASIN' }),
  input: z.string().meta({ description: 'text or select.', example: 'text' }),
  scope: z
    .string()
    .meta({ description: 'global is what is recommended; empty where it is not told.', example: 'global' }),
  unique: z.boolean().meta({ description: 'Whether no two products may have the same value.' }),
  required: z.boolean().meta({ description: 'Whether every product needs a value.' }),
});

export const commerceOptions = z
  .object({
    websites: z.array(website),
    attributes: z.array(attribute).meta({ description: 'Product attributes that can be mapped, by code.' }),
    attributesTruncated: z.boolean().meta({
      description: 'true: the instance has more than a thousand such attributes, and the last ones are left out.',
    }),
  })
  .meta({ id: 'CommerceOptions', description: 'What can be chosen for a store of this Commerce instance.' });

export type CommerceOptionsDocument = z.output<typeof commerceOptions>;
