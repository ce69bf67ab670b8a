import { createOpenCommerce } from '../../src/activities/open-commerce';
import { STRICT_RULES } from '../../src/outgoing/address-rules';
import { createOutgoing, type Outgoing } from '../../src/outgoing/guarded-dispatcher';
import { NOW, startCommerce, type Answer, type CommerceServer } from '../commerce/commerce-server';
import { CONNECTION, START } from './bodies';
import { startApi, type RunningApi } from './running-api';

const STRUCTURE: Readonly<Record<string, Answer>> = {
  '/store/websites': {
    body: [
      { id: 0, code: 'admin', name: 'Admin', default_group_id: 0 },
      { id: 1, code: 'base', name: 'Main Website', default_group_id: 10 },
      { id: 2, code: 'empty', name: 'Empty', default_group_id: 0 },
    ],
  },
  '/store/storeGroups': { body: [{ id: 10, website_id: 1, default_store_id: 100 }] },
  '/store/storeViews': { body: [{ id: 100, code: 'english', website_id: 1, store_group_id: 10 }] },
};
const attribute = (code: string, change: object = {}) => ({
  attribute_code: code,
  frontend_input: 'text',
  scope: 'global',
  is_required: false,
  is_unique: '0',
  default_frontend_label: `Label of ${code}`,
  frontend_labels: [],
  ...change,
});
const lacking = (resource: string): Answer => ({
  status: 401,
  body: { message: 'canary-message %resources.', parameters: { resources: resource }, trace: 'canary-trace' },
});

let commerce: CommerceServer;
let outgoing: Outgoing;
let api: RunningApi;

afterEach(async () => {
  await api.close();
  await outgoing.close();
  await commerce.stop();
});

/** An onboarding of an instance that gives these answers, asked for its options. */
async function optionsOf(
  answers: Parameters<typeof startCommerce>[0],
  { connection = CONNECTION, otherwise }: { connection?: object | null; otherwise?: Answer } = {},
) {
  commerce = await startCommerce(answers, otherwise ? { otherwise } : {});
  const rules = { ...STRICT_RULES, allowedOrigins: [commerce.server.origin] };
  outgoing = createOutgoing({ rules });
  const openCommerce = createOpenCommerce({
    outgoing,
    clock: { now: () => NOW },
    imsTokenUrl: `${commerce.server.origin}/ims/token/v3`,
    saasStandIn: undefined,
  });
  api = await startApi({ addressRules: rules, openCommerce });
  const commerceConnection = connection && { ...connection, baseUrl: commerce.server.origin };
  await api.call('PUT', '/v1/onboardings/acme', { body: { ...START, commerceConnection } });
  return api.call('GET', '/v1/onboardings/acme/commerce-options');
}

const page = (items: readonly object[], total_count = items.length): Answer => ({ body: { items, total_count } });

test('offers the websites, and says which can have a store', async () => {
  const { status, body } = await optionsOf({ ...STRUCTURE, '/products/attributes': page([]) });

  expect(status).toBe(200);
  expect(body.websites).toEqual([
    { code: 'base', name: 'Main Website', storeViewCode: 'english' },
    { code: 'empty', name: 'Empty', storeViewCode: null },
  ]);
});

test('offers only attributes that can be mapped, with their labels', async () => {
  const items = [
    attribute('amazon_asin'),
    attribute('color', { frontend_input: 'select', scope: 'store', is_unique: '1', is_required: true }),
    attribute('description', { frontend_input: 'textarea' }),
    attribute('status', { frontend_input: 'select' }),
    attribute('legacy', { default_frontend_label: '' }),
    attribute('local', { default_frontend_label: null, frontend_labels: [{ label: 'Lokal' }] }),
  ];

  const { body } = await optionsOf({ ...STRUCTURE, '/products/attributes': page(items) });

  const plain = { input: 'text', scope: 'global', unique: false, required: false };
  expect(body.attributes).toEqual([
    { code: 'amazon_asin', label: 'Label of amazon_asin', ...plain },
    { code: 'color', label: 'Label of color', input: 'select', scope: 'store', unique: true, required: true },
    { code: 'local', label: 'Lokal', ...plain },
  ]);
  expect(body.attributesTruncated).toBe(false);
});

