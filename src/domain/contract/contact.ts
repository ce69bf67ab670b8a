import { z } from 'zod';
import { email } from './email';
import { timeZone } from './time-zone';

export const language = z.enum(['en']).meta({ description: 'Language of mails and pages.', example: 'en' });

export const contact = z
  .strictObject({
    role: z.enum(['merchant', 'seller', 'technical']).meta({
      description:
        'seller: consent and renewal mails; merchant: key, connection and store mails; technical: a copy of the latter.',
    }),
    email,
    language: language.default('en'),
    timeZone: timeZone.optional(),
  })
  .meta({ id: 'Contact', description: 'A person who is written to.' });
