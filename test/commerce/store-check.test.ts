import { readInstance } from '../../src/commerce/instance';
import { judgeStore, type StoreCheck, type WantedStore } from '../../src/commerce/store-check';
import type { InstanceUnread } from '../../src/commerce/verdict';
import { startCommerce, type Answer, type CommerceServer } from './commerce-server';

const US: WantedStore = {
  storeId: 'us',
  country: 'US',
  websiteCode: 'base',
  amazonIdType: 'asin',
  attributeCode: 'amazon_asin',
  createAttributeIfMissing: false,
};
const ASIN = {
  attribute_code: 'amazon_asin',
  frontend_input: 'text',
  is_required: false,
  is_unique: '0',
  scope: 'global',
  default_frontend_label: 'ASIN',
  frontend_labels: [],
};
const STORE_STRUCTURE = {
  '/store/websites': {
    body: [
      { id: 0, code: 'admin', default_group_id: 0 },
      { id: 1, code: 'base', default_group_id: 10 },
      { id: 2, code: 'canada', default_group_id: 20 },
      { id: 3, code: 'no_group', default_group_id: 0 },
      { id: 4, code: 'no_view', default_group_id: 40 },
      { id: 5, code: 'foreign_group', default_group_id: 10 },
    ],
  },
  '/store/storeGroups': {
    body: [
      { id: 0, website_id: 0, default_store_id: 0 },
      { id: 10, website_id: 1, default_store_id: 101 },
      { id: 11, website_id: 1, default_store_id: 103 },
      { id: 20, website_id: 2, default_store_id: 201 },
      { id: 40, website_id: 4, default_store_id: 0 },
    ],
  },
  '/store/storeViews': {
    body: [
      { id: 0, code: 'admin', website_id: 0, store_group_id: 0 },
      { id: 100, code: 'german', website_id: 1, store_group_id: 10 },
      { id: 101, code: 'english', website_id: 1, store_group_id: 10 },
      { id: 103, code: 'outlet', website_id: 1, store_group_id: 11 },
      { id: 201, code: 'canadian', website_id: 2, store_group_id: 20 },
    ],
  },
  '/store/storeConfigs': {
    body: [
      { code: 'english', base_currency_code: 'USD', default_display_currency_code: 'EUR' },
      { code: 'canadian', base_currency_code: 'USD', default_display_currency_code: 'CAD' },
    ],
  },
};

let commerce: CommerceServer;
afterEach(() => commerce.stop());

async function check(
  store: Partial<WantedStore>,
  answers: Readonly<Record<string, Answer>> = {},
): Promise<StoreCheck | InstanceUnread> {
  commerce = await startCommerce({
    ...STORE_STRUCTURE,
    '/products/attributes/amazon_asin': { body: ASIN },
    ...answers,
  });
  const wanted = { ...US, ...store };
  const read = await readInstance(commerce.rest, [wanted]);
  return read.outcome === 'ok' ? judgeStore(wanted, read.value) : read;
}

function checkWithAttribute(attribute: object): Promise<unknown> {
  return check({}, { '/products/attributes/amazon_asin': { body: { ...ASIN, ...attribute } } });
}

async function problemsOf(checked: Promise<unknown>): Promise<readonly object[]> {
  const result = (await checked) as StoreCheck;
  return result.outcome === 'problems' ? result.problems : [];
}

describe('a store that can be created', () => {
  it("takes the website's default group and its default view as the target of orders", async () => {
    expect(await check({})).toEqual({
      outcome: 'ready',
      websiteId: 1,
      storeGroupId: 10,
      storeViewId: 101,
      storeViewCode: 'english',
      currency: 'USD',
      warnings: [],
    });
  });

  it('asks for the configuration of the target view only', async () => {
    await check({});

    expect(commerce.paths().filter((path) => path.includes('storeConfigs'))).toEqual([
      '/rest/all/V1/store/storeConfigs?storeCodes%5B0%5D=english',
    ]);
  });

  it.each([
    { frontend_input: 'select' },
    { default_frontend_label: '', frontend_labels: [{ store_id: 1, label: 'ASIN' }] },
  ])('may be mapped to an attribute with %p', async (attribute) => {
    expect(await checkWithAttribute(attribute)).toMatchObject({ outcome: 'ready' });
  });

  it.each<[object, object[]]>([
    [{ scope: 'store' }, [{ code: 'attribute_scope_not_global', scope: 'store' }]],
    [{ scope: 'website' }, [{ code: 'attribute_scope_not_global', scope: 'website' }]],
    [{ scope: undefined }, []],
    [{ is_unique: '1' }, [{ code: 'attribute_unique' }]],
    [{ is_required: true }, [{ code: 'attribute_required' }]],
    [
      { scope: 'store', is_unique: '1', is_required: true },
      [
        { code: 'attribute_scope_not_global', scope: 'store' },
        { code: 'attribute_unique' },
        { code: 'attribute_required' },
      ],
    ],
  ])('is ready with the warnings that %p deserves', async (attribute, warnings) => {
    expect(await checkWithAttribute(attribute)).toMatchObject({ outcome: 'ready', warnings });
  });

  it("is ready with a warning when its prices are in another currency than the marketplace's", async () => {
    expect(await check({ country: 'UK' })).toMatchObject({
      outcome: 'ready',
      currency: 'USD',
      warnings: [{ code: 'currency_differs', storeCurrency: 'USD', marketplaceCurrency: 'GBP' }],
    });
  });
});

