import { z } from 'zod';
import { OFFERED_COUNTRIES, storeIdOf } from '../marketplaces';
import { text } from './text';

const ID = {
  pattern: /^[A-Za-z0-9._-]{1,100}$/,
  maxLength: 100,
  code: 'invalid_id',
  detail: 'An id has 1 to 100 letters, digits, dots, underscores or hyphens.',
  remedy: 'Use only A-Z, a-z, 0-9, ".", "_" and "-".',
};

export const onboardingId = text({
  ...ID,
  description: 'Chosen by the calling backend; names one onboarding for ever.',
  example: 'acme',
});

export const merchantId = text({
  ...ID,
  description: "The calling backend's own id of its customer.",
  example: 'merchant-4711',
});

/** Id of something that Evergrant names. Databases cannot look for every character, so that others are refused here. */
export function givenId(description: string, example: string) {
  return text({
    description,
    example,
    pattern: /^[A-Za-z0-9_-]{1,100}$/,
    maxLength: 100,
    code: 'invalid_id',
    detail: 'This is no id that Evergrant gives.',
    remedy: 'Send it as it was given.',
  });
}

export const storeId = z.enum(OFFERED_COUNTRIES.map(storeIdOf)).meta({
  description: 'The country of the store in lower case.',
  example: 'us',
});