test('reads page after page, asking for nothing but what it shows', async () => {
  const pages = [1, 2].map((number) => page([attribute(`code_${number}`)], 201));

  const { body } = await optionsOf({ ...STRUCTURE, '/products/attributes': pages });

  expect(body.attributes.map(({ code }: { code: string }) => code)).toEqual(['code_1', 'code_2']);
  const queries = commerce.paths().filter((path) => path.includes('searchCriteria'));
  expect(queries.map((path) => new URLSearchParams(path.split('?')[1]).get('searchCriteria[currentPage]'))).toEqual([
    '1',
    '2',
  ]);
  expect(decodeURIComponent(queries[0]!)).toContain('[field]=frontend_input');
  expect(decodeURIComponent(queries[0]!)).toContain('fields=items[attribute_code,');
});

test('stops at a thousand attributes and says so', async () => {
  const { body } = await optionsOf({ ...STRUCTURE, '/products/attributes': page([attribute('a')], 100_000) });

  expect(body.attributesTruncated).toBe(true);
  expect(commerce.paths().filter((path) => path.includes('searchCriteria'))).toHaveLength(5);
});

test('shows a thousand attributes at most, whatever an instance sends', async () => {
  const items = Array.from({ length: 1_001 }, (_, index) => attribute(`code_${index}`));
  const { body } = await optionsOf({ ...STRUCTURE, '/products/attributes': page(items, 1) });

  expect(body.attributes).toHaveLength(1_000);
  expect(body.attributesTruncated).toBe(true);
});

test.each(['/store/websites', '/store/storeGroups', '/store/storeViews'])(
  'does not search through a forged answer of thousands: %s',
  async (path) => {
    const entry = (id: number) => ({ id, code: `w${id}`, website_id: id, store_group_id: id });
    const body = Array.from({ length: 2_001 }, (_, index) => entry(index));
    const refused = await optionsOf({ ...STRUCTURE, '/products/attributes': page([]), [path]: { body } });

    expect([refused.status, refused.body.type]).toEqual([503, 'urn:evergrant:problem:commerce_unreachable']);
  },
);

test('names every permission that is missing, and what to do', async () => {
  const refused = await optionsOf({
    '/store/websites': lacking('Magento_Backend::store'),
    '/products/attributes': lacking('Magento_Catalog::attributes_attributes'),
  });

  expect(refused.status).toBe(409);
  expect(refused.body.type).toBe('urn:evergrant:problem:commerce_permission_missing');
  expect(refused.body.detail).toContain('Magento_Backend::store, Magento_Catalog::attributes_attributes');
  expect(refused.body.detail).toContain('System > Extensions > Integrations');
  expect(refused.text).not.toContain('canary');
});

test('a connection that was not given is a conflict', async () => {
  const refused = await optionsOf({}, { connection: null });

  expect([refused.status, refused.body.type]).toEqual([409, 'urn:evergrant:problem:commerce_connection_missing']);
});

test.each<[string, Answer, number, string]>([
  ['rejected credentials', { status: 401, body: { message: 'canary' } }, 409, 'commerce_credentials_rejected'],
  ['pages of another server', { status: 404, body: '<html>canary' }, 409, 'commerce_api_not_found'],
  ['an error', { status: 500, body: { message: 'canary' } }, 503, 'commerce_unreachable'],
  ['a page of a firewall', { status: 403, body: '<html>canary' }, 503, 'commerce_unreachable'],
])('%s are a clear problem, and nothing of it is passed on', async (_what, otherwise, status, code) => {
  const refused = await optionsOf({}, { otherwise });

  expect([refused.status, refused.body.type]).toEqual([status, `urn:evergrant:problem:${code}`]);
  expect(refused.text).not.toContain('canary');
});

test('a token alone that is not accepted is told from rejected credentials', async () => {
  const refused = await optionsOf(
    {},
    { connection: { accessToken: 'canary-token' }, otherwise: lacking('Magento_Backend::store') },
  );

  expect([refused.status, refused.body.type]).toEqual([409, 'urn:evergrant:problem:commerce_bearer_disabled']);
});

test('too many requests tell when to come again', async () => {
  const refused = await optionsOf({}, { otherwise: { status: 429, headers: { 'retry-after': '42' } } });

  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '42']);
});

test('what fails on a later page is a failure of the whole', async () => {
  const pages = [page([attribute('a')], 500), { status: 503, headers: { 'retry-after': '7' } }];
  const refused = await optionsOf({ ...STRUCTURE, '/products/attributes': pages });

  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '7']);
});
