import type { Attribute } from '../../src/simulator/commerce/instances';
import type { CommerceCredentials } from '../../src/simulator/demo';
import type { Simulator } from '../../src/simulator/start-simulator';
import { oauthHeader } from './commerce-callers';
import { handClock, start } from './running';

const clock = handClock();
let simulator: Simulator;
let acme: CommerceCredentials;
beforeAll(async () => {
  simulator = await start({ clock });
  acme = simulator.demo.merchants.find(({ name }) => name === 'acme')!.commerce;
});
afterAll(() => simulator.stop());

async function call(path: string, body?: string): Promise<{ status: number; body: unknown }> {
  const url = `${acme.baseUrl}/rest/all/V1${path}`;
  const method = body === undefined ? 'GET' : 'POST';
  const response = await fetch(url, {
    method,
    headers: {
      authorization: oauthHeader(acme, url, clock.now(), {}, method),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, body: await response.json() };
}

describe('POST /V1/products/attributes', () => {
  const label = { default_frontend_label: 'Amazon condition' };
  const text = { attribute_code: 'amazon_condition', frontend_input: 'text', ...label };
  const create = async (attribute: unknown) => call('/products/attributes', JSON.stringify({ attribute }));

  it('makes a global attribute that is then there', async () => {
    const made = await create(text);

    expect(made).toMatchObject({
      status: 200,
      body: { attribute_code: 'amazon_condition', frontend_input: 'text', scope: 'global', is_unique: '0' },
    });
    expect((await call('/products/attributes/amazon_condition')).body).toEqual(made.body);
  });

  it('makes a code of the label if it is told none', async () => {
    expect(await create({ frontend_input: 'text', default_frontend_label: 'Amazon GCID!' })).toMatchObject({
      body: { attribute_code: 'amazon_gcid_' },
    });
  });

  it('takes the label of the admin for the default label', async () => {
    expect(
      await create({
        attribute_code: 'by_admin',
        frontend_input: 'text',
        frontend_labels: [{ store_id: 0, label: 'By admin' }],
      }),
    ).toMatchObject({ status: 200, body: { default_frontend_label: 'By admin' } });
  });

  it('gives every attribute an id of its own', async () => {
    const first = (await create({ ...text, attribute_code: 'first_one' })).body as Attribute;
    const second = (await create({ ...text, attribute_code: 'second_one' })).body as Attribute;

    expect(second.attribute_id).toBe(first.attribute_id + 1);
  });

  it('refuses a code that is taken', async () => {
    expect(await create({ ...text, attribute_code: 'ean' })).toEqual({
      status: 400,
      body: { message: '%1 already exists.', parameters: ['Attribute with the same code'] },
    });
  });

  it.each([
    ['a code that begins with a digit', { ...text, attribute_code: '1st' }, 'attribute_code'],
    ['a code of 31 characters', { ...text, attribute_code: 'a'.repeat(31) }, 'attribute_code'],
    [
      'an input that does not exist',
      { ...text, attribute_code: 'fine', frontend_input: 'telepathy' },
      'frontend_input',
    ],
    ['no input', { attribute_code: 'fine', ...label }, 'frontend_input'],
  ])('refuses %s', async (_case, attribute, fieldName) => {
    expect(await create(attribute)).toMatchObject({
      status: 400,
      body: {
        message: 'Invalid value of "%value" provided for the %fieldName field.',
        parameters: { fieldName },
      },
    });
  });

  it('refuses an attribute without a label', async () => {
    expect(await create({ attribute_code: 'fine', frontend_input: 'text' })).toMatchObject({
      status: 400,
      body: { message: '"%fieldName" is required. Enter and try again.', parameters: { fieldName: 'frontend_label' } },
    });
  });

  it('refuses a body without an attribute', async () => {
    expect(await call('/products/attributes', '{}')).toMatchObject({
      status: 400,
      body: { parameters: { fieldName: 'attribute' } },
    });
  });

  it('names the field whose value has the wrong type', async () => {
    expect(await create({ ...text, attribute_code: 'fine', scope: 'galaxy' })).toMatchObject({
      status: 400,
      body: { parameters: { fieldName: 'scope' } },
    });
  });

  it('refuses what is not JSON', async () => {
    expect(await call('/products/attributes', '{')).toEqual({ status: 400, body: { message: 'Decoding error.' } });
  });
});

describe('GET /V1/products/attributes', () => {
  type Found = { items: Attribute[]; total_count: number; search_criteria: unknown };

  async function search(query: string): Promise<Found> {
    const { status, body } = await call(`/products/attributes?${query}`);
    expect(status).toBe(200);
    return body as Found;
  }
  const codes = ({ items }: Found) => items.map(({ attribute_code }) => attribute_code);
  const filter = (group: number, index: number, field: string, value: string, condition = 'eq') =>
    ['field', 'value', 'conditionType']
      .map((part, at) => [
        `searchCriteria[filterGroups][${group}][filters][${index}][${part}]`,
        [field, value, condition][at]!,
      ])
      .map(([name, text]) => `${encodeURIComponent(name!)}=${encodeURIComponent(text!)}`)
      .join('&');

  it('wants search criteria', async () => {
    expect(await call('/products/attributes')).toMatchObject({
      status: 400,
      body: { parameters: { fieldName: 'searchCriteria' } },
    });
  });

  it('lists everything when the criteria are empty', async () => {
    const found = await search('searchCriteria=');

    expect(found.items).toHaveLength(found.total_count);
    expect(codes(found)).toContain('legacy_code');
  });

  it('takes filters of one group as alternatives, and groups together', async () => {
    const found = await search(
      [
        filter(0, 0, 'frontend_input', 'text'),
        filter(0, 1, 'frontend_input', 'select'),
        filter(1, 0, 'is_user_defined', '0'),
      ].join('&'),
    );

    expect(codes(found)).toEqual(['status']);
    expect(found.search_criteria).toMatchObject({
      filter_groups: [
        { filters: [{ field: 'frontend_input', value: 'text', condition_type: 'eq' }, { value: 'select' }] },
        { filters: [{ field: 'is_user_defined', value: '0' }] },
      ],
    });
  });

  it.each([
    ['eq', 'ean', ['ean']],
    ['in', 'ean,isbn', ['ean', 'isbn']],
    ['like', 'amazon_a%', ['amazon_asin']],
  ])('knows the condition %s', async (condition, value, expected) => {
    expect(codes(await search(filter(0, 0, 'attribute_code', value, condition))).sort()).toEqual(expected);
  });

  it.each([
    ['neq', 'ean'],
    ['nin', 'ean,isbn'],
  ])('knows the condition %s', async (condition, value) => {
    const found = codes(await search(filter(0, 0, 'attribute_code', value, condition)));

    expect(found).not.toContain('ean');
    expect(found).toContain('color');
  });

  it('takes the names in snake case too', async () => {
    const name = 'searchCriteria[filter_groups][0][filters][0]';

    expect(codes(await search(`${name}[field]=attribute_code&${name}[value]=ean`))).toEqual(['ean']);
  });

  it('sorts', async () => {
    const order = 'searchCriteria[sortOrders][0]';

    const found = codes(await search(`${order}[field]=attribute_code&${order}[direction]=DESC`));

    expect(found).toEqual(found.toSorted().reverse());
  });

  it('pages, and answers the last page again to those who ask for more', async () => {
    const page = async (current: number) =>
      codes(await search(`searchCriteria[pageSize]=4&searchCriteria[currentPage]=${current}`));
    const all = codes(await search('searchCriteria='));

    expect(await page(1)).toEqual(all.slice(0, 4));
    expect(await page(2)).toEqual(all.slice(4, 8));
    expect(await page(99)).toEqual(all.slice(Math.floor((all.length - 1) / 4) * 4));
  });

  it('answers only the fields that are asked for, of every entry', async () => {
    const fields = 'items[attribute_code,frontend_labels[label],nonsense],total_count';

    const found = await search(`${filter(0, 0, 'attribute_code', 'ean')}&fields=${encodeURIComponent(fields)}`);

    expect(found).toEqual({ items: [{ attribute_code: 'ean', frontend_labels: [] }], total_count: 1 });
  });

  it.each(['', 'items[attribute_code', 'items]'])(
    'answers everything when the fields "%s" cannot be read',
    async (fields) => {
      const found = await search(`${filter(0, 0, 'attribute_code', 'ean')}&fields=${encodeURIComponent(fields)}`);

      expect(found).toMatchObject({ items: [{ frontend_input: 'text' }], search_criteria: {} });
    },
  );

  it.each([
    ['a field that it cannot filter by', filter(0, 0, 'nonsense', '1')],
    ['a condition that it does not know', filter(0, 0, 'attribute_code', '1', 'resembles')],
  ])('refuses %s', async (_case, query) => {
    expect((await call(`/products/attributes?${query}`)).status).toBe(400);
  });
});
