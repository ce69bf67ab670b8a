import { createSellers } from '../src/amazon/sellers';
import { createTransport, type Transport } from '../src/amazon/transport';
import { Secret } from '../src/domain/secret';
import { BUSINESS_TYPES, SELLING_PLANS } from '../src/simulator/amazon/account';
import type { Simulator } from '../src/simulator/start-simulator';
import { json, startAmazon, type AmazonServer } from '../test/amazon/amazon-server';
import { grantFor, handClock, start } from '../test/simulator/running';
import { problemsOf, recordTransport, type Exchange } from './exchanges';
import { readDocument, sellersModel } from './models';
import { sampleOf } from './sample';

const model = sellersModel();
const PARTICIPATIONS = '/sellers/v1/marketplaceParticipations';
const DOCUMENT = readDocument('sellers');

describe('our Sellers client and the simulated Sellers API', () => {
  const clock = handClock();
  const exchanges: Exchange[] = [];
  let simulator: Simulator;
  let transport: Transport;
  beforeAll(async () => {
    simulator = await start({ clock });
    transport = createTransport();
  });
  beforeEach(() => clock.advance(3_600_000)); // fills the buckets
  afterEach(() => exchanges.splice(0));
  afterAll(async () => {
    await transport.close();
    await simulator.stop();
  });

  function sellersOf(region: 'na' | 'eu') {
    const { spApi, sellerCentral, lwaToken } = simulator.addresses;
    return createSellers({
      endpoints: { spApiBase: spApi, lwaTokenUrl: lwaToken, sellerCentralBase: () => sellerCentral },
      clock,
      transport: recordTransport(transport, spApi[region], exchanges),
      random: Math.random,
    });
  }

  async function participations(accessToken: string, region: 'na' | 'eu' = 'na') {
    return sellersOf(region).marketplaceParticipations({ region, accessToken: new Secret(accessToken) });
  }

  function only(): Exchange {
    expect(exchanges).toHaveLength(1);
    return exchanges[0]!;
  }

  it.each(['acme', 'globex', 'vandelay'])('keep to the model for the participations of %s', async (seller) => {
    const { accessToken } = await grantFor(simulator, seller);

    const outcome = await participations(accessToken, seller === 'globex' ? 'eu' : 'na');

    expect(outcome.outcome).toBe('ok');
    expect(only().answer.status).toBe(200);
    expect(problemsOf(model, only())).toEqual([]);
  });

  it('keep to the model for a token that is not accepted', async () => {
    expect(await participations('Atza|unknown')).toEqual({ outcome: 'token_refused' });
    expect(only().answer.status).toBe(403);
    expect(problemsOf(model, only())).toEqual([]);
  });

  it.each([
    ['PROFESSIONAL', 'professional'],
    ['INDIVIDUAL', 'individual'],
  ] as const)('keep to the model for an account on the plan %s', async (sellingPlan, plan) => {
    const { accessToken } = await grantFor(simulator, 'globex');
    await simulator.changeAccount('globex', { sellingPlan });

    expect(await sellersOf('eu').sellingPlan({ region: 'eu', accessToken: new Secret(accessToken) })).toBe(plan);
    expect(only().answer.status).toBe(200);
    expect(problemsOf(model, only())).toEqual([]);
  });

  it('keep to the model for an account that is not shown', async () => {
    expect(await sellersOf('eu').sellingPlan({ region: 'eu', accessToken: new Secret('Atza|unknown') })).toBeNull();
    expect(only().answer.status).toBe(403);
    expect(problemsOf(model, only())).toEqual([]);
  });

  it('are found out if the simulator answers otherwise', async () => {
    await simulator.orderFault({ operation: 'sellers.participations', status: 200, body: { payload: [{}] } });

    await participations('Atza|any');

    expect(problemsOf(model, only())).toContainEqual(expect.stringContaining('"missingProperty":"storeName"'));
  });

  it('keep to the model for a spent quota', async () => {
    const { accessToken } = await grantFor(simulator);
    for (let request = 0; request < 15; request += 1) await participations(accessToken);
    exchanges.splice(0);

    expect(await participations(accessToken)).toMatchObject({ outcome: 'unverifiable', reason: 'rate_limited' });
    expect(only().answer.status).toBe(429);
    expect(problemsOf(model, only())).toEqual([]);
  });
});

