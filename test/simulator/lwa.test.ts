import type { Simulator } from '../../src/simulator/start-simulator';
import { CALLBACK, DAY_MS, askToken, codeFor, exchange, freshFolder, grantFor, handClock, start } from './running';

const CODE_REFUSED = { error: 'invalid_grant', error_description: 'The request has an invalid grant parameter : code' };
const REFRESH_REFUSED = {
  error: 'invalid_grant',
  error_description:
    "The request has an invalid grant parameter : refresh_token. User may have revoked or didn't grant the permission.",
};

describe('Login with Amazon', () => {
  const clock = handClock();
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await start({ clock });
  });
  afterAll(() => simulator.stop());

  it('exchanges a code for an access token of an hour and a refresh token', async () => {
    const answer = await exchange(simulator, await codeFor(simulator));

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      access_token: expect.stringMatching(/^Atza\|/),
      refresh_token: expect.stringMatching(/^Atzr\|/),
      token_type: 'bearer',
      expires_in: 3600,
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('takes a JSON body as well as a form', async () => {
    const code = await codeFor(simulator);

    const answer = await askToken(
      simulator,
      { grant_type: 'authorization_code', code, redirect_uri: CALLBACK },
      'json',
    );

    expect(answer.status).toBe(200);
  });

  it('refuses a code that was used', async () => {
    const code = await codeFor(simulator);
    await exchange(simulator, code);

    const again = await exchange(simulator, code);

    expect([again.status, again.body]).toEqual([400, CODE_REFUSED]);
  });

  it('takes a code one millisecond before its five minutes are over', async () => {
    const code = await codeFor(simulator);
    clock.advance(5 * 60_000 - 1);

    expect((await exchange(simulator, code)).status).toBe(200);
  });

  it('refuses a code after five minutes', async () => {
    const code = await codeFor(simulator);
    clock.advance(5 * 60_000);

    const answer = await exchange(simulator, code);

    expect([answer.status, answer.body]).toEqual([400, CODE_REFUSED]);
  });

  it('refuses a code whose redirect_uri is not that of the consent', async () => {
    const code = await codeFor(simulator);

    const answer = await askToken(simulator, { grant_type: 'authorization_code', code, redirect_uri: `${CALLBACK}/x` });

    expect([answer.status, answer.body]).toEqual([400, CODE_REFUSED]);
  });

  it('does not burn a code when the client secret is wrong', async () => {
    const code = await codeFor(simulator);
    await askToken(simulator, { grant_type: 'authorization_code', code, client_secret: 'wrong' });

    expect((await exchange(simulator, code)).status).toBe(200);
  });

  it('refuses a code of a seller who has disabled the authorization since', async () => {
    const code = await codeFor(simulator, 'initech');
    await simulator.disable('initech', 'na');

    expect((await exchange(simulator, code)).body).toEqual(CODE_REFUSED);
  });

  it('returns the same refresh token and a new access token on refresh', async () => {
    const { refreshToken, accessToken } = await grantFor(simulator);

    const { body } = await askToken(simulator, { grant_type: 'refresh_token', refresh_token: refreshToken });

    expect(body['refresh_token']).toBe(refreshToken);
    expect(body['access_token']).not.toBe(accessToken);
  });

  it.each([
    ['an unknown client', { client_id: 'amzn1.application-oa2-client.unknown' }],
    ['a wrong secret', { client_secret: 'wrong' }],
  ])('answers 401 invalid_client to %s', async (_case, change) => {
    const answer = await askToken(simulator, { grant_type: 'refresh_token', refresh_token: 'Atzr|x', ...change });

    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ error: 'invalid_client', error_description: 'Client authentication failed' });
  });

  it.each([
    ['grant_type', { grant_type: undefined }],
    ['client_id', { grant_type: 'refresh_token', client_id: undefined }],
    ['client_secret', { grant_type: 'refresh_token', client_secret: undefined }],
    ['refresh_token', { grant_type: 'refresh_token' }],
    ['code', { grant_type: 'authorization_code' }],
    ['scope', { grant_type: 'client_credentials' }],
  ])('answers 400 invalid_request when %s is missing', async (name, fields) => {
    const answer = await askToken(simulator, fields);

    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      error: 'invalid_request',
      error_description: `The request is missing a required parameter : ${name}`,
    });
  });

  it('answers 400 invalid_request to a body that is not JSON', async () => {
    const response = await fetch(simulator.addresses.lwaToken, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });

    expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([400, 'invalid_request']);
  });

  it('answers 400 unsupported_grant_type to another grant type', async () => {
    const answer = await askToken(simulator, { grant_type: 'password' });

    expect([answer.status, answer.body['error']]).toEqual([400, 'unsupported_grant_type']);
  });

  it('gives a grantless token without a refresh token', async () => {
    const scope = 'sellingpartnerapi::client_credential:rotation';

    const answer = await askToken(simulator, { grant_type: 'client_credentials', scope });

    expect(answer.status).toBe(200);
    expect(answer.body).not.toHaveProperty('refresh_token');
  });

  it('answers 400 invalid_scope to an unknown scope', async () => {
    const answer = await askToken(simulator, { grant_type: 'client_credentials', scope: 'profile' });

    expect([answer.status, answer.body['error']]).toEqual([400, 'invalid_scope']);
  });

  it('refuses a refresh token that it never issued', async () => {
    const answer = await askToken(simulator, { grant_type: 'refresh_token', refresh_token: 'Atzr|bogus' });

    expect([answer.status, answer.body]).toEqual([400, REFRESH_REFUSED]);
  });

  it('refuses a refresh token after the seller has disabled the authorization', async () => {
    const { refreshToken } = await grantFor(simulator, 'initech');
    await simulator.disable('initech', 'na');

    const answer = await askToken(simulator, { grant_type: 'refresh_token', refresh_token: refreshToken });

    expect([answer.status, answer.body]).toEqual([400, REFRESH_REFUSED]);
  });
});

