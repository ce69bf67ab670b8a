import { z } from 'zod';
import { OFFERED_COUNTRIES } from '../marketplaces';
import { AMAZON_ID_TYPES } from '../outcomes';
import { REQUIREMENT_CODES } from '../requirements';
import { PARTIES, STAGES, type WaitingOn } from '../stages';
import { pageOf } from './page';
import { checklistItem } from './checklist';
import { onboardingId, storeId } from './identifiers';
import { instant } from './instant';

/*
 * What the API answers with. These schemas describe and do not check: the handlers' types are held to them by the
 * compiler, and every answer of the tests is validated against the document made from them.
 */

export const region = z
  .enum(['na', 'eu'])
  .meta({ description: 'Amazon region: na (US, CA, MX) or eu (UK).', example: 'na' });
export const stage = z
  .enum(STAGES)
  .meta({ id: 'Stage', description: 'Where the onboarding stands.', example: 'expiring' });
export const waitingOn = z
  .enum(PARTIES)
  .meta({ id: 'WaitingOn', description: 'Who holds the ball.', example: 'seller' });

const requirement = z
  .object({
    code: z.enum(REQUIREMENT_CODES).meta({ description: 'Stable, for programs.', example: 'renewal_due' }),
    sentence: z.string().meta({
      description: 'What is missing, in plain words.',
      example: 'The yearly renewal of the authorization is due. Everything still works.',
    }),
    remedy: z.string().meta({
      description: 'What to do about it.',
      example: 'Nothing but to consent again at the link in the mail, in the Amazon account that is connected.',
    }),
    pointer: z.string().meta({
      description: 'JSON Pointer into this onboarding (as in the body of its start) to the cause; empty for the whole.',
      example: '',
    }),
    since: instant('When it arose.'),
    deadline: instant('Until when it should be fixed.').nullable(),
    waitingOn,
  })
  .meta({ id: 'Requirement', description: 'Something missing.' });

export const store = z
  .object({
    storeId,
    country: z.enum(OFFERED_COUNTRIES).meta({ description: 'Marketplace country.', example: 'US' }),
    marketplaceId: z.string().meta({ description: "Amazon's id of the marketplace.", example: 'ATVPDKIKX0DER' }),
    websiteCode: z.string().meta({ description: 'Commerce website.', example: 'base' }),
    email: z.string().meta({
      description: 'Given with the store. Mails go to the contacts of the onboarding, not here.',
      example: 'owner@acme.shop',
    }),
    name: z.string().meta({ description: 'Name of the store.', example: 'Acme Outdoor US' }),
    mapping: z.object({
      amazonIdType: z.enum(AMAZON_ID_TYPES),
      attributeCode: z.string().meta({ description: 'Commerce product attribute.', example: 'amazon_asin' }),
      createAttributeIfMissing: z.boolean(),
    }),
    ready: z.boolean().meta({ description: 'Whether the store was created against the Commerce instance.' }),
    orderImport: z
      .object({ storeGroupId: z.int(), storeViewId: z.int(), storeViewCode: z.string().meta({ example: 'default' }) })
      .nullable()
      .meta({ description: 'Where orders are imported to in Commerce; null until the store is ready.' }),
    warnings: z
      .array(
        z.object({
          code: z.string().meta({ description: 'Stable, for programs.', example: 'attribute_unique' }),
          sentence: z.string().meta({
            description: 'What is unwise, in plain words.',
            example: 'The mapped attribute must be unique: two products with the same Amazon id cannot be saved.',
          }),
        }),
      )
      .meta({ description: 'What is allowed but unwise.' }),
    participates: z.boolean().nullable().meta({
      description:
        'Whether the authorization in force serves this store; null without one, and until Amazon was asked about an added store.',
    }),
    revision: z
      .int()
      .meta({ description: 'Counts the corrections, and goes on if the country is removed and added again.' }),
  })
  .meta({ id: 'Store', description: 'One marketplace country bound to one Commerce website.' });

const authorization = z
  .object({
    sellerId: z.string().meta({ description: 'Amazon seller id.', example: 'A2EXAMPLE1234' }),
    sellerIdProof: z.enum(['claimed', 'expected', 'confirmed']).meta({
      description:
        'How we know the seller id. claimed: the redirect from Amazon said so. expected: it equals expectedSellerId. ' +
        'confirmed: a person confirmed it.',
    }),
    marketplaceIds: z
      .array(z.string())
      .meta({ description: 'Marketplaces of this onboarding in which the seller sells.', example: ['ATVPDKIKX0DER'] }),
    spApiHost: z.string().meta({
      description: 'Where SP-API is called for this region.',
      example: 'https://sellingpartnerapi-na.amazon.com',
    }),
    grantedAt: instant('When the seller consented.'),
    expiresAt: instant('When Amazon ends the authorization unless it is renewed.'),
    expiryKnownFrom: z.enum(['consent', 'stated', 'estimate']).meta({
      description:
        'consent: counted from the consent that we saw. stated: from the instant that whoever handed the authorization ' +
        'over named. estimate: from an instant that nobody is sure of; Amazon is asked before anyone says expired.',
      example: 'consent',
    }),
    revokedSince: instant(
      'Since when it is confirmed that the seller has ended the authorization at Amazon; null if it is not.',
    ).nullable(),
    suspectedSince: instant(
      'Since when Amazon has refused to give access tokens; null if it has not. One refusal is no proof that the authorization has ended.',
    ).nullable(),
    generation: z.int().meta({ description: 'Counts the grants: 1 for the first, one more with each renewal.' }),
  })
  .meta({ id: 'Authorization', description: 'The grant in force. Secrets are never shown.' });

