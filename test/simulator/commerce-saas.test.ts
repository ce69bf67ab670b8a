import { ATTRIBUTES_RESOURCE, STORE_RESOURCE } from '../../src/simulator/commerce/instances';
import type { ImsCredentials } from '../../src/simulator/demo';
import type { Simulator } from '../../src/simulator/start-simulator';
import { askIms } from './commerce-callers';
import { handClock, start } from './running';

describe('Commerce as a Cloud Service', () => {
  const clock = handClock();
  let simulator: Simulator;
  let soylent: ImsCredentials;
  let token: string;
  beforeAll(async () => {
    simulator = await start({ clock });
    soylent = simulator.demo.saasMerchants.find(({ name }) => name === 'soylent')!.commerce;
  });
  beforeEach(async () => {
    token = await freshToken();
  });
  afterAll(() => simulator.stop());

  async function freshToken(change: Readonly<Record<string, string>> = {}): Promise<string> {
    const { body } = await askIms(simulator.addresses.imsToken, soylent, change);
    return String(body['access_token']);
  }

  async function get(
    path: string,
    change: Readonly<Record<string, string | undefined>> = {},
  ): Promise<{ status: number; body: unknown; headers: Headers }> {
    const headers: Record<string, string | undefined> = {
      authorization: `Bearer ${token}`,
      'x-api-key': soylent.clientId,
      'x-gw-ims-org-id': soylent.organizationId,
      store: 'all',
      ...change,
    };
    const sent = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const response = await fetch(`${soylent.baseUrl}${path}`, { headers: sent });
    return { status: response.status, body: await response.json(), headers: response.headers };
  }

  it('answers as the other edition does, under its own address', async () => {
    expect(soylent.baseUrl).toBe(`${simulator.url}/commerce/saas/soylent`);
    expect(await get('/V1/store/websites')).toMatchObject({
      status: 200,
      body: expect.arrayContaining([{ id: 2, code: 'soylent_us', name: 'Soylent US', default_group_id: 2 }]),
    });
  });

  it.each(['all', 'default', 'soylent_us_en'])('takes %s in the Store header', async (store) => {
    expect((await get('/V1/store/websites', { store })).status).toBe(200);
  });

  it.each([undefined, 'nowhere'])('answers 400 when the Store header is %s', async (store) => {
    expect((await get('/V1/store/websites', { store })).status).toBe(400);
  });

  it.each([
    ['no API key', { 'x-api-key': undefined }, 403, '403000'],
    ['the API key of someone else', { 'x-api-key': 'other' }, 403, '403003'],
    ['no token', { authorization: undefined }, 401, '401010'],
    ['a token that IMS never gave', { authorization: 'Bearer made.up.token' }, 401, '401013'],
    ['an OAuth 1.0a signature', { authorization: 'OAuth oauth_token="x"' }, 401, '401010'],
    ['no organization', { 'x-gw-ims-org-id': undefined }, 403, '403025'],
    ['another organization', { 'x-gw-ims-org-id': 'ABC@AdobeOrg' }, 403, '403025'],
  ])('refuses %s at the gateway', async (_case, change, status, error_code) => {
    expect(await get('/V1/store/websites', change)).toMatchObject({ status, body: { error_code } });
  });

  it('refuses a token after 86399 seconds', async () => {
    clock.advance(86_398_000);
    const inTime = await get('/V1/modules');
    clock.advance(1_000);

    expect([inTime.status, (await get('/V1/modules')).status]).toEqual([200, 401]);
  });

  it('refuses a token that was revoked, and takes a fresh one', async () => {
    expect(await simulator.revokeImsTokens('soylent')).toBeGreaterThan(0);

    expect(await get('/V1/modules')).toMatchObject({ status: 401, body: { error_code: '401013' } });
    token = await freshToken();
    expect((await get('/V1/modules')).status).toBe(200);
  });

  it('refuses a token that was asked for without the scope of Commerce', async () => {
    token = await freshToken({ scope: 'openid,AdobeID' });

    expect((await get('/V1/modules')).status).toBe(401);
  });

  it('answers 401 naming the resource that the role lacks', async () => {
    await simulator.grantResources('soylent', 'role', [STORE_RESOURCE]);

    const answer = await get('/V1/products/attributes/ean');
    await simulator.grantResources('soylent', 'role', [STORE_RESOURCE, ATTRIBUTES_RESOURCE, 'Magento_Backend::admin']);

    expect(answer).toMatchObject({ status: 401, body: { parameters: { resources: ATTRIBUTES_RESOURCE } } });
  });

  it('throttles on order and says for how long', async () => {
    await simulator.orderFault({ operation: 'commerce.rest', status: 429, headers: { 'retry-after': '12' }, body: {} });

    const { status, headers } = await get('/V1/store/websites');

    expect([status, headers.get('retry-after')]).toEqual([429, '12']);
  });

  it('has neither /rest nor an unknown tenant', async () => {
    expect((await get('/rest/all/V1/store/websites')).status).toBe(404);
    expect((await fetch(`${simulator.addresses.saas}/nobody/V1/modules`)).status).toBe(404);
  });

  it('does not answer under the addresses of the other edition', async () => {
    expect((await fetch(`${simulator.addresses.commerce}/soylent/rest/all/V1/modules`)).status).toBe(404);
    expect((await fetch(`${simulator.addresses.saas}/acme/V1/modules`)).status).toBe(404);
  });
});
