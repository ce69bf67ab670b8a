import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { createAmazonClient } from '../../src/amazon/client';
import { Secret } from '../../src/domain/secret';
import {
  app,
  CANARIES,
  clientOf,
  deadPort,
  endpointsAt,
  hangUp,
  json,
  NOW,
  startAmazon,
  startTcp,
  staySilent,
  TOKENS,
  type AmazonServer,
} from './amazon-server';

const code = new Secret(CANARIES.code);
const refreshToken = new Secret(CANARIES.refreshToken);

let amazon: AmazonServer;
beforeEach(async () => {
  amazon = await startAmazon();
});
afterEach(() => amazon.close());

describe('a successful answer', () => {
  it('of an exchange gives both tokens and the instant at which the access token ends', async () => {
    amazon.reply(json(200, TOKENS));
    const tokens = await amazon.client.exchangeCode(code);
    expect(tokens).toMatchObject({ outcome: 'ok', expiresAt: NOW + 3_600_000 });
    expect(tokens.outcome === 'ok' && tokens.accessToken.reveal()).toBe(CANARIES.accessToken);
    expect(tokens.outcome === 'ok' && tokens.refreshToken.reveal()).toBe(CANARIES.refreshToken);
  });

  it('of a refresh may leave out the refresh token, which then stays the one that was sent', async () => {
    amazon.reply(json(200, { ...TOKENS, refresh_token: undefined }));
    const tokens = await amazon.client.refresh(refreshToken);
    expect(tokens.outcome === 'ok' && tokens.refreshToken.reveal()).toBe(CANARIES.refreshToken);
  });

  it.each([
    ['a number as text', '1800', 1_800_000],
    ['absent', undefined, 3_600_000],
    ['longer than Amazon publishes', 86_400, 3_600_000],
    ['negative', -5, 3_600_000],
  ])('is usable when expires_in is %s', async (_case, expiresIn, lifetimeMs) => {
    amazon.reply(json(200, { ...TOKENS, expires_in: expiresIn }));
    expect(await amazon.client.refresh(refreshToken)).toMatchObject({ outcome: 'ok', expiresAt: NOW + lifetimeMs });
  });

  it('of the control call is healthy', async () => {
    amazon.reply(json(200, { access_token: CANARIES.accessToken, token_type: 'bearer', expires_in: 3600 }));
    expect(await amazon.client.checkCredentials()).toEqual({ outcome: 'healthy' });
  });
});

describe('the request', () => {
  beforeEach(() => amazon.reply(json(200, TOKENS)));

  it('of an exchange is a form with code, client and the redirect URI of the consent URL', async () => {
    await amazon.client.exchangeCode(code);
    expect(amazon.received).toMatchObject([
      {
        method: 'POST',
        path: '/auth/o2/token',
        headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
        form: {
          grant_type: 'authorization_code',
          code: CANARIES.code,
          redirect_uri: app.redirectUri,
          client_id: app.clientId,
          client_secret: CANARIES.clientSecret,
        },
      },
    ]);
  });

  it('of a refresh sends the refresh token', async () => {
    await amazon.client.refresh(refreshToken);
    expect(amazon.received[0]!.form).toEqual({
      grant_type: 'refresh_token',
      refresh_token: CANARIES.refreshToken,
      client_id: app.clientId,
      client_secret: CANARIES.clientSecret,
    });
  });

  it('of the control call asks for a grantless scope and sends no refresh token', async () => {
    await amazon.client.checkCredentials();
    expect(amazon.received[0]!.form).toEqual({
      grant_type: 'client_credentials',
      scope: 'sellingpartnerapi::notifications',
      client_id: app.clientId,
      client_secret: CANARIES.clientSecret,
    });
  });

  it('names us, with the version of package.json', async () => {
    await amazon.client.refresh(refreshToken);
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(amazon.received[0]!.headers['user-agent']).toBe(`Evergrant/${version} (Language=TypeScript; Platform=Node)`);
  });

  it('of an exchange never uses a connection that was used before', async () => {
    await amazon.client.refresh(refreshToken);
    await amazon.client.exchangeCode(code);
    await amazon.client.exchangeCode(code);
    expect(new Set(amazon.received.map((one) => one.remotePort)).size).toBe(3);
    expect(amazon.received.map((one) => one.headers.connection)).toEqual(['keep-alive', 'close', 'close']);
  });
});

