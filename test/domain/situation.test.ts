import type { Instant } from '../../src/domain/clock';
import { createContract } from '../../src/domain/contract/contract';
import { newStore, NO_PROBE, type OnboardingFacts } from '../../src/domain/facts';
import type { StoreId } from '../../src/domain/marketplaces';
import type { Participates, StoreProblem } from '../../src/domain/outcomes';
import { describeRequirement, REQUIREMENT_CODES, type RequirementCode } from '../../src/domain/requirements';
import { situationOf } from '../../src/domain/situation';
import { STAGES, type Stage, type WaitingOn } from '../../src/domain/stages';
import {
  connected,
  days,
  estimated,
  EXPIRY,
  given,
  granted,
  invited,
  notParticipating,
  NOW,
  parkedFor,
  quiet,
  readyStore,
  retryAt,
  revokedAt,
  UNKNOWN_WEBSITE,
  validKey,
  withCandidate,
  withConnection,
  withConsent,
  withFacts,
  withGrant,
  withKey,
  withStores,
} from './given';

type Row = readonly [
  situation: string,
  facts: OnboardingFacts,
  at: Instant,
  stage: Stage,
  waitingOn: WaitingOn,
  requirements: readonly string[],
];

const PROBLEMS: readonly StoreProblem[] = [
  UNKNOWN_WEBSITE,
  { code: 'website_without_store_view', websiteCode: 'base' },
  { code: 'marketplace_taken', websiteCode: 'base' },
  { code: 'attribute_unknown', attributeCode: 'asin' },
  { code: 'attribute_not_created', attributeCode: 'asin' },
  { code: 'attribute_not_mappable', attributeCode: 'asin', frontendInput: 'boolean' },
  { code: 'attribute_without_label', attributeCode: 'asin' },
  { code: 'attribute_excluded', attributeCode: 'sku' },
];
const brokenStore = withStores({ us: PROBLEMS });
const brokenStoreRequirements = [
  'website_unknown /stores/0/websiteCode',
  'website_without_store_view /stores/0/websiteCode',
  'marketplace_taken /stores/0/websiteCode',
  'attribute_unknown /stores/0/mapping/attributeCode',
  'attribute_not_created /stores/0/mapping/attributeCode',
  'attribute_not_mappable /stores/0/mapping/attributeCode',
  'attribute_without_label /stores/0/mapping/attributeCode',
  'attribute_excluded /stores/0/mapping/attributeCode',
];
const noParts = withKey({ revision: 0 });
const missing = (part: 'apiKey' | 'privateKey' | 'both') => withKey({ verdict: { outcome: 'missing', part } });
const invalid = (reason: 'rejected' | 'private_key_unusable') => withKey({ verdict: { outcome: 'invalid', reason } });
const keyRetry = (reason: 'timeout' | 'our_clock') => withKey({ retry: retryAt(NOW, reason) });
const refused = (reason: 'bad_credentials' | 'bearer_disabled' | 'bad_ims_credentials' | 'address_refused') =>
  withConnection({ refusal: { reason } });
const unpermitted = withConnection({
  refusal: { reason: 'missing_permission', resources: ['Magento_Backend::stores', 'Magento_Catalog::attributes'] },
});
const elsewhere = withConnection({ retry: retryAt(NOW, 'not_commerce') });
const down = withConnection({ retry: retryAt(NOW, 'unreachable') });
const consentProblem = (code: 'consent_void' | 'seller_already_connected') =>
  withConsent({ problem: { code, since: NOW } });
const misconfigured = withCandidate({
  obstacle: { code: 'app_misconfigured', error: 'invalid_client', since: NOW },
});
const accessRefused = withCandidate({
  obstacle: { code: 'amazon_access_refused', requestId: 'r-1', since: NOW },
});
const unavailable = withCandidate({ retry: retryAt(NOW, 'server_error') });
const served = (answers: Partial<Record<StoreId, Participates>>) => (facts: OnboardingFacts) => ({
  ...facts,
  stores: Object.entries(answers).map(([storeId, answer]) => ({
    ...newStore(storeId as StoreId, 1, NOW),
    state: 'ready' as const,
    participation: { answer, since: NOW },
  })),
});
const partlyAbsent = served({ us: 'yes', ca: 'no', mx: 'no' });

