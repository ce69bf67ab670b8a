import type { ImsCredentials } from '../../src/simulator/demo';
import type { Simulator } from '../../src/simulator/start-simulator';
import { handClock, start } from './running';
import { askIms, IMS_SCOPES } from './commerce-callers';

describe('IMS', () => {
  const clock = handClock();
  let simulator: Simulator;
  let soylent: ImsCredentials;
  beforeAll(async () => {
    simulator = await start({ clock });
    soylent = simulator.demo.saasMerchants[0]!.commerce;
  });
  afterAll(() => simulator.stop());

  const ask = (change: Readonly<Record<string, string | undefined>> = {}) =>
    askIms(simulator.addresses.imsToken, soylent, change);

  it('gives a token for almost a day to a credential that shows its secret', async () => {
    const { status, body, headers } = await ask();

    expect(status).toBe(200);
    expect(body).toEqual({ access_token: expect.any(String), token_type: 'bearer', expires_in: 86_399 });
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('takes scopes with spaces after the commas', async () => {
    expect((await ask({ scope: IMS_SCOPES.replaceAll(',', ', ') })).status).toBe(200);
  });

  it('takes the fields in the query too', async () => {
    const url = new URL(simulator.addresses.imsToken);
    url.search = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: soylent.clientId,
      client_secret: soylent.clientSecret,
      scope: IMS_SCOPES,
    }).toString();

    expect((await fetch(url, { method: 'POST' })).status).toBe(200);
  });

  it.each([
    ['an unknown client', { client_id: 'nobody' }, 'invalid_client', 'invalid client_id parameter'],
    ['a wrong secret', { client_secret: 'guessed' }, 'invalid_client', 'invalid client_secret parameter'],
    ['no secret', { client_secret: undefined }, 'invalid_client', 'invalid client_secret parameter'],
    ['no scope', { scope: undefined }, 'invalid_scope', 'invalid scope parameter'],
    ['a scope that the credential lacks', { scope: 'openid,firefly_api' }, 'invalid_scope', 'invalid scope parameter'],
    ['no grant type', { grant_type: undefined }, 'invalid_request', 'missing grant_type parameter'],
    ['another grant type', { grant_type: 'password' }, 'unsupported_grant_type', 'unsupported grant_type parameter'],
  ])('refuses %s', async (_case, change, error, error_description) => {
    expect(await ask(change)).toMatchObject({ status: 400, body: { error, error_description } });
  });

  it('counts a field that stands twice as missing', async () => {
    const fields = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: soylent.clientId,
      client_secret: soylent.clientSecret,
      scope: IMS_SCOPES,
    });
    fields.append('client_secret', soylent.clientSecret);

    const response = await fetch(simulator.addresses.imsToken, { method: 'POST', body: fields });

    expect(response.status).toBe(400);
  });

  it('can be ordered to fail', async () => {
    await simulator.orderFault({ operation: 'ims.token', status: 429, headers: { 'retry-after': '7' } });

    const { status, headers } = await ask();

    expect([status, headers.get('retry-after')]).toEqual([429, '7']);
  });
});