const holding = z
  .object({
    stage,
    holder: waitingOn,
    from: instant('Since when.'),
    until: instant('Until when; null for the running entry.').nullable(),
    durationSeconds: z.int().meta({ description: 'How long, so far for the running entry.', example: 86_400 }),
  })
  .meta({ id: 'TimelineEntry', description: 'Who held the ball, and how long.' });

const heldSeconds = z.int().meta({ description: 'Seconds.', example: 86_400 });

const summaryFields = {
  onboardingId,
  merchantId: z.string().meta({ description: "The backend's own id of its customer.", example: 'merchant-4711' }),
  region,
  stage,
  stageDescription: z
    .string()
    .meta({ description: 'The stage in plain words.', example: 'Connected; the yearly renewal is due' }),
  waitingOn,
  waitingSince: instant('Since when this stage waits for that party.'),
  requirements: z.array(requirement).meta({ description: 'Everything that is missing.' }),
  authorization: authorization.nullable(),
  createdAt: instant('When the onboarding was started.'),
  closedAt: instant('When the id was closed for ever.').nullable().meta({ example: null }),
};

export const onboardingStatus = z
  .object({
    ...summaryFields,
    stores: z.array(store),
    nextStep: z
      .object({ key: z.string().meta({ example: 'T-30' }), at: instant('When it is due.') })
      .nullable()
      .meta({ description: 'The next dated step.' }),
    checklist: z
      .array(checklistItem)
      .meta({ description: 'What should be in order before selling. Advice: it holds nothing up.' }),
    apiKey: z
      .object({
        given: z.boolean(),
        environment: z.enum(['production', 'sandbox']).nullable(),
        revision: z.int().meta({ description: 'Counts the replacements.' }),
      })
      .meta({ description: 'What is known of the Commerce API key. The key itself is never shown.' }),
    commerceConnection: z
      .object({
        type: z
          .enum(['integration', 'ims'])
          .nullable()
          .meta({ description: 'integration: OAuth 1.0a. ims: the SaaS edition. null: none was given.' }),
        host: z
          .string()
          .nullable()
          .meta({ description: 'Its host; null if none was given.', example: 'shop.acme.example' }),
        revision: z.int().meta({ description: 'Counts the replacements.' }),
        modules: z
          .object({
            amazonSalesChannel: z
              .boolean()
              .meta({ description: 'The old Amazon Sales Channel is enabled: it may still be listing.' }),
            servicesConnector: z.boolean().meta({
              description: 'The connector to Commerce Services is enabled, where the merchant keeps the API key.',
            }),
          })
          .nullable()
          .meta({
            description:
              'Modules of the instance that concern Amazon; null while no store is ready, or if the credentials may not read them (Magento_Backend::admin). They hold nothing up.',
          }),
      })
      .meta({ description: 'What is known of the Commerce connection. Credentials are never shown.' }),
    returnUrl: z.string().nullable().meta({
      description: 'Where the button of the last page leads.',
      example: 'https://backend.example.com/amazon/done',
    }),
    metadata: z
      .record(z.string(), z.string())
      .meta({ description: "The backend's own notes.", example: { tier: 'gold' } }),
    timeline: z.array(holding).meta({ description: 'Oldest first; at most 100 entries.' }),
    ledger: z
      .object(Object.fromEntries(PARTIES.map((party) => [party, heldSeconds])) as Record<WaitingOn, typeof heldSeconds>)
      .meta({
        id: 'Ledger',
        description:
          'For how long each party has held the ball since the start, in seconds: each second belongs to one of them. nobody: there was nothing to wait for.',
      }),
  })
  .meta({ id: 'OnboardingStatus', description: 'Where an onboarding stands, who must act, and how.' });

const onboardingSummary = z
  .object(summaryFields)
  .meta({ id: 'OnboardingSummary', description: 'The status in brief.' });

export const onboardingPage = pageOf(onboardingSummary).meta({
  id: 'OnboardingPage',
  description: 'One page of the list, in order of onboardingId.',
});

export type OnboardingStatus = z.output<typeof onboardingStatus>;
export type OnboardingSummary = z.output<typeof onboardingSummary>;
export type ChecklistItemDocument = z.output<typeof checklistItem>;
export type StoreDocument = z.output<typeof store>;
