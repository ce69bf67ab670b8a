import type { OnboardingStatus } from '../../src/domain/contract/status';
import { consent } from '../../src/start/simulated-seller';
import { bytesOf, bytesWithin, found, secretsOf } from './canaries';
import { followRequirements, type Merchant } from './merchant';
import { openTemporalView, type TemporalView } from './temporal-view';
import { startTestWorld, type TestWorld } from './test-world';

let world: TestWorld;
let temporal: TemporalView;
const endings: (() => Promise<void>)[] = [];

beforeAll(async () => {
  world = await startTestWorld();
  endings.push(() => world.stop());
  temporal = openTemporalView(world.temporal.address, world.namespace);
  endings.push(() => temporal.close());
}, 180_000);

afterAll(async () => {
  for (const end of endings.reverse()) await end();
}, 60_000);

interface Beginning {
  readonly websiteCode: string;
  readonly attributeCode?: string;
  /** The names of what is given at the start; the rest is found out by the requirements. */
  readonly given: readonly string[];
  /** Given in the place of the right one. */
  readonly wrongBaseUrl?: string;
}

/** Starts an onboarding with what the merchant thinks is enough, and follows requirements until the store connects. */
async function onboard(
  name: string,
  { websiteCode, attributeCode = 'amazon_asin', given, wrongBaseUrl }: Beginning,
): Promise<{ readonly merchant: Merchant; readonly status: OnboardingStatus }> {
  const { commerce, apiKeys, seller } = [...world.demo.merchants, ...world.demo.saasMerchants].find(
    (one) => one.name === name,
  )!;
  const possessions = { ...commerce, ...('clientId' in commerce && { type: 'ims' }) };
  const merchant: Merchant = { onboardingId: name, possessions, followed: [] };
  const connection = Object.fromEntries(Object.entries(possessions).filter(([field]) => given.includes(field)));
  const body = {
    merchantId: name,
    region: 'na',
    apiKey: apiKeys.find(({ environment }) => environment === 'production'),
    ...(given.length > 0 && {
      commerceConnection: { ...connection, ...(wrongBaseUrl !== undefined && { baseUrl: wrongBaseUrl }) },
    }),
    stores: [
      {
        country: 'US',
        websiteCode,
        email: seller.email,
        name: `Store of ${name}`,
        mapping: { amazonIdType: 'asin', attributeCode },
      },
    ],
  };
  await world.api.start(name, JSON.stringify(body));
  await followRequirements(world, merchant);

  // "The seller opens the mailed link; a new one is made with POST …/links."
  const link = await world.api.makeLink(name);
  await consent({ productUrl: world.url, controlUrl: world.demo.addresses.control, seller: name }, link);
  return { merchant, status: await world.at(name, 'connected') };
}

const codesOf = ({ followed }: Merchant) => followed.map(({ code }) => code);
const INTEGRATION = ['baseUrl', 'consumerKey', 'consumerSecret', 'accessToken', 'accessTokenSecret'];

it('a store on the SaaS edition connects, whose merchant began without a connection and without an attribute', async () => {
  const { merchant, status } = await onboard('soylent', {
    websiteCode: 'soylent_us',
    attributeCode: 'amazon_product_id',
    given: [],
  });

  expect(codesOf(merchant)).toEqual(['commerce_connection_missing', 'attribute_unknown']);
  expect(status.commerceConnection.type).toBe('ims');
  expect(status.stores).toMatchObject([
    { ready: true, mapping: { attributeCode: 'amazon_product_id' }, warnings: [{ code: 'attribute_created' }] },
  ]);
}, 60_000);

it('a store of an integration given by its access token alone connects with all four credentials', async () => {
  const { merchant, status } = await onboard('stark', { websiteCode: 'stark_us', given: ['baseUrl', 'accessToken'] });

  expect(codesOf(merchant)).toEqual(['commerce_bearer_disabled']);
  expect(status.stores).toMatchObject([{ ready: true, warnings: [] }]);
}, 60_000);

it('a store connects once its integration was given the resource that is named', async () => {
  const { merchant, status } = await onboard('wonka', { websiteCode: 'wonka_us', given: INTEGRATION });

  expect(codesOf(merchant)).toEqual(['commerce_permission_missing']);
  expect(merchant.followed[0]?.sentence).toContain('Magento_Catalog::attributes_attributes');
  expect(status.stores).toMatchObject([{ ready: true }]);
}, 60_000);

it('a store whose attribute cannot be mapped connects with one of those that are listed', async () => {
  const { merchant, status } = await onboard('tyrell', { websiteCode: 'tyrell_us', given: INTEGRATION });

  expect(codesOf(merchant)).toEqual(['attribute_not_mappable']);
  expect(status.stores).toMatchObject([{ ready: true }]);
  expect(status.stores[0]?.mapping.attributeCode).not.toBe('amazon_asin');
}, 60_000);

it('a store connects whose merchant first gave an address where Commerce is not', async () => {
  const wrongBaseUrl = world.demo.addresses.mail;
  const { merchant } = await onboard('initech', { websiteCode: 'initech_us', given: INTEGRATION, wrongBaseUrl });

  expect(codesOf(merchant)).toEqual(['commerce_api_not_found']);
}, 60_000);

it('no secret of any of them is in a history, a log or the open part of the database', async () => {
  const secrets = await secretsOf(world);
  const histories = bytesWithin(await temporal.everything());
  const logs = await bytesOf(world.folder.logs);
  const kept = await bytesOf(world.folder.path, 'evergrant.db');

  expect(secrets.filter((secret) => secret.startsWith('p8e-'))).toHaveLength(1);
  expect(found(secrets, Buffer.concat([histories, logs, kept]))).toEqual([]);
  expect([histories.includes('bearer_disabled'), logs.includes('Evergrant is running')]).toEqual([true, true]);
}, 60_000);
