import { createImsTokens, type ImsTokens } from '../src/commerce/ims';
import type { CommerceCredentials } from '../src/commerce/access';
import { createCommerceRest, type CommerceRest } from '../src/commerce/rest';
import { STRICT_RULES } from '../src/outgoing/address-rules';
import { createOutgoing, type Outgoing } from '../src/outgoing/guarded-dispatcher';
import { ATTRIBUTES_RESOURCE, MODULES_RESOURCE, STORE_RESOURCE } from '../src/simulator/commerce/instances';
import type { Simulator } from '../src/simulator/start-simulator';
import { startCommerce, type Answer, type CommerceServer } from '../test/commerce/commerce-server';
import { handClock, start } from '../test/simulator/running';
import { commerceModel, type CommerceEdition } from './commerce-model';
import { problemsOf, recordOutgoing, type Exchange } from './exchanges';
import { sampleOf } from './sample';

/** Every call that our client can make, and the answer that the model says it has. */
const CALLS: Readonly<Record<keyof Omit<CommerceRest, 'tokenAlone'>, (rest: CommerceRest) => Promise<unknown>>> = {
  websites: (rest) => rest.websites(),
  storeGroups: (rest) => rest.storeGroups(),
  storeViews: (rest) => rest.storeViews(),
  storeConfigs: (rest) => rest.storeConfigs(['base_en']),
  attribute: (rest) => rest.attribute('ean'),
  attributes: (rest) => rest.attributes(['text', 'select'], { number: 1, size: 3 }),
  createAttribute: (rest) => rest.createAttribute(`made_${(made += 1)}`, 'Made'),
  modules: (rest) => rest.modules(),
};
let made = 0;

const EVERYTHING = [STORE_RESOURCE, ATTRIBUTES_RESOURCE, MODULES_RESOURCE];

/** The two editions, each with the merchant of the simulator that has it and the holder of its permissions. */
const EDITIONS = [
  ['commercePaas', 'acme', 'evergrant'],
  ['commerceSaas', 'soylent', 'role'],
] as const satisfies readonly (readonly [CommerceEdition, string, string])[];

const clock = handClock();
let simulator: Simulator;
let outgoing: Outgoing;
beforeAll(async () => {
  simulator = await start({ clock });
  outgoing = createOutgoing({ rules: { ...STRICT_RULES, allowedOrigins: [simulator.url] } });
});
afterAll(async () => {
  await outgoing.close();
  await simulator.stop();
});