describe('the simulated getAccount', () => {
  const clock = handClock();
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await start({ clock });
  });
  beforeEach(() => clock.advance(3_600_000));
  afterAll(() => simulator.stop());

  async function problemsOfAccount(accessToken: string): Promise<readonly string[]> {
    const response = await fetch(`${simulator.addresses.spApi.eu}/sellers/v1/account`, {
      headers: { 'x-amz-access-token': accessToken },
    });
    expect(response.status).toBe(200);
    const request = { method: 'GET', path: '/sellers/v1/account', query: new URLSearchParams() };
    return model.problemsOfAnswer(request, { status: 200, body: await response.json() });
  }

  it.each(BUSINESS_TYPES)('keeps to the model for the kind of business %s', async (businessType) => {
    const { accessToken } = await grantFor(simulator, 'globex');
    await simulator.changeAccount('globex', { businessType });

    expect(await problemsOfAccount(accessToken)).toEqual([]);
  });

  it('knows the plans and kinds of business that the model knows, and no others', () => {
    const { schema } = model.definition('Account');
    const choices = schema['properties'] as Record<string, { enum: string[] }>;

    expect([...SELLING_PLANS]).toEqual(choices['sellingPlan']!.enum);
    expect([...BUSINESS_TYPES]).toEqual(choices['businessType']!.enum);
  });
});

describe('our Sellers client', () => {
  let amazon: AmazonServer;
  beforeAll(async () => {
    amazon = await startAmazon();
  });
  afterAll(() => amazon.close());

  const ask = (status: number, body: unknown) => {
    amazon.reply(json(status, body));
    return amazon.client.marketplaceParticipations({ region: 'na', accessToken: new Secret('Atza|any') });
  };
  const responses = DOCUMENT.paths[PARTICIPATIONS]!['get']!.responses;

  /**
   * The example stands in the model once as `examples`, without a media type, and once as the answer of the static
   * sandbox; the live sandbox was seen to answer it field by field.
   */
  const example = responses['200']!.examples;

  it("understands Amazon's example, which conforms to Amazon's model", async () => {
    expect(model.problemsOfValue('GetMarketplaceParticipationsResponse', example)).toEqual([]);
    expect(await ask(200, example)).toEqual({
      outcome: 'ok',
      participations: [
        {
          marketplaceId: 'ATVPDKIKX0DER',
          isParticipating: true,
          hasSuspendedListings: false,
          storeName: 'BestSellerStore',
        },
      ],
    });
  });

  it.each(['all', 'required'] as const)('understands an answer with %s fields of the model', async (fields) => {
    const { schema, definitions } = model.definition('MarketplaceParticipationList');
    const payload = sampleOf(schema, { definitions, fields, values: { id: 'A1AM78C64UM0Y8' } });

    expect(model.problemsOfValue('GetMarketplaceParticipationsResponse', { payload })).toEqual([]);
    expect(await ask(200, { payload })).toMatchObject({
      outcome: 'ok',
      participations: [{ marketplaceId: 'A1AM78C64UM0Y8', isParticipating: true }],
    });
  });

  it("reads the plan in Amazon's example of an account, although it lacks fields that the model requires", async () => {
    const account = DOCUMENT.paths['/sellers/v1/account']!['get']!.responses['200']!.examples!['application/json'];
    amazon.reply(json(200, account));

    expect(await amazon.client.sellingPlan({ region: 'eu', accessToken: new Secret('Atza|any') })).toBe('professional');
  });

  it('is not disturbed by fields that Amazon may add', async () => {
    const { schema, definitions } = model.definition('MarketplaceParticipation');
    const entry = sampleOf(schema, { definitions, fields: 'all', values: { id: 'A1AM78C64UM0Y8' } });

    expect(await ask(200, { payload: [{ ...(entry as object), more: { deep: [1] } }], notes: 'x' })).toMatchObject({
      outcome: 'ok',
      participations: [{ marketplaceId: 'A1AM78C64UM0Y8' }],
    });
  });

  it.each([
    ['400', 'unexpected_answer'],
    ['404', 'unexpected_answer'],
    ['413', 'unexpected_answer'],
    ['415', 'unexpected_answer'],
    ['429', 'rate_limited'],
    ['500', 'server_error'],
    ['503', 'server_error'],
  ])('takes a %s of the model for %s', async (status, reason) => {
    expect(await ask(Number(status), errorAnswer())).toMatchObject({ outcome: 'unverifiable', reason });
  });

  it('takes a 403 of the model without details for a refusal by role, region or account', async () => {
    expect(await ask(403, errorAnswer())).toMatchObject({ outcome: 'forbidden' });
  });

  it('has an outcome for every answer that the model documents', () => {
    const tried = ['200', '400', '403', '404', '413', '415', '429', '500', '503'];

    expect(Object.keys(responses).sort()).toEqual(tried);
  });

  /** Only what the model requires of an error. */
  function errorAnswer(): unknown {
    const { schema, definitions } = model.definition('Error');
    const body = { errors: [sampleOf(schema, { definitions, fields: 'required' })] };
    expect(model.problemsOfValue('GetMarketplaceParticipationsResponse', body)).toEqual([]);
    return body;
  }
});
