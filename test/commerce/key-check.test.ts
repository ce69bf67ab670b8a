import { createVerify, generateKeyPairSync } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import { inspect } from 'node:util';
import { checkKey, type MerchantKey } from '../../src/commerce/key-check';
import { COMMERCE_GATEWAYS } from '../../src/commerce/gateways';
import type { KeyCheck } from '../../src/domain/outcomes';
import { STRICT_RULES } from '../../src/outgoing/address-rules';
import { createOutgoing, type Outgoing } from '../../src/outgoing/guarded-dispatcher';
import { startLocalServer, type LocalServer } from '../outgoing/local-server';

const NOW = Date.UTC(2026, 10, 21, 10);
const MINUTE_MS = 60_000;
const API_KEY = 'canary-api-key';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const KEY: MerchantKey = { environment: 'production', apiKey: API_KEY, privateKey: PEM };
const httpDate = (instant: number) => new Date(instant).toUTCString();

let server: LocalServer;
let outgoing: Outgoing;
let answers: RequestListener[];

beforeEach(async () => {
  answers = [];
  server = await startLocalServer((request, response) => {
    const answer = answers.shift();
    if (answer) answer(request, response);
    else response.writeHead(599).end('not expected');
  });
  outgoing = createOutgoing({ rules: { ...STRICT_RULES, allowedOrigins: [server.origin] } });
});
afterEach(async () => {
  await outgoing.close();
  await server.stop();
});

function answer(status: number, headers: Record<string, string> = {}, body = ''): RequestListener {
  return (_request, response) => void response.writeHead(status, { date: httpDate(NOW), ...headers }).end(body);
}

async function check(key: Partial<MerchantKey> = {}, gateways = both(server.origin)): Promise<KeyCheck> {
  return checkKey({ ...KEY, ...key }, { gatewayBase: gateways, outgoing, clock: { now: () => NOW } });
}

function both(base: string) {
  return { production: base, sandbox: base };
}

function claimsOf(request: IncomingMessage | undefined): unknown {
  const token = String(request?.headers['x-gw-signature']);
  const [header = '', payload = '', signature = ''] = token.split('.');
  const verified = createVerify('RSA-SHA256').update(`${header}.${payload}`).verify(publicKey, signature, 'base64url');
  if (!verified) throw new Error('The signature does not verify');
  const json = (part: string): object => JSON.parse(Buffer.from(part, 'base64url').toString());
  return { ...json(header), ...json(payload) };
}

describe('the question to the gateway', () => {
  it('names the key twice and carries an RS256 JWT of five minutes', async () => {
    answers = [answer(200)];

    await check();

    expect(server.requests[0]).toMatchObject({
      method: 'GET',
      url: '/merchant-registry/v1/ping',
      headers: { 'x-api-key': API_KEY, 'magento-api-key': API_KEY },
    });
    expect(claimsOf(server.requests[0])).toEqual({ alg: 'RS256', typ: 'JWT', iat: NOW / 1000, exp: NOW / 1000 + 300 });
  });

  it.each(['production', 'sandbox'] as const)('goes to the gateway of the environment %s', async (environment) => {
    answers = [answer(200)];

    await check({ environment }, { production: `${server.origin}/production`, sandbox: `${server.origin}/sandbox` });

    expect(server.requests[0]?.url).toBe(`/${environment}/merchant-registry/v1/ping`);
  });

  it("has Adobe's two gateways in its table", () => {
    expect(COMMERCE_GATEWAYS).toEqual({
      production: 'https://commerce.adobe.io',
      sandbox: 'https://commerce-beta.adobe.io',
    });
  });

  it('leaves out blanks around the key', async () => {
    answers = [answer(200)];

    await check({ apiKey: ` ${API_KEY}\r\n` });

    expect(server.requests[0]?.headers['x-api-key']).toBe(API_KEY);
  });
});

