import { commerceModel, namesOf } from './commerce-model';
import { readDocument, sellersModel } from './models';
import { createModel, type Model, type SentRequest } from './swagger';

/** Each correct value is changed in one place; a validator that lets the change pass proves nothing elsewhere. */
describe('the check of an answer', () => {
  const request: SentRequest = { method: 'GET', path: '/sellers/v1/account', query: new URLSearchParams() };
  const marketplace = {
    id: 'ATVPDKIKX0DER',
    name: 'Amazon.com',
    countryCode: 'US',
    defaultCurrencyCode: 'USD',
    defaultLanguageCode: 'en_US',
    domainName: 'www.amazon.com',
  };
  const participation = { isParticipating: true, hasSuspendedListings: false };
  const entry = { marketplace, participation, storeName: 'Acme' };
  const account = {
    businessType: 'PRIVATE_LIMITED',
    sellingPlan: 'PROFESSIONAL',
    marketplaceParticipationList: [entry],
  };
  const model = sellersModel();
  const check = (payload: unknown) => model.problemsOfAnswer(request, { status: 200, body: { payload } });

  it('passes what the model allows', () => {
    expect(check(account)).toEqual([]);
  });

  it.each([
    ['a missing field', { ...account, sellingPlan: undefined }],
    ['a value that is none of the choices', { ...account, sellingPlan: 'GOLD' }],
    ['a field that nobody documented', { ...account, goldMember: true }],
    ['an undocumented field deep inside', { ...account, marketplaceParticipationList: [{ ...entry, extra: 1 }] }],
    ['a missing field deep inside', { ...account, marketplaceParticipationList: [{ marketplace, participation }] }],
    ['another type', { ...account, marketplaceParticipationList: {} }],
    [
      'a text against its pattern',
      {
        ...account,
        marketplaceParticipationList: [{ ...entry, marketplace: { ...marketplace, countryCode: 'usa' } }],
      },
    ],
  ])('finds %s', (_case, payload) => {
    expect(check(JSON.parse(JSON.stringify(payload)))).not.toEqual([]);
  });

  it('finds a status that the model does not know', () => {
    expect(model.problemsOfAnswer(request, { status: 418, body: {} })).not.toEqual([]);
  });
});

describe.each(['commercePaas', 'commerceSaas'] as const)('the check of a request to %s', (edition) => {
  const model: Model = commerceModel(edition);
  const check = (method: string, address: string, body?: unknown) => {
    const { pathname, searchParams } = new URL(address, 'http://commerce.example');
    return model.problemsOfRequest({ method, path: pathname, query: searchParams, body });
  };
  const attribute = {
    attribute_code: 'amazon_asin',
    frontend_input: 'text',
    entity_type_id: '4',
    is_required: false,
    frontend_labels: [{ store_id: 0, label: 'ASIN' }],
  };

  it.each([
    ['GET', '/V1/store/websites'],
    ['GET', '/V1/products/attributes/amazon_asin'],
    ['GET', '/V1/store/storeConfigs?storeCodes[]=a&storeCodes[1]=b'],
    ['GET', '/V1/products/attributes/x?fields=attribute_code,options[label,store_labels[label]]'],
    ['GET', '/V1/products/attributes?searchCriteria[filterGroups][2][filters][1][field]=x&searchCriteria[pageSize]=5'],
  ])('passes %s %s', (method, address) => {
    expect(check(method, address)).toEqual([]);
  });

  it('passes an attribute to be made', () => {
    expect(check('POST', '/V1/products/attributes', { attribute })).toEqual([]);
  });

  it.each([
    ['a path', 'GET', '/V1/store/planets', undefined],
    ['a path below a known one', 'GET', '/V1/products/attributes/a/b', undefined],
    ['a method', 'DELETE', '/V1/store/websites', undefined],
    ['a parameter', 'GET', '/V1/store/websites?page=2', undefined],
    ['a field that is asked for', 'GET', '/V1/store/websites?fields=id,color', undefined],
    ['a field below one that is asked for', 'GET', '/V1/products/attributes?fields=items[colour]', undefined],
    ['a nested parameter', 'GET', '/V1/products/attributes?searchCriteria[filterGroups][0][field]=x', undefined],
    ['a number that is none', 'GET', '/V1/products/attributes?searchCriteria[pageSize]=many', undefined],
    ['a body where none belongs', 'GET', '/V1/store/websites', {}],
    ['a body that is missing', 'POST', '/V1/products/attributes', undefined],
    ['a body without its content', 'POST', '/V1/products/attributes', {}],
    ['a misspelt field', 'POST', '/V1/products/attributes', { attribute: { ...attribute, frontent_input: 'text' } }],
    ['a field of another type', 'POST', '/V1/products/attributes', { attribute: { ...attribute, is_required: 'no' } }],
  ])('finds %s against the model', (_case, method, address, body) => {
    expect(check(method, address, body)).not.toEqual([]);
  });
});

describe('the check of an answer of which only a part was asked for', () => {
  const model = commerceModel('commercePaas');
  const request = (fields: string): SentRequest => ({
    method: 'GET',
    path: '/V1/store/websites',
    query: new URLSearchParams(fields === '' ? {} : { fields }),
  });
  const check = (fields: string, body: unknown) => model.problemsOfAnswer(request(fields), { status: 200, body });

  it('asks for nothing that was not asked for, and only then', () => {
    expect(check('code', [{ code: 'base' }])).toEqual([]);
    expect(check('', [{ code: 'base' }])).not.toEqual([]);
  });

  it('still finds what is wrong', () => {
    expect(check('code', [{ code: 7 }])).not.toEqual([]);
    expect(check('code', [{ colour: 'red' }])).not.toEqual([]);
  });

  it('reads the names with those that they stand below', () => {
    expect(namesOf('items[code,labels[label]],total')).toEqual([
      'items',
      'items.code',
      'items.labels',
      'items.labels.label',
      'total',
    ]);
  });

  it.each(['items[code', 'items]'])('refuses the unmatched brackets of %s', (fields) => {
    expect(() => namesOf(fields)).toThrow(SyntaxError);
  });
});

describe('what is corrected or known to be wrong in the models', () => {
  it("Amazon's example of getAccount still lacks two required fields, and nothing else", () => {
    const example = readDocument('sellers').paths['/sellers/v1/account']!['get']!.responses['200']!.examples;

    const problems = sellersModel().problemsOfValue('GetAccountResponse', example!['application/json']);

    expect(problems).toEqual([
      expect.stringContaining('"missingProperty":"defaultCurrencyCode"'),
      expect.stringContaining('"missingProperty":"defaultLanguageCode"'),
    ]);
  });

  it.each(['commercePaas', 'commerceSaas'] as const)(
    'the model of %s still has the parameters of an error otherwise than Commerce sends them',
    (edition) => {
      const error = { message: "The consumer isn't authorized to access %resources.", parameters: { resources: 'x' } };

      expect(createModel(readDocument(edition)).problemsOfValue('error-response', error)).not.toEqual([]);
      expect(commerceModel(edition).problemsOfValue('error-response', error)).toEqual([]);
    },
  );
});
