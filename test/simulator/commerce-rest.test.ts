import { ATTRIBUTES_RESOURCE, STORE_RESOURCE } from '../../src/simulator/commerce/instances';
import type { CommerceCredentials } from '../../src/simulator/demo';
import type { Simulator } from '../../src/simulator/start-simulator';
import { oauthHeader } from './commerce-callers';
import { handClock, start } from './running';

describe('Commerce REST', () => {
  const clock = handClock();
  let simulator: Simulator;
  let acme: CommerceCredentials;
  beforeAll(async () => {
    simulator = await start({ clock });
    acme = simulator.demo.merchants.find(({ name }) => name === 'acme')!.commerce;
  });
  afterAll(() => simulator.stop());

  async function get(
    path: string,
    header: (url: string) => string | undefined = (url) => oauthHeader(acme, url, clock.now()),
    credentials = acme,
  ): Promise<{ status: number; body: unknown; date: string | null }> {
    const url = `${credentials.baseUrl}/rest/all/V1${path}`;
    const authorization = header(url);
    const response = await fetch(url, { headers: authorization === undefined ? {} : { authorization } });
    return { status: response.status, body: await response.json(), date: response.headers.get('date') };
  }
  const changed = (change: Readonly<Record<string, string | undefined>>) => (url: string) =>
    oauthHeader(acme, url, clock.now(), change);

  it('lists websites, the admin website among them', async () => {
    const { status, body } = await get('/store/websites');

    expect(status).toBe(200);
    expect(body).toContainEqual({ id: 0, code: 'admin', name: 'Admin', default_group_id: 0 });
    expect(body).toContainEqual({ id: 2, code: 'acme_us', name: 'Acme Outdoor US', default_group_id: 2 });
  });

  it.each(['/store/storeGroups', '/store/storeViews', '/store/storeConfigs', '/modules'])(
    'answers %s',
    async (path) => {
      const { status, body } = await get(path);

      expect(status).toBe(200);
      expect((body as unknown[]).length).toBeGreaterThan(0);
    },
  );

  it('verifies a query as part of the signature and filters store configs by it', async () => {
    const { body } = await get('/store/storeConfigs?storeCodes[]=acme_us_en');

    expect(body).toEqual([expect.objectContaining({ code: 'acme_us_en', base_currency_code: 'USD' })]);
  });

  it('answers an attribute by its code', async () => {
    const { body } = await get('/products/attributes/amazon_asin');

    expect(body).toMatchObject({ frontend_input: 'text', scope: 'global', default_frontend_label: 'Amazon ASIN' });
  });

  it('answers 404 with a placeholder for an unknown attribute', async () => {
    expect(await get('/products/attributes/nope')).toMatchObject({
      status: 404,
      body: {
        message: 'The attribute with a "%1" attributeCode doesn\'t exist. Verify the attribute and try again.',
        parameters: ['nope'],
      },
    });
  });

  it('has an attribute that carries no label at all', async () => {
    expect((await get('/products/attributes/legacy_code')).body).not.toHaveProperty('default_frontend_label');
  });

  it('answers 404 to a route that Commerce does not have', async () => {
    expect(await get('/store/nothing')).toMatchObject({
      status: 404,
      body: { message: 'Request does not match any route.' },
    });
  });

  it.each([
    ['no Authorization header', () => undefined],
    ['the access token as Bearer', () => `Bearer ${acme.accessToken}`],
  ])('answers 401 naming the resource to %s', async (_case, header) => {
    expect(await get('/store/websites', header)).toMatchObject({
      status: 401,
      body: {
        message: "The consumer isn't authorized to access %resources.",
        parameters: { resources: STORE_RESOURCE },
      },
    });
  });

  it('answers 401 naming the resource to an integration that lacks it', async () => {
    const narrow = simulator.demo.merchants.find(({ name }) => name === 'acme')!.commerceWithoutAttributes;

    expect(await get('/products/attributes/ean', (url) => oauthHeader(narrow, url, clock.now()))).toMatchObject({
      status: 401,
      body: { parameters: { resources: ATTRIBUTES_RESOURCE } },
    });
  });

  it('answers 401 to a wrong signature', async () => {
    const forged = { ...acme, accessTokenSecret: 'x'.repeat(32) };

    expect(await get('/store/websites', (url) => oauthHeader(forged, url, clock.now()))).toMatchObject({
      status: 401,
      body: { message: 'The signature is invalid. Verify and try again.' },
    });
  });

  it('answers 401 when the query was changed after signing', async () => {
    const answer = await get('/store/storeConfigs?storeCodes[]=base_en', (url) =>
      oauthHeader(acme, url.replace('base_en', 'acme_us_en'), clock.now()),
    );

    expect(answer).toMatchObject({ status: 401, body: { message: 'The signature is invalid. Verify and try again.' } });
  });

  it('answers 401 when the path was changed after signing', async () => {
    const answer = await get('/store/websites', (url) =>
      oauthHeader(acme, url.replace('websites', 'storeGroups'), clock.now()),
    );

    expect(answer.status).toBe(401);
  });

  it('takes a nonce once', async () => {
    const header = changed({ oauth_nonce: 'the-same-nonce' });
    await get('/store/websites', header);

    expect(await get('/store/websites', header)).toMatchObject({
      status: 401,
      body: { message: 'The nonce is already being used by the consumer with ID %1', parameters: ['1'] },
    });
  });

  it.each([-301_000, 301_000])('refuses a timestamp that is off by %d ms', async (offset) => {
    expect(await get('/store/websites', (url) => oauthHeader(acme, url, clock.now() + offset))).toMatchObject({
      status: 400,
      body: { message: 'Incorrect timestamp value in the oauth_timestamp parameter' },
    });
  });

  it('takes a timestamp that is off by 299 seconds', async () => {
    expect((await get('/store/websites', (url) => oauthHeader(acme, url, clock.now() - 299_000))).status).toBe(200);
  });

  it.each([
    [
      'an unknown consumer',
      { oauth_consumer_key: 'c'.repeat(32) },
      401,
      'A consumer having the specified key does not exist',
    ],
    ['a short consumer key', { oauth_consumer_key: 'c' }, 401, 'Consumer key is not the correct length'],
    ['an unknown token', { oauth_token: 't'.repeat(32) }, 401, 'Specified token does not exist'],
    ['HMAC-SHA1', { oauth_signature_method: 'HMAC-SHA1' }, 400, 'Signature method %1 is not supported'],
    ['OAuth 2.0 as version', { oauth_version: '2.0' }, 400, 'The "%1" OAuth version isn\'t supported.'],
    ['a missing nonce', { oauth_nonce: undefined }, 400, '"%fieldName" is required. Enter and try again.'],
    [
      'a missing nonce and token',
      { oauth_nonce: undefined, oauth_token: undefined },
      400,
      'One or more input exceptions have occurred.',
    ],
  ])('refuses %s', async (_case, change, status, message) => {
    expect(await get('/store/websites', changed(change))).toMatchObject({ status, body: { message } });
  });

  it('answers the integration once it has been given the resource', async () => {
    const narrow = await simulator.addIntegration('acme', 'growing', []);
    await simulator.grantResources('acme', 'growing', [ATTRIBUTES_RESOURCE]);

    expect((await get('/products/attributes/ean', (url) => oauthHeader(narrow, url, clock.now()))).status).toBe(200);
  });

  describe('whose merchant allows standalone Bearer tokens', () => {
    beforeAll(() => simulator.allowBearerTokens('acme', true));
    afterAll(() => simulator.allowBearerTokens('acme', false));

    it('takes an access token alone', async () => {
      expect((await get('/store/websites', () => `Bearer ${acme.accessToken}`)).status).toBe(200);
    });

    it.each(['t'.repeat(32), ''])('answers 401 to the token "%s"', async (token) => {
      expect((await get('/store/websites', () => `Bearer ${token}`)).status).toBe(401);
    });

    it('answers 401 to a token that was revoked', async () => {
      const leaving = await simulator.addIntegration('acme', 'leaving-bearer', [STORE_RESOURCE]);
      await simulator.revokeIntegration('acme', 'leaving-bearer');

      expect((await get('/store/websites', () => `Bearer ${leaving.accessToken}`)).status).toBe(401);
    });

    it('still asks for the resource', async () => {
      const narrow = await simulator.addIntegration('acme', 'narrow-bearer', [STORE_RESOURCE]);

      expect((await get('/modules', () => `Bearer ${narrow.accessToken}`)).status).toBe(401);
    });
  });

  it("refuses one instance's credentials at another", async () => {
    const globex = simulator.demo.merchants.find(({ name }) => name === 'globex')!.commerce;

    expect((await get('/store/websites', (url) => oauthHeader(acme, url, clock.now()), globex)).status).toBe(401);
  });

  it('refuses a revoked integration', async () => {
    const revoked = await simulator.addIntegration('acme', 'leaving', [STORE_RESOURCE]);
    await simulator.revokeIntegration('acme', 'leaving');

    expect(await get('/store/websites', (url) => oauthHeader(revoked, url, clock.now()))).toMatchObject({
      status: 401,
      body: { message: 'Access token has been revoked' },
    });
  });

  it('tells its own time in the Date header', async () => {
    expect((await get('/store/websites')).date).toBe(new Date(clock.now()).toUTCString());
  });
});