describe('the outcome', () => {
  it('is valid on 200', async () => {
    answers = [answer(200)];

    expect(await check()).toEqual({ outcome: 'valid', checkedAt: NOW });
  });

  it.each<[Partial<MerchantKey>, string]>([
    [{ apiKey: undefined }, 'apiKey'],
    [{ apiKey: ' ' }, 'apiKey'],
    [{ privateKey: undefined }, 'privateKey'],
    [{ privateKey: '\n' }, 'privateKey'],
    [{ apiKey: '', privateKey: '' }, 'both'],
  ])('is missing, without a question, for %p', async (key, part) => {
    expect(await check(key)).toEqual({ outcome: 'missing', part });
    expect(server.requests).toHaveLength(0);
  });

  it('is invalid, without a question, when the private key cannot be used', async () => {
    expect(await check({ privateKey: 'not a key' })).toEqual({ outcome: 'invalid', reason: 'private_key_unusable' });
    expect(server.requests).toHaveLength(0);
  });

  it.each(['two words', 'line\nbreak', 'schlüssel'])(
    'is invalid, without a question, when HTTP cannot carry the key: %p',
    async (apiKey) => {
      expect(await check({ apiKey })).toEqual({ outcome: 'invalid', reason: 'rejected' });
      expect(server.requests).toHaveLength(0);
    },
  );

  it.each([401, 403])('is invalid on %d while the clocks agree, and it is not asked again', async (status) => {
    answers = [answer(status, { date: httpDate(NOW - MINUTE_MS) })];

    expect(await check()).toEqual({ outcome: 'invalid', reason: 'rejected' });
    expect(server.requests).toHaveLength(1);
  });

  it('is invalid on 401 when the gateway tells no time', async () => {
    answers = [
      (_request, response) => {
        response.sendDate = false;
        response.writeHead(401).end();
      },
    ];

    expect(await check()).toEqual({ outcome: 'invalid', reason: 'rejected' });
  });

  it.each<[number, Record<string, string>, object]>([
    [201, {}, { reason: 'unexpected_answer' }],
    [204, {}, { reason: 'unexpected_answer' }],
    [302, { location: '/' }, { reason: 'unexpected_answer' }],
    [400, {}, { reason: 'unexpected_answer' }],
    [404, {}, { reason: 'unexpected_answer' }],
    [429, {}, { reason: 'rate_limited' }],
    [429, { 'retry-after': '30' }, { reason: 'rate_limited', retryAfterMs: 30_000 }],
    [500, {}, { reason: 'server_error' }],
    [502, {}, { reason: 'server_error' }],
    [503, { 'retry-after': httpDate(NOW + MINUTE_MS) }, { reason: 'server_error', retryAfterMs: MINUTE_MS }],
  ])('is unverifiable on %d with %p', async (status, headers, rest) => {
    answers = [answer(status, headers)];

    expect(await check()).toEqual({ outcome: 'unverifiable', ...rest });
  });

  it('is unverifiable when the connection breaks', async () => {
    answers = [(request) => request.socket.destroy()];

    expect(await check()).toEqual({ outcome: 'unverifiable', reason: 'unreachable' });
  });

  it('is unverifiable when no answer comes in time', async () => {
    answers = [() => undefined];
    const hasty: Outgoing = { ...outgoing, send: (request) => outgoing.send({ ...request, timeoutMs: 100 }) };

    const outcome = await checkKey(KEY, {
      gatewayBase: both(server.origin),
      outgoing: hasty,
      clock: { now: () => NOW },
    });

    expect(outcome).toEqual({ outcome: 'unverifiable', reason: 'timeout' });
  });

  it('is unverifiable when nobody listens', async () => {
    await server.stop();

    expect(await check()).toEqual({ outcome: 'unverifiable', reason: 'unreachable' });
  });

  it('is unverifiable when the gateway lies at a private address', async () => {
    expect(await check({}, both('https://10.0.0.1'))).toEqual({ outcome: 'unverifiable', reason: 'address_refused' });
  });

  it('is unverifiable when the answer is too large', async () => {
    answers = [answer(200, {}, 'a'.repeat(2 * 1024 * 1024 + 1))];

    expect(await check()).toEqual({ outcome: 'unverifiable', reason: 'unexpected_answer' });
  });

  it('is thrown away when the caller cancels', async () => {
    const cancel = new AbortController();
    answers = [() => cancel.abort(new Error('cancelled'))];
    const deps = { gatewayBase: both(server.origin), outgoing, clock: { now: () => NOW }, signal: cancel.signal };

    await expect(checkKey(KEY, deps)).rejects.toThrow('cancelled');
  });
});

describe.each([-2 * MINUTE_MS, 2 * MINUTE_MS])('a rejection while the clocks are %d ms apart', (difference) => {
  const theirs = NOW + difference;
  const rejection = () => answer(401, { date: httpDate(theirs) });

  it("is followed by one more try, signed with the gateway's time", async () => {
    answers = [rejection(), answer(200, { date: httpDate(theirs) })];

    expect(await check()).toEqual({ outcome: 'valid', checkedAt: NOW });
    expect(claimsOf(server.requests[1])).toMatchObject({ iat: theirs / 1000, exp: theirs / 1000 + 300 });
  });

  it('proves nothing about the key when it comes again', async () => {
    answers = [rejection(), rejection(), answer(200)];

    expect(await check()).toEqual({ outcome: 'unverifiable', reason: 'our_clock' });
    expect(server.requests).toHaveLength(2);
  });

  it('is read like any other answer when the second try brings something else', async () => {
    answers = [rejection(), answer(500)];

    expect(await check()).toEqual({ outcome: 'unverifiable', reason: 'server_error' });
  });
});

it('no outcome repeats the key, nor what the gateway said', async () => {
  const outcomes: KeyCheck[] = [];
  for (const status of [200, 302, 400, 401, 403, 404, 429, 500]) {
    answers = [answer(status, { 'x-echo': API_KEY }, `canary ${API_KEY} ${PEM}`)];
    outcomes.push(await check());
  }

  expect(inspect(outcomes, { depth: null, showHidden: true })).not.toMatch(/canary|PRIVATE KEY-|MII/);
});
