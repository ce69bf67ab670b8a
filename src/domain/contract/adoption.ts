import { z } from 'zod';
import type { CommerceConnectionSchema } from './commerce-connection';
import type { CommerceKeySchema } from './commerce-key';
import { onboardingId } from './identifiers';
import { instant } from './instant';
import { fieldProblem } from './problem-details';
import { asCheck, type Refusal } from './refusal';
import { contradictions, onboardingFields, sellerId } from './start';
import { secretText } from './text';
import { givenTicket } from './tickets';

/** LWA's refresh tokens have at most 2,048 bytes, by its documentation. */
const MAX_TOKEN_LENGTH = 2_048;
export const MAX_ADOPTION_ROWS = 100;
export const DEFAULT_STARTS_PER_HOUR = 600;
const MAX_STARTS_PER_HOUR = 36_000;

/** A day alone is its first instant in UTC: the end of the authorization is then never taken to be later than it is. */
const consentedAt = z
  .string()
  .refine(
    (given) => z.iso.datetime({ offset: true }).safeParse(given).success || z.iso.date().safeParse(given).success,
    asCheck({
      code: 'invalid_instant',
      detail: 'This is neither a day nor a date with time and offset.',
      remedy: 'Write it like 2026-03-01 or 2026-03-01T09:30:00Z.',
    }),
  )
  .transform((given) => Date.parse(given))
  .meta({
    description: 'When the seller consented: a day, or an instant.',
    example: '2026-03-01',
    type: 'string',
  });

const NO_STORE: Refusal = {
  code: 'store_missing',
  detail: 'There is no store.',
  remedy: 'Give the stores that the authorization is for: it is verified by where the seller sells.',
};

/** One merchant whose seller consented elsewhere. */
export function adoptionRowSchema(commerceKey: CommerceKeySchema, commerceConnection: CommerceConnectionSchema) {
  const { stores, ...others } = onboardingFields(commerceKey, commerceConnection);
  return z
    .strictObject({
      onboardingId,
      ...others,
      sellerId: sellerId('Amazon seller id of the account that the refresh token is for.'),
      refreshToken: secretText('The refresh token from Login with Amazon. Never shown again.', MAX_TOKEN_LENGTH),
      consentedAt,
      consentedAtBasis: z.enum(['stated', 'estimated']).meta({
        description:
          'stated: the day is known, from a log or from Seller Central. estimated: it is a guess, so that Amazon is asked ' +
          'before anybody says that the authorization has expired.',
        example: 'stated',
      }),
      stores: stores
        .unwrap()
        .refine((given) => given.length > 0, asCheck(NO_STORE))
        .meta({ minItems: 1 }),
    })
    .superRefine((row, context) => {
      for (const { path, detail, ...params } of contradictions(row)) {
        context.addIssue({ code: 'custom', path, message: detail, params });
      }
    })
    .meta({ id: 'AdoptionRow', description: 'One merchant whose seller consented before it came here.' });
}

export type AdoptionRowSchema = ReturnType<typeof adoptionRowSchema>;
export type AdoptionRow = z.output<AdoptionRowSchema>;

/** A row as it was read: one that cannot be used says why, and which it is if it does. */
export type ReadRow =
  | { readonly row: AdoptionRow }
  | { readonly onboardingId: string | null; readonly issues: readonly z.core.$ZodIssue[] };

/** Body of `POST /v1/adoptions`. */
export function adoptionSchema(row: AdoptionRowSchema) {
  const usable = row.transform((read): ReadRow => ({ row: read }));
  const unusable = z.unknown().transform((given): ReadRow => readRow(row, given));
  return z
    .strictObject({
      dryRun: z.boolean().default(true).meta({ description: 'Only say what would be done.', example: false }),
      ticket: givenTicket.optional(),
      startsPerHour: z
        .int()
        .min(1)
        .max(MAX_STARTS_PER_HOUR)
        .default(DEFAULT_STARTS_PER_HOUR)
        .meta({ description: 'How many are begun in an hour: each asks Amazon and Commerce.' }),
      rows: z
        .array(z.union([usable, unusable]))
        .min(1)
        .max(MAX_ADOPTION_ROWS)
        .meta({
          description: 'A row that cannot be used is refused in its result, and stops no other.',
          // What is wrong about a row is told in its result, so the schema lets everything pass; callers need the other one.
          override: ({ jsonSchema }: { readonly jsonSchema: { items?: { anyOf?: readonly unknown[] } } }) => {
            jsonSchema.items = jsonSchema.items?.anyOf?.[0] as object;
          },
        }),
    })
    .meta({ id: 'Adoption', description: 'Grants that there are already, to be taken over.' });
}

export type AdoptionBody = z.output<ReturnType<typeof adoptionSchema>>;

export function readRow(schema: AdoptionRowSchema, given: unknown): ReadRow {
  const read = schema.safeParse(given, { reportInput: true });
  if (read.success) return { row: read.data };
  const named = z.object({ onboardingId }).safeParse(given);
  return { onboardingId: named.data?.onboardingId ?? null, issues: read.error.issues };
}

const adoptionResult = z
  .object({
    row: z.int().meta({ description: 'Which one, counted from 1.', example: 1 }),
    onboardingId: onboardingId.nullable().meta({ description: 'Null if the row names none that could be.' }),
    outcome: z.enum(['adopted', 'adoptable', 'unchanged', 'refused']).meta({
      description:
        'adopted: taken over; Amazon is asked at startsAt. adoptable: would be, this being a dry run. unchanged: was ' +
        'taken over before, from the same row. refused: see problems.',
    }),
    startsAt: instant('When its process begins.').nullable(),
    problems: z.array(fieldProblem).meta({ description: 'Every field that is wrong, by its place in the row.' }),
  })
  .meta({ id: 'AdoptionResult', description: 'What became of one row.' });

export const adoptionReport = z
  .object({
    dryRun: z.boolean(),
    adopted: z.int().meta({ description: 'How many were taken over, or would be.' }),
    unchanged: z.int(),
    refused: z.int(),
    results: z.array(adoptionResult),
  })
  .meta({ id: 'AdoptionReport', description: 'What became of each row, in their order.' });

export type AdoptionResult = z.output<typeof adoptionResult>;
export type AdoptionReport = z.output<typeof adoptionReport>;