describe('The life of a grant', () => {
  it('lasts 365 policy days from the consent', async () => {
    const clock = handClock();
    const simulator = await start({ clock });
    const { refreshToken } = await grantFor(simulator);
    const refresh = () => askToken(simulator, { grant_type: 'refresh_token', refresh_token: refreshToken });

    clock.advance(365 * DAY_MS - 1);
    const lastMoment = await refresh();
    clock.advance(1);
    const after = await refresh();
    await simulator.stop();

    expect(lastMoment.status).toBe(200);
    expect([after.status, after.body]).toEqual([400, REFRESH_REFUSED]);
  });

  it('shrinks with the policy day while code and access token do not', async () => {
    const clock = handClock();
    const simulator = await start({ clock, dayMs: 1000 });
    const { refreshToken } = await grantFor(simulator);
    const code = await codeFor(simulator);

    clock.advance(4 * 60_000);
    const exchanged = await exchange(simulator, code);
    clock.advance(126_000);
    const refreshed = await askToken(simulator, { grant_type: 'refresh_token', refresh_token: refreshToken });
    await simulator.stop();

    expect([exchanged.status, exchanged.body['expires_in']]).toEqual([200, 3600]);
    expect(refreshed.body).toEqual(REFRESH_REFUSED);
  });
});

describe('A grant of fewer days', () => {
  it('dies on its last one', async () => {
    const clock = handClock();
    const simulator = await start({ clock, dayMs: 1000, grantDays: 70 });
    const { refreshToken } = await grantFor(simulator);
    const refresh = () => askToken(simulator, { grant_type: 'refresh_token', refresh_token: refreshToken });

    clock.advance(69_999);
    const lastMoment = await refresh();
    clock.advance(1);
    const after = await refresh();
    await simulator.stop();

    expect([lastMoment.status, after.status]).toEqual([200, 400]);
  });
});

describe('Another application', () => {
  it('may not use the refresh token of the first', async () => {
    const dataDir = await freshFolder();
    const first = await start({ dataDir });
    const { refreshToken } = await grantFor(first);
    await first.stop();
    const second = await start({ dataDir, application: { clientId: 'amzn1.application-oa2-client.second' } });

    const answer = await askToken(second, { grant_type: 'refresh_token', refresh_token: refreshToken });
    await second.stop();

    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      error: 'unauthorized_client',
      error_description: 'Not authorized for requested operation',
    });
  });
});

describe('a rotation of the client secret', () => {
  const clock = handClock();
  let simulator: Simulator;
  let earlier: string;
  let rotated: string;
  beforeAll(async () => {
    simulator = await start({ clock });
    earlier = simulator.application.clientSecret;
    rotated = await simulator.rotateSecret();
  });
  afterAll(() => simulator.stop());

  const ask = async (clientSecret: string) => {
    const { clientId } = simulator.application;
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'sellingpartnerapi::notifications',
      client_id: clientId,
      client_secret: clientSecret,
    });
    return (await fetch(simulator.addresses.lwaToken, { method: 'POST', body })).status;
  };

  it('leaves the old one working beside the new one for seven days, and no longer', async () => {
    expect([await ask(earlier), await ask(rotated)]).toEqual([200, 200]);
    clock.advance(7 * DAY_MS - 1);
    expect(await ask(earlier)).toBe(200);
    clock.advance(1);
    expect([await ask(earlier), await ask(rotated)]).toEqual([401, 200]);
  });
});
