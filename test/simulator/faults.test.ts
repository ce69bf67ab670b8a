import type { CallSummary } from '../../src/simulator/calls';
import type { Simulator } from '../../src/simulator/start-simulator';
import { askIms } from './commerce-callers';
import { askParticipations, codeFor, consentUrl, exchange, freshFolder, grantFor, start } from './running';

describe('Faults on order', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await start();
  });
  afterEach(() => simulator.reset());
  afterAll(() => simulator.stop());

  it('answers the ordered status and body the ordered number of times, then works again', async () => {
    const { accessToken } = await grantFor(simulator);
    const body = { errors: [{ code: 'InternalFailure', message: 'Ordered', details: '' }] };
    await simulator.orderFault({ operation: 'sellers.participations', times: 2, status: 503, body });

    const answers = [];
    for (let call = 0; call < 3; call += 1) answers.push(await askParticipations(simulator, accessToken));

    expect(answers.map(({ status }) => status)).toEqual([503, 503, 200]);
    expect(await answers[0]!.json()).toEqual(body);
  });

  it('drops the connection before the effect: the code still lives', async () => {
    const code = await codeFor(simulator);
    await simulator.orderFault({ operation: 'lwa.token', drop: 'before' });

    await expect(exchange(simulator, code)).rejects.toThrow();
    expect((await exchange(simulator, code)).status).toBe(200);
  });

  it('drops the connection after the effect: the code is burned', async () => {
    const code = await codeFor(simulator);
    await simulator.orderFault({ operation: 'lwa.token', drop: 'after' });

    await expect(exchange(simulator, code)).rejects.toThrow();
    expect((await exchange(simulator, code)).status).toBe(400);
  });

  it('delays an answer', async () => {
    const code = await codeFor(simulator);
    await simulator.orderFault({ operation: 'lwa.token', delayMs: 300 });
    const started = performance.now();

    const { status } = await exchange(simulator, code);

    expect(status).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(299);
  });

  it('lets a delayed call go on when the faults are cleared', async () => {
    const code = await codeFor(simulator);
    await simulator.orderFault({ operation: 'lwa.token', delayMs: 600_000 });
    const answer = exchange(simulator, code);
    while (simulator.pendingFaults().length > 0) await new Promise(setImmediate);

    await fetch(`${simulator.addresses.control}/faults`, { method: 'DELETE' });

    expect((await answer).status).toBe(200);
  });

  it('strikes only the operation that was named', async () => {
    const code = await codeFor(simulator);
    await simulator.orderFault({ operation: 'commerce.ping', status: 500 });

    expect((await exchange(simulator, code)).status).toBe(200);
    expect(simulator.pendingFaults()).toHaveLength(1);
  });

  it('performs several orders for one operation in the order in which they came', async () => {
    await simulator.orderFault({ operation: 'sellers.participations', status: 500 });
    await simulator.orderFault({ operation: 'sellers.participations', status: 503 });

    const first = await askParticipations(simulator, undefined);
    const second = await askParticipations(simulator, undefined);

    expect([first.status, second.status]).toEqual([500, 503]);
  });
});

