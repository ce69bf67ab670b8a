import { generateKeyPairSync } from 'node:crypto';
import type { Simulator } from '../../src/simulator/start-simulator';
import { gatewayJwt } from './commerce-callers';
import { handClock, start } from './running';

describe('The Commerce Services gateway', () => {
  const clock = handClock();
  let simulator: Simulator;
  let key: { environment: string; apiKey: string; privateKey: string };
  beforeAll(async () => {
    simulator = await start({ clock });
    key = simulator.demo.merchants.find(({ name }) => name === 'acme')!.apiKeys[0]!;
  });
  afterAll(() => simulator.stop());

  const seconds = () => Math.floor(clock.now() / 1000);

  async function ping(headers: Readonly<Record<string, string>>, environment: 'production' | 'sandbox' = 'production') {
    const response = await fetch(`${simulator.addresses.gateway[environment]}/merchant-registry/v1/ping`, { headers });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  }
  const signed = (jwt: string, apiKey = key.apiKey) => ({
    'x-api-key': apiKey,
    'magento-api-key': apiKey,
    'x-gw-signature': jwt,
  });

  it('answers 200 to a key with a signature of five minutes', async () => {
    expect((await ping(signed(gatewayJwt(key.privateKey, { exp: seconds() + 300 })))).status).toBe(200);
  });

  it.each([
    ['without the key', () => ({})],
    ['whose two key headers differ', () => ({ ...signed(''), 'magento-api-key': 'other' })],
  ])('answers 403 to a request %s', async (_case, headers) => {
    expect(await ping(headers())).toEqual({
      status: 403,
      body: { error_code: '403000', message: 'Api Key is required' },
    });
  });

  it('answers 403 to a key that it does not know', async () => {
    const jwt = gatewayJwt(key.privateKey, { exp: seconds() + 300 });

    expect(await ping(signed(jwt, 'unknown'))).toEqual({
      status: 403,
      body: { error_code: '403003', message: 'Api Key is invalid' },
    });
  });

  it('answers 403 to a production key in the sandbox environment', async () => {
    expect((await ping(signed(gatewayJwt(key.privateKey, { exp: seconds() + 300 })), 'sandbox')).status).toBe(403);
  });

  it('answers 403 to a key that was withdrawn', async () => {
    const withdrawn = await simulator.addApiKey('acme', 'production');
    await simulator.forgetApiKey(withdrawn.key);

    expect(
      (await ping(signed(gatewayJwt(withdrawn.privateKeyPem, { exp: seconds() + 300 }), withdrawn.key))).status,
    ).toBe(403);
  });

  it.each([
    ['made with another private key', () => gatewayJwt(otherKey(), { exp: seconds() + 300 })],
    ['that has expired', () => gatewayJwt(key.privateKey, { exp: seconds() })],
    ['that lives longer than five minutes', () => gatewayJwt(key.privateKey, { exp: seconds() + 302 })],
    ['without an expiry', () => gatewayJwt(key.privateKey, {})],
    ['that names another algorithm', () => gatewayJwt(key.privateKey, { exp: seconds() + 300 }, 'RS512')],
    ['that names no algorithm', () => gatewayJwt(key.privateKey, { exp: seconds() + 300 }, 'none')],
    ['of which the payload was changed', () => tampered(gatewayJwt(key.privateKey, { exp: seconds() + 300 }))],
    ['that is no JWT', () => 'nonsense'],
    ['that is empty', () => ''],
  ])('answers 401 to a signature %s', async (_case, jwt) => {
    expect((await ping(signed(jwt()))).status).toBe(401);
  });

  function tampered(jwt: string): string {
    const [header, , signature] = jwt.split('.');
    return [header, Buffer.from(JSON.stringify({ exp: seconds() + 299 })).toString('base64url'), signature].join('.');
  }
});

function otherKey(): string {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;
}