const DOCUMENTED_ERRORS: readonly [number, object, object][] = [
  [
    400,
    { error: 'invalid_grant', error_description: 'The request has an invalid grant parameter : code' },
    { outcome: 'invalid_grant' },
  ],
  [
    400,
    {
      error: 'invalid_grant',
      error_description:
        "The request has an invalid grant parameter : refresh_token. User may have revoked or didn't grant the permission.",
    },
    { outcome: 'invalid_grant' },
  ],
  [
    401,
    { error: 'invalid_client', error_description: 'Client authentication failed' },
    { outcome: 'misconfigured', error: 'invalid_client' },
  ],
  [
    403,
    { error: 'unauthorized_client', error_description: 'Not authorized for requested operation' },
    { outcome: 'misconfigured', error: 'unauthorized_client' },
  ],
  [
    400,
    {
      error: 'invalid_request',
      error_description: 'The request is missing a required parameter : refresh_token',
      error_index: 'x',
    },
    { outcome: 'misconfigured', error: 'invalid_request' },
  ],
  [400, { error: 'unsupported_grant_type' }, { outcome: 'misconfigured', error: 'unsupported_grant_type' }],
  [400, { error: 'invalid_scope' }, { outcome: 'misconfigured', error: 'invalid_scope' }],
  [500, { error: 'server_error' }, { outcome: 'ambiguous', reason: 'server_error' }],
  [500, { error: 'ServerError' }, { outcome: 'ambiguous', reason: 'server_error' }],
  [503, { error: 'temporarily_unavailable' }, { outcome: 'ambiguous', reason: 'server_error' }],
];

describe.each(['exchangeCode', 'refresh', 'checkCredentials'] as const)('an error answer to %s', (call) => {
  const ask = () => amazon.client[call](call === 'exchangeCode' ? code : refreshToken);

  it.each(DOCUMENTED_ERRORS)('%i %j means %j, and is asked for once', async (status, body, outcome) => {
    amazon.reply(json(status, body));
    expect(await ask()).toEqual(outcome);
    expect(amazon.received).toHaveLength(1);
  });

  it.each([
    ['a 5xx that claims invalid_grant', json(502, { error: 'invalid_grant' }), 'server_error'],
    ['a 5xx of HTML', json(503, '<html>'), 'server_error'],
    ['a 4xx of HTML', json(403, '<html>'), 'unexpected_answer'],
    ['an unknown error', json(400, { error: 'constructor' }), 'unexpected_answer'],
    ['access_denied, which no grant of ours can get', json(400, { error: 'access_denied' }), 'unexpected_answer'],
    ['a redirect', json(302, '', { location: '/elsewhere' }), 'unexpected_answer'],
    ['a 200 that is no JSON', json(200, 'Atza|canary-access-token'), 'unexpected_answer'],
    ['a 200 without a token', json(200, { error: 'invalid_grant' }), 'unexpected_answer'],
    ['a token that no header can carry', json(200, { ...TOKENS, access_token: 'a\r\nb' }), 'unexpected_answer'],
    ['a 200 without end', json(200, 'x'.repeat(300_000)), 'unexpected_answer'],
  ])('%s leaves the matter open', async (_case, reply, reason) => {
    amazon.reply(reply);
    expect(await ask()).toEqual({ outcome: 'ambiguous', reason });
    expect(amazon.received).toHaveLength(1);
  });

  it('429 hands on the wait that was asked for', async () => {
    amazon.reply(json(429, {}, { 'retry-after': '7' }));
    expect(await ask()).toEqual({ outcome: 'ambiguous', reason: 'rate_limited', retryAfterMs: 7000 });
  });

  it('a connection dropped after the request was read is ambiguous and not tried again', async () => {
    amazon.reply(hangUp);
    expect(await ask()).toEqual({ outcome: 'ambiguous', reason: 'unreachable' });
    expect(amazon.received).toHaveLength(1);
  });

  it('an answer that breaks off is ambiguous', async () => {
    amazon.reply((response) => {
      response.writeHead(200, { 'content-length': '500' });
      response.write('{"access_token":', () => response.destroy());
    });
    expect(await ask()).toEqual({ outcome: 'ambiguous', reason: 'unreachable' });
  });

  it('silence is ambiguous and not tried again', async () => {
    amazon.reply(staySilent);
    expect(await ask()).toEqual({ outcome: 'ambiguous', reason: 'timeout' });
    expect(amazon.received).toHaveLength(1);
  });

  it('silence is borne no longer than a refresh was given', async () => {
    amazon.reply(staySilent);
    const patient = createAmazonClient({ app, endpoints: endpointsAt(amazon.origin), clock: { now: () => NOW } });
    const began = performance.now();
    expect(await patient.refresh(refreshToken, 50)).toEqual({ outcome: 'ambiguous', reason: 'timeout' });
    expect(performance.now() - began).toBeLessThan(5_000);
    await patient.close();
  });

  it('a body that drips for ever is ambiguous', async () => {
    amazon.reply((response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(drip));
    });
    expect(await ask()).toEqual({ outcome: 'ambiguous', reason: 'timeout' });
  });
});

it('an exchange answered without a refresh token leaves the matter open', async () => {
  amazon.reply(json(200, { ...TOKENS, refresh_token: undefined }));
  expect(await amazon.client.exchangeCode(code)).toEqual({ outcome: 'ambiguous', reason: 'unexpected_answer' });
});

