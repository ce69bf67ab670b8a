import type { RequestListener } from 'node:http';
import { makeMissingAttributes, type OrderBook } from '../../src/commerce/attribute-making';
import { readInstance } from '../../src/commerce/instance';
import { judgeStore, type WantedStore } from '../../src/commerce/store-check';
import { startCommerce, type Answer, type CommerceServer } from './commerce-server';

const US: WantedStore = {
  storeId: 'us',
  country: 'US',
  websiteCode: 'base',
  amazonIdType: 'asin',
  attributeCode: 'amazon_asin',
  createAttributeIfMissing: true,
};
const CA: WantedStore = { ...US, storeId: 'ca', country: 'CA' };

const ATTRIBUTE = '/products/attributes/amazon_asin';
const MISSING: Answer = { status: 404, body: { message: 'No such attribute.' } };
const THERE: Answer = {
  body: { attribute_code: 'amazon_asin', frontend_input: 'text', scope: 'global', default_frontend_label: 'ASIN' },
};
const EXISTS: Answer = { status: 400, body: { message: 'Attribute with the same code already exists.' } };
const STRUCTURE = {
  '/store/websites': { body: [{ id: 1, code: 'base', default_group_id: 10 }] },
  '/store/storeGroups': { body: [{ id: 10, website_id: 1, default_store_id: 100 }] },
  '/store/storeViews': { body: [{ id: 100, code: 'english', website_id: 1, store_group_id: 10 }] },
  '/store/storeConfigs': { body: [{ code: 'english', base_currency_code: 'USD' }] },
};

let commerce: CommerceServer;
let kept: Set<string>;
afterEach(() => commerce.stop());

function orderBook(already: readonly string[] = []): OrderBook {
  kept = new Set(already);
  return {
    note({ storeId }) {
      const isNew = !kept.has(storeId);
      kept.add(storeId);
      return Promise.resolve(isNew);
    },
    takeBack({ storeId }) {
      kept.delete(storeId);
      return Promise.resolve();
    },
  };
}

async function make(
  stores: readonly WantedStore[],
  answers: Parameters<typeof startCommerce>[0],
  book: OrderBook = orderBook(),
) {
  commerce = await startCommerce({ ...STRUCTURE, ...answers });
  const read = await readInstance(commerce.rest, stores);
  if (read.outcome !== 'ok') throw new Error('The instance could not be read');
  const made = await makeMissingAttributes(commerce.rest, stores, read.value, book);
  return made.outcome === 'ok' ? stores.map((store) => judgeStore(store, made.value)) : made;
}

const orders = () => commerce.server.requests.filter(({ method }) => method === 'POST');

it('makes a missing attribute: text, global, neither unique nor required, labelled by the kind of id', async () => {
  const bodies: string[] = [];
  const take: RequestListener = (request, response) => {
    request.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
    request.on('end', () => response.end(JSON.stringify(THERE.body)));
  };

  const checks = await make([US], { 'POST /products/attributes': take, [ATTRIBUTE]: [MISSING, THERE] });

  expect(checks).toMatchObject([{ outcome: 'ready' }]);
  expect(JSON.parse(bodies.join(''))).toMatchObject({
    attribute: {
      attribute_code: 'amazon_asin',
      frontend_input: 'text',
      scope: 'global',
      is_unique: '0',
      is_required: false,
      default_frontend_label: 'Amazon ASIN',
    },
  });
  expect(orders()[0]?.headers).toMatchObject({
    'content-type': 'application/json',
    authorization: expect.stringMatching(/^OAuth .*oauth_signature=/),
  });
  expect([...kept]).toEqual(['us']);
});

it('makes it once for all stores that share it', async () => {
  await make([US, CA], { 'POST /products/attributes': THERE, [ATTRIBUTE]: [MISSING, THERE] });

  expect(orders()).toHaveLength(1);
  expect([...kept]).toEqual(['us', 'ca']);
});

it.each<[string, Partial<WantedStore>, Parameters<typeof startCommerce>[0], readonly string[]]>([
  ['was not asked for', { createAttributeIfMissing: false }, { [ATTRIBUTE]: MISSING }, ['attribute_unknown']],
  ['would be of a website that is not there', { websiteCode: 'other' }, { [ATTRIBUTE]: MISSING }, ['website_unknown']],
  ['belongs to Commerce itself', { attributeCode: 'status' }, {}, ['attribute_excluded']],
])('makes none that %s', async (_why, change, answers, problems) => {
  const checks = await make([{ ...US, ...change }], answers);

  expect(checks).toMatchObject([{ outcome: 'problems', problems: problems.map((code) => ({ code })) }]);
  expect(orders()).toHaveLength(0);
});

it('makes none that is there, whoever made it', async () => {
  expect(await make([US], { [ATTRIBUTE]: THERE })).toMatchObject([{ outcome: 'ready' }]);
  expect(orders()).toHaveLength(0);
  expect([...kept]).toEqual([]);
});

it('counts as made although the answer was lost', async () => {
  const drop: RequestListener = (request) => request.socket.destroy();

  expect(await make([US], { 'POST /products/attributes': drop, [ATTRIBUTE]: [MISSING, THERE] })).toMatchObject([
    { outcome: 'ready' },
  ]);
  expect([...kept]).toEqual(['us']);
});

it('is not said to be ours when somebody else made it meanwhile', async () => {
  expect(await make([US], { 'POST /products/attributes': EXISTS, [ATTRIBUTE]: [MISSING, THERE] })).toMatchObject([
    { outcome: 'ready' },
  ]);
  expect([...kept]).toEqual([]);
});

it('stays ours when an earlier order, whose answer was lost, turns out to have been carried out', async () => {
  await make([US], { 'POST /products/attributes': EXISTS, [ATTRIBUTE]: [MISSING, THERE] }, orderBook(['us']));

  expect([...kept]).toEqual(['us']);
});

it('is a problem of the store when Commerce declines to make it', async () => {
  const declined = { status: 400, body: { message: 'The code is reserved by the system.' } };

  expect(await make([US], { 'POST /products/attributes': declined, [ATTRIBUTE]: MISSING })).toEqual([
    { outcome: 'problems', problems: [{ code: 'attribute_not_created', attributeCode: 'amazon_asin' }] },
  ]);
  expect([...kept]).toEqual([]);
});

it('is a missing permission, by its name, when the connection may not make it', async () => {
  const refused = {
    status: 401,
    body: {
      message: "The consumer isn't authorized to access %resources.",
      parameters: { resources: 'Magento_Catalog::attributes_attributes' },
    },
  };

  expect(await make([US], { 'POST /products/attributes': refused, [ATTRIBUTE]: MISSING })).toEqual({
    outcome: 'refused',
    reason: 'missing_permission',
    resources: ['Magento_Catalog::attributes_attributes'],
  });
  expect([...kept]).toEqual([]);
});

it('stays to be made, and is kept in mind, when nobody knows what became of the order', async () => {
  expect(await make([US], { 'POST /products/attributes': { status: 503 }, [ATTRIBUTE]: MISSING })).toEqual({
    outcome: 'unverifiable',
    reason: 'server_error',
  });
  expect([...kept]).toEqual(['us']);
});
