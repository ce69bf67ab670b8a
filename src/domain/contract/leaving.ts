import { z } from 'zod';
import { reason } from './commands';
import { givenId, merchantId, onboardingId, storeId } from './identifiers';
import { instant } from './instant';
import { region } from './status';
import { givenTicket } from './tickets';

export const ownerChange = z
  .strictObject({
    ticket: givenTicket,
    decision: z.enum(['accept', 'reject']).meta({
      description:
        'accept: the consent that waits is taken, or the one that is doubted stands. reject: the consent that waits is ' +
        'destroyed, or the onboarding whose consent is doubted is disconnected.',
    }),
    consentId: givenId('Which consent is meant, as its event names it.', 'cst_0aB1cD2eF3gH4iJ5kL6m')
      .nullable()
      .optional()
      .meta({ description: 'Which consent is meant, as its event names it; left out: whichever waits.' }),
    reason,
  })
  .meta({ id: 'OwnerChange', description: 'A decision whose account an onboarding belongs to.' });

export const purge = z
  .strictObject({ ticket: givenTicket, reason })
  .meta({ id: 'Purge', description: 'The reason is all that stays in words: it should name nobody.' });

export const purged = z
  .object({ onboardingId, purgedAt: instant('When it was erased.') })
  .meta({ id: 'Purged', description: 'What was known of the merchant and the seller is gone.' });

const hash = (description: string) =>
  z.string().meta({ description, example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' });

const evidence = z
  .object({
    onboardingId,
    merchantId,
    region,
    generation: z
      .int()
      .meta({ description: 'Counts the consents in force: 1 for the first, one more with each renewal.' }),
    consentId: z.string().meta({ description: 'Id of the consent.', example: 'cst_0aB1cD2eF3gH4iJ5kL6m' }),
    door: z.enum(['link', 'seller_central']).nullable().meta({
      description: 'How the seller came: by a link of ours, or from Seller Central. Null for a grant that was adopted.',
    }),
    startedAt: instant('When the browser set out for Amazon; null for a grant that was adopted.').nullable(),
    consentedAt: instant('When the seller consented.'),
    inForceAt: instant('When the grant was verified and put in force.'),
    expiresAt: instant('When Amazon ends the authorization.').nullable(),
    sellerIdProof: z.string().meta({
      description: 'How the seller is known: claimed, expected or confirmed.',
      example: 'claimed',
    }),
    applicationId: z
      .string()
      .nullable()
      .meta({ description: 'Our application at Amazon.', example: 'amzn1.sp.solution.0f1e2d3c' }),
    stores: z.array(
      z.object({
        storeId,
        marketplaceId: z.string().meta({ description: "Amazon's id.", example: 'ATVPDKIKX0DER' }),
      }),
    ),
    stateHash: hash('SHA-256 of the one-time state of the trip to Amazon.').nullable(),
    browserHash: hash('SHA-256 of the random id of the browser.').nullable(),
    personHash: hash('SHA-256 of the canonical JSON of `person`, which is salted.'),
    previousHash: hash('`hash` of the receipt of the generation before; null for the first.').nullable(),
  })
  .meta({ id: 'ReceiptEvidence', description: 'What is proved. It names nobody, and stays as it is.' });

const person = z
  .object({
    sellerId: z.string().meta({ description: 'Amazon seller id.', example: 'A2EXAMPLE1234' }),
    email: z.string().nullable().meta({
      description: 'Of the contact whose link was used; null if it was made for nobody.',
      example: 'o@acme.shop',
    }),
    commerceHost: z
      .string()
      .nullable()
      .meta({ description: 'Verified host of the Commerce instance.', example: 'acme.shop' }),
    stores: z.array(
      z.object({
        storeId,
        name: z.string().meta({ description: 'Name of the store then.', example: 'Acme' }),
        websiteCode: z.string().meta({ description: 'Commerce website.', example: 'base' }),
      }),
    ),
    salt: z.string().meta({ description: 'Makes the hash unguessable.', example: 'm1Zc5sQ0v9X2b7nK4tLw3A' }),
  })
  .meta({ id: 'ReceiptPerson', description: 'Who consented, and for what.' });

const receipt = z
  .object({
    evidence,
    hash: hash('SHA-256 of the canonical JSON of `evidence`: names sorted, no white space.'),
    person: person.nullable().meta({ description: 'Null once the onboarding is erased.' }),
  })
  .meta({ id: 'ConsentReceipt', description: 'The receipt of one consent.' });

export type ReceiptDocument = z.output<typeof receipt>;

export const receiptList = z
  .object({ items: z.array(receipt) })
  .meta({ id: 'ConsentReceipts', description: 'One receipt for each generation, the first one first.' });