const ROWS: readonly Row[] = [
  ['a new onboarding', given(), NOW, 'validating_key', 'commerce', []],
  [
    'a key that Commerce cannot be asked about',
    given(keyRetry('timeout')),
    NOW,
    'validating_key',
    'commerce',
    ['api_key_unverifiable /apiKey'],
  ],
  [
    'a clock of ours that is wrong',
    given(keyRetry('our_clock')),
    NOW,
    'validating_key',
    'us',
    ['api_key_unverifiable /apiKey'],
  ],
  ['no key', given(noParts), NOW, 'awaiting_key', 'merchant', ['api_key_missing /apiKey']],
  ['half a key', given(missing('apiKey')), NOW, 'awaiting_key', 'merchant', ['api_key_missing /apiKey']],
  [
    'the other half',
    given(missing('privateKey')),
    NOW,
    'awaiting_key',
    'merchant',
    ['api_key_missing /apiKey/privateKey'],
  ],
  ['a rejected key', given(invalid('rejected')), NOW, 'awaiting_key', 'merchant', ['api_key_invalid /apiKey']],
  [
    'an unusable private key',
    given(invalid('private_key_unusable')),
    NOW,
    'awaiting_key',
    'merchant',
    ['private_key_unusable /apiKey/privateKey'],
  ],
  ['a valid key', given(validKey), NOW, 'creating_store', 'commerce', []],
  [
    'Commerce down',
    given(validKey, down),
    NOW,
    'creating_store',
    'commerce',
    ['commerce_unreachable /commerceConnection'],
  ],
  [
    'no connection',
    given(validKey, withConnection({ revision: 0 })),
    NOW,
    'awaiting_correction',
    'merchant',
    ['commerce_connection_missing /commerceConnection'],
  ],
  [
    'rejected credentials',
    given(validKey, refused('bad_credentials')),
    NOW,
    'awaiting_correction',
    'merchant',
    ['commerce_credentials_rejected /commerceConnection'],
  ],
  [
    'a token alone where that is off',
    given(validKey, refused('bearer_disabled')),
    NOW,
    'awaiting_correction',
    'merchant',
    ['commerce_bearer_disabled /commerceConnection'],
  ],
  [
    'rejected credentials of the SaaS edition',
    given(validKey, refused('bad_ims_credentials')),
    NOW,
    'awaiting_correction',
    'merchant',
    ['commerce_ims_credentials_rejected /commerceConnection'],
  ],
  [
    'a base URL where Commerce is not',
    given(validKey, elsewhere),
    NOW,
    'awaiting_correction',
    'merchant',
    ['commerce_api_not_found /commerceConnection/baseUrl'],
  ],
  [
    'a missing permission',
    given(validKey, unpermitted),
    NOW,
    'awaiting_correction',
    'merchant',
    ['commerce_permission_missing /commerceConnection'],
  ],
  [
    'a refused address',
    given(validKey, refused('address_refused')),
    NOW,
    'awaiting_correction',
    'merchant',
    ['commerce_address_refused /commerceConnection/baseUrl'],
  ],
  ['no store', given(validKey, withStores({})), NOW, 'awaiting_correction', 'merchant', ['store_missing /stores']],
  [
    'a store with every problem',
    given(validKey, brokenStore),
    NOW,
    'awaiting_correction',
    'merchant',
    brokenStoreRequirements,
  ],
  [
    'a store with problems beside a new one',
    given(validKey, withStores({ ca: [UNKNOWN_WEBSITE], us: 'new' })),
    NOW,
    'creating_store',
    'commerce',
    ['website_unknown /stores/0/websiteCode'],
  ],
  [
    'everything missing',
    given(noParts, withConnection({ revision: 0 }), withStores({})),
    NOW,
    'awaiting_key',
    'merchant',
    ['api_key_missing /apiKey', 'commerce_connection_missing /commerceConnection', 'store_missing /stores'],
  ],
  ['a store that is ready', given(validKey, readyStore), NOW, 'awaiting_consent', 'seller', []],
  ['an invited seller', given(invited), NOW, 'awaiting_consent', 'seller', ['consent_needed ']],
  [
    'a void consent',
    given(invited, consentProblem('consent_void')),
    NOW,
    'awaiting_consent',
    'seller',
    ['consent_void ', 'consent_needed '],
  ],
  [
    'a seller of another onboarding',
    given(invited, consentProblem('seller_already_connected')),
    NOW,
    'awaiting_consent',
    'operator',
    ['seller_already_connected '],
  ],
  [
    'no store participating',
    given(invited, notParticipating),
    NOW,
    'awaiting_consent',
    'seller',
    ['marketplace_not_participating /stores'],
  ],
  [
    'a claim conflict',
    given(invited, parkedFor('seller_claim_conflict')),
    NOW,
    'awaiting_consent',
    'operator',
    ['seller_claim_conflict '],
  ],
  [
    'an unexpected seller',
    given(invited, parkedFor('owner_mismatch')),
    NOW,
    'awaiting_consent',
    'operator',
    ['owner_mismatch '],
  ],
  ['a seller who did not consent', given(invited), NOW + days(30), 'consent_lapsed', 'seller', ['consent_lapsed ']],
  ['a consent', given(invited, withCandidate()), NOW, 'verifying_grant', 'amazon', []],
  ['Amazon down', given(invited, unavailable), NOW, 'verifying_grant', 'amazon', ['amazon_unavailable ']],
  [
    'our application refused',
    given(invited, misconfigured),
    NOW,
    'verifying_grant',
    'operator',
    ['app_misconfigured '],
  ],
  [
    'no access to the account',
    given(invited, accessRefused),
    NOW,
    'verifying_grant',
    'operator',
    ['amazon_access_refused '],
  ],
  ['a consent before the key is checked', given(withCandidate()), NOW, 'verifying_grant', 'amazon', []],
  ['a grant', given(granted), NOW, 'connected', 'nobody', []],
  ['a planned year', given(connected), NOW, 'connected', 'nobody', []],
  [
    'some stores not participating',
    given(connected, partlyAbsent),
    NOW,
    'connected',
    'nobody',
    ['marketplace_not_participating /stores'],
  ],
  [
    'a store whose marketplace the account has under another onboarding',
    given(connected, served({ us: 'yes', ca: 'taken' })),
    NOW,
    'connected',
    'nobody',
    ['marketplace_connected_elsewhere /stores'],
  ],
  [
    'an added store about which Amazon could not be asked',
    given(connected, served({ us: 'yes', ca: 'no' }), withGrant({ retry: retryAt(NOW, 'server_error') })),
    NOW,
    'connected',
    'nobody',
    ['marketplace_not_participating /stores', 'amazon_unavailable /stores'],
  ],
  [
    'an added store about which Amazon was asked with a token that it did not accept',
    given(
      connected,
      served({ us: 'yes', ca: 'no' }),
      withGrant({ obstacle: { code: 'authorization_refused', since: NOW } }),
    ),
    NOW,
    'connected',
    'nobody',
    ['marketplace_not_participating /stores', 'authorization_refused /stores'],
  ],
  [
    'a question to Amazon that failed, about a store that was removed since',
    given(connected, withGrant({ retry: retryAt(NOW, 'server_error') })),
    NOW,
    'connected',
    'nobody',
    [],
  ],
  [
    'a renewal that is parked beside stores not participating',
    given(connected, partlyAbsent, parkedFor('owner_mismatch')),
    NOW,
    'connected',
    'nobody',
    ['owner_mismatch ', 'marketplace_not_participating /stores'],
  ],
  [
    'a key that turned invalid beside a grant',
    given(connected, invalid('rejected')),
    NOW,
    'connected',
    'nobody',
    ['api_key_invalid /apiKey'],
  ],
  [
    'a renewal under verification',
    given(connected, withCandidate()),
    EXPIRY - days(5),
    'expiring',
    'seller',
    ['renewal_due '],
  ],
  [
    'a renewal of another seller',
    given(connected, parkedFor('owner_mismatch')),
    NOW,
    'connected',
    'nobody',
    ['owner_mismatch '],
  ],
  [
    'a disputed consent',
    given(connected, withFacts({ disputedAt: NOW })),
    NOW,
    'connected',
    'nobody',
    ['consent_disputed '],
  ],
  [
    'an unreachable contact',
    given(connected, withFacts({ contactUnreachableSince: NOW })),
    NOW,
    'connected',
    'nobody',
    ['contact_unreachable /contacts'],
  ],
  ['the first reminder', given(connected), EXPIRY - days(30), 'expiring', 'seller', ['renewal_due ']],
  ['the notice', given(connected), EXPIRY - days(60), 'expiring', 'seller', ['renewal_due ']],
  ['the expiry', given(connected), EXPIRY, 'expired', 'seller', ['authorization_expired ']],
  ['a revocation', given(connected, revokedAt(NOW)), NOW, 'revoked', 'seller', ['authorization_revoked ']],
  [
    'a revocation before the expiry',
    given(connected, revokedAt(NOW)),
    EXPIRY,
    'revoked',
    'seller',
    ['authorization_revoked '],
  ],
  ['an expiry that is an estimate', given(connected, estimated), EXPIRY, 'expiring', 'seller', ['renewal_due ']],
  [
    'an estimate about which Amazon cannot be asked',
    given(connected, estimated, withGrant({ probe: { ...NO_PROBE, retry: retryAt(EXPIRY) } })),
    EXPIRY,
    'expiring',
    'seller',
    ['renewal_due ', 'amazon_unavailable '],
  ],
  [
    'an estimate over which Amazon refuses the token',
    given(connected, estimated, withGrant({ probe: { ...NO_PROBE, refusedAt: EXPIRY } })),
    EXPIRY,
    'expired',
    'seller',
    ['authorization_expired '],
  ],
  [
    'a grant that was taken over and is none',
    given(quiet),
    NOW,
    'awaiting_consent',
    'operator',
    ['consent_not_asked '],
  ],
  [
    'a disconnect with its days of grace',
    given(connected, invalid('rejected'), withFacts({ disconnect: { at: NOW } })),
    NOW,
    'disconnected',
    'nobody',
    [],
  ],
  ['the end', given(withFacts({ ended: true })), NOW, 'disconnected', 'nobody', []],
];

