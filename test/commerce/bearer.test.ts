import { readInstance } from '../../src/commerce/instance';
import { startCommerce, type Answer, type CommerceServer } from './commerce-server';

const CREDENTIALS = { type: 'bearer', accessToken: 'canary-access-token' } as const;
const WANTED = [{ websiteCode: 'base', attributeCode: 'amazon_asin' }];

/** What Commerce says to a guest, which a token is that it does not accept, and to who lacks a permission alike. */
function notAuthorized(resource: string): Answer {
  const message = "The consumer isn't authorized to access %resources.";
  return { status: 401, body: { message, parameters: { resources: resource } } };
}
const NO_STORES = notAuthorized('Magento_Backend::store');
const NO_ATTRIBUTES = notAuthorized('Magento_Catalog::attributes_attributes');
const NO_MODULES = notAuthorized('Magento_Backend::admin');

let commerce: CommerceServer;
afterEach(() => commerce.stop());

async function read(answers: Readonly<Record<string, Answer>>) {
  commerce = await startCommerce(answers, { credentials: CREDENTIALS });
  return readInstance(commerce.rest, WANTED);
}

const EMPTY_STRUCTURE = {
  '/store/websites': { body: [] },
  '/store/storeGroups': { body: [] },
  '/store/storeViews': { body: [] },
  '/modules': { body: [] },
};

it('a token alone is sent as a Bearer token, and just works where the instance accepts it', async () => {
  expect(await read(EMPTY_STRUCTURE)).toMatchObject({ outcome: 'ok' });

  for (const { headers } of commerce.server.requests) expect(headers.authorization).toBe('Bearer canary-access-token');
});

it('a token that opens nothing at all is one that the instance does not accept by itself', async () => {
  const refused = await read({
    '/store/websites': NO_STORES,
    '/store/storeGroups': NO_STORES,
    '/store/storeViews': NO_STORES,
    '/modules': NO_MODULES,
    '/products/attributes/amazon_asin': NO_ATTRIBUTES,
  });

  expect(refused).toEqual({ outcome: 'refused', reason: 'bearer_disabled' });
});

it('a 401 that names no resource says so at the first address', async () => {
  const refused = await read({ '/store/websites': { status: 401, body: { message: 'No.' } } });

  expect(refused).toEqual({ outcome: 'refused', reason: 'bearer_disabled' });
  expect(commerce.server.requests).toHaveLength(1);
});

it.each<[string, Readonly<Record<string, Answer>>]>([
  ['attributes', { '/products/attributes/amazon_asin': { status: 404, body: { message: 'Not there.' } } }],
  ['modules', { '/products/attributes/amazon_asin': NO_ATTRIBUTES, '/modules': { body: [] } }],
])('a token that opens %s is accepted, and lacks a permission', async (_what, answers) => {
  const refused = await read({
    '/store/websites': NO_STORES,
    '/store/storeGroups': NO_STORES,
    '/store/storeViews': NO_STORES,
    '/modules': NO_MODULES,
    ...answers,
  });

  expect(refused).toMatchObject({ outcome: 'refused', reason: 'missing_permission' });
  expect(refused).toHaveProperty('resources', expect.arrayContaining(['Magento_Backend::store']));
});