describe('a store that cannot be created', () => {
  it.each([
    ['nowhere', 'website_unknown'],
    ['Base', 'website_unknown'],
    ['admin', 'website_unknown'],
    ['no_group', 'website_without_store_view'],
    ['no_view', 'website_without_store_view'],
    ['foreign_group', 'website_without_store_view'],
  ])('names website %s as %s', async (websiteCode, code) => {
    expect(await problemsOf(check({ websiteCode }))).toEqual([{ code, websiteCode }]);
  });

  it.each(['unknown', '../modules'])('names an attribute that Commerce does not have: %s', async (attributeCode) => {
    expect(await problemsOf(check({ attributeCode }))).toEqual([{ code: 'attribute_unknown', attributeCode }]);
  });

  it.each(['textarea', 'boolean', 'multiselect', 'date', 'price', 'media_image', ''])(
    'names an attribute whose input is %p',
    async (frontendInput) => {
      expect(await problemsOf(checkWithAttribute({ frontend_input: frontendInput }))).toEqual([
        { code: 'attribute_not_mappable', attributeCode: 'amazon_asin', frontendInput },
      ]);
    },
  );

  it.each([{ default_frontend_label: ' ' }, { default_frontend_label: null, frontend_labels: [{ label: '' }] }])(
    'names an attribute without a label: %p',
    async (attribute) => {
      expect(await problemsOf(checkWithAttribute(attribute))).toEqual([
        { code: 'attribute_without_label', attributeCode: 'amazon_asin' },
      ]);
    },
  );

  it.each([
    'status',
    'visibility',
    'tax_class_id',
    'url_key',
    'meta_title',
    'tier_price',
    'page_layout',
    'is_redeemable',
  ])('names an attribute that steers Commerce itself: %s', async (attributeCode) => {
    const body = { ...ASIN, attribute_code: attributeCode };

    expect(await problemsOf(check({ attributeCode }, { [`/products/attributes/${attributeCode}`]: { body } }))).toEqual(
      [{ code: 'attribute_excluded', attributeCode }],
    );
  });

  it('names all of its problems at once', async () => {
    const attributeCode = 'meta_keyword';
    const body = { ...ASIN, attribute_code: attributeCode, frontend_input: 'textarea', default_frontend_label: '' };
    const problems = await problemsOf(
      check({ websiteCode: 'nowhere', attributeCode }, { [`/products/attributes/${attributeCode}`]: { body } }),
    );

    expect(problems).toMatchObject([
      { code: 'website_unknown' },
      { code: 'attribute_excluded' },
      { code: 'attribute_not_mappable' },
      { code: 'attribute_without_label' },
    ]);
  });
});

describe('an instance that cannot be read', () => {
  const everyRead = ['/store/websites', '/store/storeGroups', '/store/storeViews', '/store/storeConfigs'];

  it.each([...everyRead, '/products/attributes/amazon_asin'])('says nothing of a store: 500 at %s', async (path) => {
    expect(await check({}, { [path]: { status: 500 } })).toEqual({ outcome: 'unverifiable', reason: 'server_error' });
  });

  it.each([...everyRead, '/products/attributes/amazon_asin'])('is a refusal: no permission at %s', async (path) => {
    const body = { message: 'No %resources.', parameters: { resources: 'A::b' } };

    expect(await check({}, { [path]: { status: 401, body } })).toMatchObject({
      outcome: 'refused',
      reason: 'missing_permission',
      resources: ['A::b'],
    });
  });

  it.each(everyRead)('is no Commerce at all: 404 at %s', async (path) => {
    const body = { message: 'Request does not match any route.' };

    expect(await check({}, { [path]: { status: 404, body } })).toEqual({
      outcome: 'unverifiable',
      reason: 'unexpected_answer',
    });
  });

  it('is not asked further when the first read is refused', async () => {
    await check({}, { '/store/websites': { status: 401, body: { message: 'No.' } } });

    expect(commerce.paths()).toEqual(['/rest/all/V1/store/websites']);
  });

  it('is unverifiable when it leaves out the configuration that was asked for', async () => {
    expect(await check({}, { '/store/storeConfigs': { body: [] } })).toEqual({
      outcome: 'unverifiable',
      reason: 'unexpected_answer',
    });
  });
});