describe.each(EDITIONS)('our Commerce client and the simulator, held to the model %s', (edition, merchant, holder) => {
  const model = commerceModel(edition);
  const exchanges: Exchange[] = [];
  let rest: CommerceRest;
  beforeAll(() => {
    rest = connect(imsTokens());
  });
  beforeEach(() => exchanges.splice(0));
  afterEach(() => simulator.grantResources(merchant, holder, EVERYTHING));

  function imsTokens(): ImsTokens {
    return createImsTokens({ tokenUrl: simulator.addresses.imsToken, outgoing, clock });
  }

  function connect(ims: ImsTokens, change: Readonly<Record<string, string>> = {}): CommerceRest {
    const { baseUrl, ...credentials } = credentialsOf(merchant);
    const base = edition === 'commerceSaas' ? baseUrl : `${baseUrl}/rest/all`;
    return createCommerceRest({
      baseUrl,
      credentials: { ...credentials, ...change },
      outgoing: recordOutgoing(outgoing, base, exchanges),
      clock,
      ims,
      saasStandIn: simulator.addresses.saas,
    });
  }

  /** Of everything that went over the line; there must have been something, with this status. */
  function problems(status: number): readonly string[] {
    expect(exchanges.map(({ answer }) => answer.status)).toContain(status);
    return exchanges.flatMap((exchange) => problemsOf(model, exchange));
  }

  it.each(Object.entries(CALLS))('keep to it with %s', async (_name, call) => {
    expect(['ok', 'made']).toContain(((await call(rest)) as { outcome: string }).outcome);
    expect(problems(200)).toEqual([]);
  });

  it.each(Object.entries(CALLS))('keep to it when the permission for %s is missing', async (_name, call) => {
    await simulator.grantResources(merchant, holder, []);

    expect(await call(rest)).toMatchObject({ outcome: 'refused', reason: 'missing_permission' });
    expect(problems(401)).toEqual([]);
  });

  it('keep to it for an attribute that does not exist', async () => {
    expect(await rest.attribute('nonsense')).toMatchObject({ outcome: 'not_found' });
    expect(problems(404)).toEqual([]);
  });

  it('keep to it for an attribute that exists already', async () => {
    expect(await rest.createAttribute('ean', 'EAN')).toMatchObject({ outcome: 'declined' });
    expect(problems(400)).toEqual([]);
  });

  it('keep to it for an attribute code that Commerce does not take', async () => {
    expect(await rest.createAttribute('a'.repeat(31), 'Too long')).toMatchObject({ outcome: 'declined' });
    expect(problems(400)).toEqual([]);
  });

  it('send what the model allows also when the credentials are wrong', async () => {
    const wrong = edition === 'commerceSaas' ? { organizationId: 'X@AdobeOrg' } : { accessTokenSecret: 'x'.repeat(32) };

    expect(await connect(imsTokens(), wrong).websites()).toMatchObject({ outcome: 'refused' });
    expect(exchanges.length).toBeGreaterThan(0);
    expect(exchanges.flatMap(({ request }) => model.problemsOfRequest(request))).toEqual([]);
  });

  it('are found out if the simulator answers otherwise', async () => {
    const website = { id: 1, code: 'base', name: 'Main', default_group_id: 1 };
    await simulator.orderFault({ operation: 'commerce.rest', status: 200, body: [{ ...website, colour: 'red' }] });

    await rest.websites();

    expect(problems(200)).toEqual([expect.stringContaining('"additionalProperty":"colour"')]);
  });

  it('keep to it with everything that the simulator can answer to a search', async () => {
    const query = new URLSearchParams({
      'searchCriteria[filterGroups][0][filters][0][field]': 'frontend_input',
      'searchCriteria[filterGroups][0][filters][0][value]': 'text',
      'searchCriteria[filterGroups][0][filters][0][conditionType]': 'eq',
      'searchCriteria[sortOrders][0][field]': 'attribute_code',
      'searchCriteria[sortOrders][0][direction]': 'DESC',
      'searchCriteria[pageSize]': '2',
      'searchCriteria[currentPage]': '2',
    });
    const request = { method: 'GET', path: '/V1/products/attributes', query };

    expect(model.problemsOfRequest(request)).toEqual([]);
    expect(model.problemsOfAnswer(request, await askAlone(`/V1/products/attributes?${query.toString()}`))).toEqual([]);
  });

  it.each(['{}', '{', '{"attribute":{"frontend_input":"text"}}', '{"attribute":{"scope":1}}'])(
    'refuse %s as the model says',
    async (body) => {
      const request = { method: 'POST', path: '/V1/products/attributes', query: new URLSearchParams() };

      const answer = await askAlone('/V1/products/attributes', body);

      expect(answer.status).toBe(400);
      expect(model.problemsOfAnswer(request, answer)).toEqual([]);
    },
  );

  /** Without our client: for what it never sends. */
  async function askAlone(path: string, body?: string): Promise<{ status: number; body: unknown }> {
    const credentials = credentialsOf(merchant);
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    let url = credentials.baseUrl;
    if (credentials.type === 'ims') {
      const token = await imsTokens().tokenOf(credentials);
      headers['authorization'] = `Bearer ${token.outcome === 'token' ? token.token : ''}`;
      headers['x-api-key'] = credentials.clientId;
      headers['x-gw-ims-org-id'] = credentials.organizationId;
      headers['store'] = 'all';
    } else {
      await simulator.allowBearerTokens(merchant, true);
      headers['authorization'] = `Bearer ${credentials.accessToken}`;
      url += '/rest/all';
    }
    const response = await fetch(url + path, {
      headers,
      ...(body === undefined ? {} : { method: 'POST', body }),
    });
    return { status: response.status, body: await response.json() };
  }
});

