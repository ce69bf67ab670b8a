import { z } from 'zod';
import { isOffered, marketplaceOfCountry, OFFERED_COUNTRIES, type Country } from '../marketplaces';
import type { Refusal } from './refusal';

const OFFERED = OFFERED_COUNTRIES.join(', ');

/** Reads a country as people write it (`us`, `GB`); tells a country that is not offered yet from one Amazon lacks. */
export const country = z
  .string()
  .transform((code, context): Country => {
    const marketplace = marketplaceOfCountry(code);
    if (marketplace && isOffered(marketplace.country)) return marketplace.country;
    const { detail, ...params } = marketplace ? notOffered(marketplace.name) : NOT_A_MARKETPLACE;
    context.addIssue({ code: 'custom', message: detail, params });
    return z.NEVER;
  })
  .meta({
    description: `Amazon marketplace of the store: ${OFFERED}. GB is read as UK; upper and lower case are the same.`,
    example: 'US',
  });

const NOT_A_MARKETPLACE: Refusal = {
  code: 'not_an_amazon_marketplace',
  detail: 'This is not a country with an Amazon marketplace.',
  remedy: `Give one of ${OFFERED}.`,
};

function notOffered(name: string): Refusal {
  return {
    code: 'country_not_offered',
    detail: `Stores in ${name} are not offered yet.`,
    remedy: `Give one of ${OFFERED}.`,
  };
}