describe('several stores of one instance', () => {
  const CANADA: WantedStore = { ...US, storeId: 'ca', country: 'CA', websiteCode: 'canada' };
  const MEXICO: WantedStore = { ...US, storeId: 'mx', country: 'MX', websiteCode: 'nowhere', attributeCode: 'unknown' };

  it('are judged each by itself after one reading', async () => {
    commerce = await startCommerce({ ...STORE_STRUCTURE, '/products/attributes/amazon_asin': { body: ASIN } });
    const stores = [US, CANADA, MEXICO];

    const read = await readInstance(commerce.rest, stores);

    const judged = read.outcome === 'ok' ? stores.map((store) => judgeStore(store, read.value)) : [];
    expect(judged).toMatchObject([
      { outcome: 'ready', storeViewCode: 'english' },
      {
        outcome: 'ready',
        storeViewCode: 'canadian',
        warnings: [{ code: 'currency_differs', marketplaceCurrency: 'CAD' }],
      },
      { outcome: 'problems', problems: [{ code: 'website_unknown' }, { code: 'attribute_unknown' }] },
    ]);
    expect(commerce.paths()).toHaveLength(7);
  });
});

describe('what keeps an instance from being read', () => {
  const lacking = (resource: string): Answer => ({
    status: 401,
    body: { message: 'No access to %resources.', parameters: { resources: resource } },
  });

  it('are all missing permissions at once, so that one correction is enough', async () => {
    const refused = await check(
      {},
      {
        '/store/websites': lacking('Magento_Backend::store'),
        '/store/storeGroups': lacking('Magento_Backend::store'),
        '/products/attributes/amazon_asin': lacking('Magento_Catalog::attributes_attributes'),
        '/store/storeViews': { status: 500 },
      },
    );

    expect(refused).toEqual({
      outcome: 'refused',
      reason: 'missing_permission',
      resources: ['Magento_Backend::store', 'Magento_Catalog::attributes_attributes'],
    });
  });

  it('is never that the modules may not be read: that is information', async () => {
    expect(await check({}, { '/modules': lacking('Magento_Backend::admin') })).toMatchObject({ outcome: 'ready' });
  });

  it.each<[string, Answer]>([
    ['pages that say 404', { status: 404, body: '<html>Not here</html>' }],
    ['pages that say 200', { body: '<html>Welcome</html>' }],
    ['moved', { status: 301, headers: { location: 'https://www.shop.example/' } }],
    ['a REST API of somebody else', { status: 404, body: { message: 'Unknown' } }],
  ])('is that nothing there is Commerce: %s', async (_what, otherwise) => {
    commerce = await startCommerce({}, { otherwise });

    expect(await readInstance(commerce.rest, [US])).toEqual({ outcome: 'unverifiable', reason: 'not_commerce' });
  });

  it.each<[string, Readonly<Record<string, Answer>>]>([
    ['one address answers as Commerce does', { '/store/storeViews': { body: [] } }],
    ['one address lacks a permission', { '/modules': lacking('Magento_Backend::admin') }],
    ['one address could not be asked', { '/store/storeGroups': { status: 503 } }],
    ['a firewall stands before one address', { '/store/storeGroups': { status: 403, body: '<html>Blocked</html>' } }],
  ])('is not that nothing there is Commerce as soon as %s', async (_what, answers) => {
    commerce = await startCommerce(answers, { otherwise: { status: 404, body: '<html>Not here</html>' } });

    expect(await readInstance(commerce.rest, [US])).toMatchObject({
      outcome: 'unverifiable',
      reason: expect.stringMatching(/^(unexpected_answer|server_error)$/),
    });
  });
});

it('the modules that concern us are read where they may be', async () => {
  commerce = await startCommerce({
    ...STORE_STRUCTURE,
    '/products/attributes/amazon_asin': { body: ASIN },
    '/modules': { body: ['Magento_Catalog', 'Magento_ServicesConnector'] },
  });

  expect(await readInstance(commerce.rest, [US])).toMatchObject({
    value: { modules: { amazonSalesChannel: false, servicesConnector: true } },
  });
});