type Known = Exclude<CommerceCredentials, { type: 'bearer' }> & { readonly baseUrl: string };

function credentialsOf(merchant: string): Known {
  const { merchants, saasMerchants } = simulator.demo;
  const paas = merchants.find(({ name }) => name === merchant);
  if (paas) return { type: 'oauth1', ...paas.commerce };
  return { type: 'ims', ...saasMerchants.find(({ name }) => name === merchant)!.commerce };
}

describe.each(['commercePaas', 'commerceSaas'] as const)('our Commerce client and the answers of %s', (edition) => {
  const model = commerceModel(edition);
  let commerce: CommerceServer;
  afterEach(() => commerce.stop());

  /** Fields whose meaning the model does not tell: a currency is of ISO 4217, and a website is not the admin's. */
  const values = { base_currency_code: 'USD', default_display_currency_code: 'USD' };

  /** What each call is answered with, made from the model. */
  const ANSWERS: Readonly<Record<keyof typeof CALLS, { path: string; definition: string; isList?: boolean }>> = {
    websites: { path: '/store/websites', definition: 'store-data-website-interface', isList: true },
    storeGroups: { path: '/store/storeGroups', definition: 'store-data-group-interface', isList: true },
    storeViews: { path: '/store/storeViews', definition: 'store-data-store-interface', isList: true },
    storeConfigs: { path: '/store/storeConfigs', definition: 'store-data-store-config-interface', isList: true },
    attribute: { path: '/products/attributes/ean', definition: 'catalog-data-product-attribute-interface' },
    attributes: {
      path: '/products/attributes',
      definition: 'catalog-data-product-attribute-search-results-interface',
    },
    createAttribute: { path: 'POST /products/attributes', definition: 'catalog-data-product-attribute-interface' },
    modules: { path: '/modules', definition: '' },
  };

  async function answering(name: keyof typeof CALLS, answer: Answer): Promise<unknown> {
    commerce = await startCommerce({ [ANSWERS[name].path]: answer });
    return CALLS[name](commerce.rest);
  }

  const withDefinition = Object.entries(ANSWERS).filter(([, { definition }]) => definition !== '');

  describe.each(['all', 'required'] as const)('with %s fields', (fields) => {
    it.each(withDefinition)('understands %s', async (name, { definition, isList = false }) => {
      const { schema, definitions } = model.definition(definition);
      const one = sampleOf(schema, { definitions, fields, values });
      expect(model.problemsOfValue(definition, one)).toEqual([]);

      const outcome = await answering(name as keyof typeof CALLS, { body: isList ? [one] : one });

      if (name === 'createAttribute') expect(outcome).toEqual({ outcome: 'made' });
      else expect(outcome).toMatchObject({ outcome: 'ok', value: isList ? [expect.anything()] : expect.anything() });
    });
  });

  it('understands the list of modules', async () => {
    expect(await answering('modules', { body: ['Magento_Store'] })).toEqual({
      outcome: 'ok',
      value: ['Magento_Store'],
    });
  });

  it.each(Object.keys(CALLS))('takes an error with nothing but a message at %s for what it is', async (name) => {
    const { schema, definitions } = model.definition('error-response');
    const body = sampleOf(schema, { definitions, fields: 'required' });

    expect(await answering(name as keyof typeof CALLS, { status: 401, body })).toMatchObject({
      outcome: 'refused',
      reason: 'bad_credentials',
    });
  });

  it.each([{ resources: 'Magento_Backend::store' }, [{ resources: 'Magento_Backend::store' }]])(
    'reads the missing permission from parameters as %j',
    async (parameters) => {
      const body = { message: "The consumer isn't authorized to access %resources.", parameters };

      expect(await answering('websites', { status: 401, body })).toMatchObject({
        reason: 'missing_permission',
        resources: ['Magento_Backend::store'],
      });
    },
  );
});
