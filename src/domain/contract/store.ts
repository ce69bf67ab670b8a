import { z } from 'zod';
import { AMAZON_ID_TYPES } from '../outcomes';
import { country } from './country';
import { email } from './email';
import { characterCount } from './text-length';
import { asCheck } from './refusal';
import { text } from './text';

const MAX_NAME_LENGTH = 60;

/** Shown in mails and pages: no controls or invisible characters, and nothing that a mail client turns into a link. */
const storeName = z
  .string()
  .trim()
  .refine(
    (name) => name !== '',
    asCheck({
      code: 'blank_name',
      detail: 'The name is empty.',
      remedy: 'Give the store a name.',
    }),
  )
  .refine(
    (name) => characterCount(name) <= MAX_NAME_LENGTH,
    asCheck({
      code: 'name_too_long',
      detail: `The name has more than ${MAX_NAME_LENGTH} characters.`,
      remedy: `Shorten it to ${MAX_NAME_LENGTH} characters.`,
    }),
  )
  .refine(
    (name) => !/[\p{C}\p{Zl}\p{Zp}]/u.test(name),
    asCheck({
      code: 'name_with_controls',
      detail: 'The name has control or invisible characters.',
      remedy: 'Use letters, digits, punctuation and plain spaces.',
    }),
  )
  .refine(
    (name) => !/@|:\/\/|\bwww\./i.test(name),
    asCheck({
      code: 'name_like_an_address',
      detail: 'The name looks like a web or mail address.',
      remedy: 'Give the store a name without "@", "://" and "www.".',
    }),
  )
  .meta({
    description: 'Name of the store, as mails and pages show it.',
    example: 'Acme Outdoor US',
    minLength: 1,
    maxLength: MAX_NAME_LENGTH,
  });

const websiteCode = text({
  description: 'Code of the Commerce website whose products are sold.',
  example: 'base',
  pattern: /^[A-Za-z][A-Za-z0-9_]{0,31}$/,
  maxLength: 32,
  code: 'invalid_website_code',
  detail: 'A website code has 1 to 32 letters, digits or underscores and begins with a letter.',
  remedy: 'Take the code, not the name, from Stores > All Stores in Commerce.',
});

const mapping = z
  .strictObject({
    amazonIdType: z.enum(AMAZON_ID_TYPES).meta({ description: 'Kind of Amazon product id.', example: 'asin' }),
    attributeCode: text({
      description: 'Code of the Commerce product attribute that carries it.',
      example: 'amazon_asin',
      pattern: /^[a-z][a-z0-9_]{0,59}$/,
      maxLength: 60,
      code: 'invalid_attribute_code',
      detail: 'An attribute code has 1 to 60 lower-case letters, digits or underscores and begins with a letter.',
      remedy: 'Take the attribute code, not the label, from Stores > Attributes > Product in Commerce.',
    }),
    createAttributeIfMissing: z
      .boolean()
      .meta({
        description:
          'true: the attribute is made in Commerce where it is missing (text field, global scope, neither unique nor ' +
          'required). Nothing takes it away again; the store then has the warning attribute_created. Default: false.',
      })
      // The default spelled out leaves the fingerprint of a body as it is.
      .transform((wanted) => wanted || undefined)
      .optional(),
  })
  .meta({ id: 'Mapping', description: 'Which Commerce product attribute carries which Amazon product id.' });

export const newStore = z
  .strictObject({ country, websiteCode, email, name: storeName, mapping })
  .meta({ id: 'NewStore', description: 'One marketplace country bound to one Commerce website.' });

export const storeCorrection = z
  .strictObject({
    websiteCode: websiteCode.optional(),
    email: email.optional(),
    name: storeName.optional(),
    mapping: mapping.optional(),
  })
  .refine(
    (correction) => Object.keys(correction).length > 0,
    asCheck({
      code: 'nothing_to_correct',
      detail: 'The correction names no field.',
      remedy: 'Send at least one of websiteCode, email, name and mapping.',
    }),
  )
  .meta({ id: 'StoreCorrection', description: 'The fields to be corrected. The country of a store never changes.' });

export type NewStore = z.output<typeof newStore>;
export type StoreCorrectionBody = z.output<typeof storeCorrection>;