describe('when nothing could be sent', () => {
  const open: { close(): unknown }[] = [];
  afterEach(() => Promise.all(open.splice(0).map((one) => one.close())));

  function opened<T extends { close(): unknown }>(one: T): T {
    open.push(one);
    return one;
  }

  it('a refused connection is not_sent', async () => {
    const client = opened(clientOf(`http://127.0.0.1:${await deadPort()}`));
    expect(await client.refresh(refreshToken)).toEqual({ outcome: 'not_sent', reason: 'unreachable' });
  });

  it('a name that does not resolve is not_sent', async () => {
    const client = opened(clientOf('http://nowhere.invalid'));
    expect(await client.refresh(refreshToken)).toMatchObject({ outcome: 'not_sent' });
  });

  it('a reset in the TLS handshake is not_sent, although its code is that of a lost answer', async () => {
    const server = opened(await startTcp((socket) => socket.once('data', () => socket.resetAndDestroy())));
    const client = opened(clientOf(`https://127.0.0.1:${server.port}`));
    expect(await client.refresh(refreshToken)).toEqual({ outcome: 'not_sent', reason: 'unreachable' });
    expect(server.connections()).toBe(1);
  });

  it('a peer that speaks no TLS is not_sent', async () => {
    const server = opened(await startTcp((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')));
    const client = opened(clientOf(`https://127.0.0.1:${server.port}`));
    expect(await client.refresh(refreshToken)).toEqual({ outcome: 'not_sent', reason: 'unreachable' });
  });

  it('a TLS handshake that hangs is not_sent', async () => {
    const server = opened(await startTcp(() => undefined));
    const client = opened(clientOf(`https://127.0.0.1:${server.port}`));
    expect(await client.refresh(refreshToken)).toEqual({ outcome: 'not_sent', reason: 'timeout' });
  });

  it('an exchange is tried three times and then given up as not_sent', async () => {
    const server = opened(await startTcp((socket) => socket.once('data', () => socket.resetAndDestroy())));
    const client = opened(clientOf(`https://127.0.0.1:${server.port}`));
    expect(await client.exchangeCode(code)).toEqual({ outcome: 'not_sent', reason: 'unreachable' });
    expect(server.connections()).toBe(3);
  });

  it('an exchange succeeds once Amazon listens again', async () => {
    const port = await deadPort();
    const client = opened(clientOf(`http://127.0.0.1:${port}`));
    const exchange = client.exchangeCode(code);
    // This connection is made after the first try, so once it is refused that try was, too.
    await once(connect(port, '127.0.0.1'), 'error');
    const server = createServer((_request, response) => response.end(JSON.stringify(TOKENS)));
    opened({ close: () => server.close() });
    server.listen(port, '127.0.0.1');
    expect(await exchange).toMatchObject({ outcome: 'ok' });
  });
});

describe('while the client secret is being rotated', () => {
  const PREVIOUS = 'amzn1.oa2-cs.v1.canary-previous-secret';
  const REFUSED = json(401, { error: 'invalid_client' });
  const secretsSent = () => amazon.received.map(({ form }) => form['client_secret']);
  const rotating = () =>
    createAmazonClient({
      app: { ...app, previousClientSecret: new Secret(PREVIOUS) },
      endpoints: endpointsAt(amazon.origin),
      clock: { now: () => NOW },
    });

  it('a code is exchanged with the earlier secret if Amazon does not know the new one yet', async () => {
    const client = rotating();
    amazon.reply(REFUSED, json(200, TOKENS));
    expect(await client.exchangeCode(code)).toMatchObject({ outcome: 'ok' });
    expect(secretsSent()).toEqual([CANARIES.clientSecret, PREVIOUS]);
    await client.close();
  });

  it('the one that Amazon took last is tried first', async () => {
    const client = rotating();
    amazon.reply(REFUSED, json(200, TOKENS), json(200, TOKENS));
    await client.refresh(refreshToken);
    await client.refresh(refreshToken);
    expect(secretsSent()).toEqual([CANARIES.clientSecret, PREVIOUS, PREVIOUS]);
    await client.close();
  });

  it('a refused refresh token is asked about once: it has nothing to do with our secret', async () => {
    const client = rotating();
    amazon.reply(json(400, { error: 'invalid_grant' }));
    expect(await client.refresh(refreshToken)).toEqual({ outcome: 'invalid_grant' });
    expect(secretsSent()).toHaveLength(1);
    await client.close();
  });

  it('our application is at fault only if neither is taken', async () => {
    const client = rotating();
    amazon.reply(REFUSED);
    expect(await client.checkCredentials()).toEqual({ outcome: 'misconfigured', error: 'invalid_client' });
    expect(secretsSent()).toEqual([CANARIES.clientSecret, PREVIOUS]);
    await client.close();
  });
});
