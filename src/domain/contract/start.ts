import { z } from 'zod';
import { OFFERED_COUNTRIES, type OfferedRegion } from '../marketplaces';
import type { CommerceConnectionSchema } from './commerce-connection';
import type { CommerceKeySchema } from './commerce-key';
import { contact, type ContactBody, language, MAX_CONTACTS, REPEATED_ROLE } from './contact';
import { merchantId } from './identifiers';
import { newStore, type NewStore } from './store';
import { refuseRegion } from './store-region';
import { asCheck, type Refusal } from './refusal';
import { repeated, type PlacedRefusal } from './repeated';
import { text } from './text';

const MAX_METADATA_ENTRIES = 20;

const returnUrl = z
  .string()
  .max(2048)
  .refine(
    isPlainHttps,
    asCheck({
      code: 'invalid_return_url',
      detail: 'This is not an https address without user name and password.',
      remedy: 'Give the address of your own page, beginning with https://.',
    }),
  )
  .meta({
    description: 'Where the button of the last page leads the seller. Fixed at the start.',
    example: 'https://backend.example/amazon/done',
    format: 'uri',
  });

const metadata = z
  .record(
    text({
      description: 'Name of an entry.',
      example: 'plan',
      pattern: /^[A-Za-z][A-Za-z0-9_.-]{0,39}$/,
      maxLength: 40,
      code: 'invalid_metadata_name',
      detail: 'A name has 1 to 40 letters, digits, dots, underscores or hyphens and begins with a letter.',
      remedy: 'Rename the entry.',
    }),
    text({
      description: 'Value of an entry.',
      example: 'gold',
      pattern: /^[^\x00-\x1f\x7f]{0,500}$/,
      maxLength: 500,
      code: 'invalid_metadata_value',
      detail: 'A value has at most 500 characters and no control characters.',
      remedy: 'Shorten the value, and remove line breaks.',
    }),
  )
  .refine(
    (entries) => Object.keys(entries).length <= MAX_METADATA_ENTRIES,
    asCheck({
      code: 'too_many_entries',
      detail: `There are more than ${MAX_METADATA_ENTRIES} entries.`,
      remedy: 'Keep what else you need in your own database.',
    }),
  )
  .meta({
    description: "The backend's own notes; kept and given back. No secrets and no personal data.",
    maxProperties: MAX_METADATA_ENTRIES,
  });

export function sellerId(description: string) {
  return text({
    description,
    example: 'A2EXAMPLE1234',
    pattern: /^[A-Z0-9]{5,30}$/,
    maxLength: 30,
    code: 'invalid_seller_id',
    detail: 'An Amazon seller id has 5 to 30 capital letters and digits.',
    remedy: 'Take the merchant token from Account Info in Seller Central.',
  });
}

/** What every onboarding may be given as it begins. */
export function onboardingFields(commerceKey: CommerceKeySchema, commerceConnection: CommerceConnectionSchema) {
  return {
    merchantId,
    region: z.enum(['na', 'eu']).meta({ description: 'Amazon region: na (US, CA, MX) or eu (UK).', example: 'na' }),
    language: language.default('en'),
    returnUrl: returnUrl.nullish(),
    metadata: metadata.default({}),
    apiKey: commerceKey.nullish(),
    commerceConnection: commerceConnection.nullish(),
    stores: z.array(newStore).max(OFFERED_COUNTRIES.length).default([]),
    contacts: z.array(contact).max(MAX_CONTACTS).default([]),
  };
}

/** What the fields of an onboarding say together that they must not. */
export function contradictions(body: {
  readonly region: OfferedRegion;
  readonly stores: readonly NewStore[];
  readonly contacts: readonly ContactBody[];
}): readonly PlacedRefusal[] {
  return [
    ...storesOfOtherRegions(body.region, body.stores),
    ...repeated(
      'stores',
      'country',
      body.stores.map((store) => store.country),
      REPEATED_COUNTRY,
    ),
    ...repeated(
      'contacts',
      'role',
      body.contacts.map((entry) => entry.role),
      REPEATED_ROLE,
    ),
  ];
}

/** Body of `PUT /v1/onboardings/{onboardingId}`. Whatever may come later is optional and a requirement until then. */
export function startSchema(commerceKey: CommerceKeySchema, commerceConnection: CommerceConnectionSchema) {
  const { merchantId, region, language, ...others } = onboardingFields(commerceKey, commerceConnection);
  return z
    .strictObject({
      merchantId,
      region,
      language,
      expectedSellerId: sellerId('Amazon seller id that must consent, if the backend knows it.').nullish(),
      ...others,
    })
    .superRefine((body, context) => {
      for (const { path, detail, ...params } of contradictions(body)) {
        context.addIssue({ code: 'custom', path, message: detail, params });
      }
    })
    .meta({ id: 'StartOnboarding', description: 'One Amazon seller account in one region for one merchant.' });
}

export type StartSchema = ReturnType<typeof startSchema>;
export type StartBody = z.output<StartSchema>;

const REPEATED_COUNTRY: Refusal = {
  code: 'repeated_country',
  detail: 'Another store of this onboarding has the same country.',
  remedy: 'Give each country once; GB and UK are one.',
};

function storesOfOtherRegions(region: OfferedRegion, stores: readonly NewStore[]): PlacedRefusal[] {
  return stores.flatMap(({ country }, index) => {
    const refusal = refuseRegion(country, region);
    return refusal ? [{ ...refusal, path: ['stores', index, 'country'] }] : [];
  });
}

function isPlainHttps(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === 'https:' && url.username === '' && url.password === '';
}