describe('The control endpoints', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await start();
  });
  afterEach(() => simulator.reset());
  afterAll(() => simulator.stop());

  async function order(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    const response = await fetch(`${simulator.addresses.control}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as Record<string, string>) };
  }

  it('take an order for a fault', async () => {
    const { status } = await order('/faults', { operation: 'lwa.token', times: 3, status: 500 });

    expect(status).toBe(201);
    expect(simulator.pendingFaults()).toEqual([
      expect.objectContaining({ operation: 'lwa.token', times: 3, status: 500 }),
    ]);
  });

  it.each([
    ['an unknown operation', { operation: 'lwa.everything' }],
    ['an unknown field', { operation: 'lwa.token', statuss: 500 }],
    ['no times at all', { operation: 'lwa.token', times: 0 }],
  ])('answer 400 to an order with %s', async (_case, body) => {
    expect((await order('/faults', body)).status).toBe(400);
    expect(simulator.pendingFaults()).toEqual([]);
  });

  it('consent for a seller', async () => {
    const { status, body } = await order('/consent', { seller: 'acme', consentUrl: consentUrl(simulator) });

    expect(status).toBe(200);
    expect(body).toMatchObject({ outcome: 'granted', state: 'a-state', code: expect.any(String) });
  });

  it('answer 422 with the refusal when Seller Central would refuse', async () => {
    const { status, body } = await order('/consent', {
      seller: 'acme',
      consentUrl: consentUrl(simulator, { version: undefined }),
    });

    expect([status, body?.['code']]).toEqual([422, 'MD1000']);
  });

  it('answer 404 to an unknown seller', async () => {
    expect((await order('/consent', { seller: 'nobody', consentUrl: consentUrl(simulator) })).status).toBe(404);
  });

  it('disable an authorization', async () => {
    await grantFor(simulator);

    expect((await order('/disable', { seller: 'acme' })).body).toEqual({ disabled: 1 });
  });

  it('start the door at Amazon', async () => {
    const { body } = await order('/reauthorize', { seller: 'acme' });

    expect(new URL(body!['loginUrl']!).searchParams.get('amazon_state')).toBeTruthy();
  });

  it('change what Amazon tells of a seller', async () => {
    expect(await order('/account', { seller: 'globex', sellingPlan: 'INDIVIDUAL' })).toMatchObject({
      status: 200,
      body: { key: 'globex', sellingPlan: 'INDIVIDUAL' },
    });
    expect((await order('/account', { seller: 'nobody', sellingPlan: 'INDIVIDUAL' })).status).toBe(404);
    expect((await order('/account', { seller: 'globex', sellingPlan: 'GRATIS' })).status).toBe(400);
  });

  it("let the application's client secret expire", async () => {
    const { accessToken } = await grantFor(simulator);
    const asked = async (expired: boolean) => {
      expect((await order('/client-secret', { expired })).status).toBe(204);
      return (await askParticipations(simulator, accessToken)).status;
    };

    expect(await asked(true)).toBe(403);
    expect(await asked(false)).toBe(200);
  });

  it('change the permissions of an integration', async () => {
    expect((await order('/permissions', { instance: 'wonka', name: 'evergrant', resources: [] })).status).toBe(204);
    expect((await order('/permissions', { instance: 'soylent', name: 'role', resources: [] })).status).toBe(204);
    expect((await order('/permissions', { instance: 'wonka', name: 'nobody', resources: [] })).status).toBe(404);
  });

  it('allow standalone Bearer tokens, which the SaaS edition does not know', async () => {
    expect((await order('/bearer-tokens', { instance: 'stark', allowed: true })).status).toBe(204);
    expect((await order('/bearer-tokens', { instance: 'soylent', allowed: true })).status).toBe(404);
  });

  it('revoke the tokens that IMS gave out', async () => {
    const { commerce } = simulator.demo.saasMerchants[0]!;
    await askIms(simulator.addresses.imsToken, commerce);

    expect(await order('/ims-revocation', { instance: 'soylent' })).toMatchObject({
      status: 200,
      body: { revoked: 1 },
    });
    expect((await order('/ims-revocation', { instance: 'acme' })).status).toBe(404);
  });

  it('refuse orders that a page of another site sends', async () => {
    const { status } = await order('/reset', {}, { 'sec-fetch-site': 'cross-site' });

    expect(status).toBe(403);
  });

  it('count the calls of each operation and the time spent in them', async () => {
    const { accessToken } = await grantFor(simulator);
    await askParticipations(simulator, accessToken);

    const response = await fetch(`${simulator.addresses.control}/calls`);

    const { totals, totalMs, recent } = (await response.json()) as CallSummary;
    expect([totals['lwa.token'].count, totals['sellers.participations'].count]).toEqual([1, 1]);
    expect(totalMs).toBeGreaterThan(0);
    expect(recent.map(({ operation, status }) => [operation, status])).toEqual([
      ['lwa.token', 200],
      ['sellers.participations', 200],
    ]);
  });

  it('forget everything that happened on reset, and keep keys and credentials', async () => {
    await grantFor(simulator);
    await simulator.orderFault({ operation: 'lwa.token', status: 500 });
    const before = simulator.demo.application.clientSecret;

    await order('/reset', {});

    expect(simulator.issued()).toEqual({ codes: [], refreshTokens: [], accessTokens: [], imsTokens: [] });
    expect(simulator.pendingFaults()).toEqual([]);
    expect(simulator.calls().totalMs).toBe(0);
    expect(simulator.application.clientSecret).toBe(before);
  });
});

it('keeps an ordered fault over a restart', async () => {
  const dataDir = await freshFolder();
  const first = await start({ dataDir });
  await first.orderFault({ operation: 'lwa.token', times: 2, status: 500 });
  await first.stop();
  const second = await start({ dataDir });

  const { status } = await exchange(second, await codeFor(second)).catch(() => ({ status: 500 }));
  const left = second.pendingFaults();
  await second.stop();

  expect(status).toBe(500);
  expect(left).toEqual([expect.objectContaining({ times: 1 })]);
});