describe('situationOf', () => {
  it.each(ROWS)('given %s', (_situation, facts, now, stage, waitingOn, requirements) => {
    const situation = situationOf(facts, now);
    expect({
      stage: situation.stage,
      waitingOn: situation.waitingOn,
      requirements: situation.requirements.map(({ code, pointer }) => `${code} ${pointer}`),
    }).toEqual({ stage, waitingOn, requirements });
  });

  it('is tried above for every stage that facts can lead to', () => {
    const tried = ROWS.map(([, , , stage]) => stage);
    expect(STAGES.filter((stage) => !tried.includes(stage))).toEqual([]);
  });

  it('tells the deadline of what lapses by itself', () => {
    const deadlines = [given(invited), given(invited, notParticipating)].map((facts) =>
      situationOf(facts, NOW).requirements.map(({ deadline }) => deadline),
    );
    expect(deadlines).toEqual([[NOW + days(30)], [NOW + days(14)]]);
  });
});

describe('Requirements', () => {
  const all = ROWS.flatMap(([, facts, now]) => situationOf(facts, now).requirements);

  it.each(REQUIREMENT_CODES)('%s: sentence and remedy are whole', (code: RequirementCode) => {
    const found = all.filter((requirement) => requirement.code === code);
    expect(found).not.toHaveLength(0);
    for (const requirement of found) {
      const { sentence, remedy } = describeRequirement(requirement, 'acme');
      expect(`${sentence} ${remedy}`).not.toMatch(/[{}?]|undefined|null/);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
      expect(remedy).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('keep outside text short', () => {
    const long = { code: 'app_misconfigured', params: { error: 'x'.repeat(10_000) } } as const;
    expect(describeRequirement(long, 'acme').sentence.length).toBeLessThan(400);
  });

  it('point to places that the body of a start has', () => {
    for (const { pointer } of all)
      expect([pointer, resolve(startBody(), pointer)]).toEqual([pointer, expect.anything()]);
  });
});

/** A complete body, as the contract reads it. */
function startBody(): unknown {
  const { start } = createContract({
    refuseAddress: () => null,
    refuseWebhookAddress: () => null,
    refuseInstance: () => null,
    refuseSaasInstance: () => null,
    readPrivateKey: (pem) => ({ pem }),
  });
  const mapping = { amazonIdType: 'asin', attributeCode: 'asin' };
  return start.parse({
    merchantId: 'merchant_1',
    region: 'na',
    apiKey: { apiKey: 'key', privateKey: 'pem' },
    commerceConnection: {
      baseUrl: 'https://shop.example',
      consumerKey: 'a',
      consumerSecret: 'b',
      accessToken: 'c',
      accessTokenSecret: 'd',
    },
    stores: [{ country: 'US', websiteCode: 'base', email: 'owner@acme.shop', name: 'Acme', mapping }],
    contacts: [{ role: 'seller', email: 'owner@acme.shop' }],
  });
}

/** What a JSON pointer without escapes names. */
function resolve(body: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce((value, name) => (value as Record<string, unknown> | undefined)?.[name], body);
}
