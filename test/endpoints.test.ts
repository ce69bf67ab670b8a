import { productionEndpoints } from '../src/amazon/endpoints';
import { COMMERCE_GATEWAYS } from '../src/commerce/gateways';
import { readConfig } from '../src/config';
import { endpointsOf } from '../src/endpoints';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');

const SETTINGS = {
  PUBLIC_BASE_URL: 'https://evergrant.example',
  PUBLIC_NAME: 'Example Commerce Cloud',
  DATABASE_URL: 'sqlite:/nowhere',
  VAULT_KEYS: `k1:${key(1)}`,
  LINK_KEYS: `k1:${key(2)}`,
  BODY_HMAC_KEY: key(3),
  CSRF_KEY: key(4),
  AMAZON_APPLICATION_ID: 'amzn1.sp.solution.00000000-0000-0000-0000-000000000000',
  AMAZON_CLIENT_ID: 'amzn1.application-oa2-client.0',
  AMAZON_CLIENT_SECRET: 'secret',
  SMTP_HOST: 'smtp.example',
  MAIL_FROM: 'evergrant@example.com',
};
const SIMULATOR_URL = 'http://127.0.0.1:4000';

it('production talks to Amazon and Adobe alone, and to no address that the strict rules refuse', () => {
  expect(endpointsOf(readConfig(SETTINGS))).toEqual({
    amazon: productionEndpoints,
    confirm: { moreHosts: [], standIn: null },
    gateway: COMMERCE_GATEWAYS,
    imsTokenUrl: 'https://ims-na1.adobelogin.com/ims/token/v3',
    saasStandIn: undefined,
    outgoing: { allowedOrigins: [], allowedPorts: [], allowedHosts: [], allowedCidrs: [] },
    webhooks: { allowedOrigins: [], allowedPorts: [], allowedHosts: [], allowedCidrs: [] },
  });
});

it('production does not talk to a simulator, even if it were told of one', () => {
  const config = { ...readConfig(SETTINGS), SIMULATOR_URL };

  expect(JSON.stringify(endpointsOf(config))).not.toContain('127.0.0.1');
});

it('sellers who begin in Seller Central are sent back to the simulated one in simulator mode only, and to hosts that were added', () => {
  const confirm = (settings: Readonly<Record<string, string>>) =>
    endpointsOf(readConfig({ ...SETTINGS, ...settings })).confirm;

  expect(confirm({ EVERGRANT_MODE: 'simulator', SIMULATOR_URL }).standIn).toBe('http://127.0.0.1:4000/amazon');
  expect(confirm({ SELLER_CENTRAL_HOSTS: 'sellercentral.amazon.example, SellerCentral.amazon.com.ph' })).toEqual({
    moreHosts: ['sellercentral.amazon.example', 'sellercentral.amazon.com.ph'],
    standIn: null,
  });
});

it.each([
  'https://sellercentral.amazon.com',
  'sellercentral.amazon.com/apps',
  'localhost',
  '*.amazon.com',
  '127.0.0.1',
])('a host of Seller Central cannot be added as %s', (host) => {
  expect(() => readConfig({ ...SETTINGS, SELLER_CENTRAL_HOSTS: host })).toThrow(
    'SELLER_CENTRAL_HOSTS must be names of hosts, without scheme or path',
  );
});

it('the simulator mode talks to the simulator alone', () => {
  const { amazon, gateway, imsTokenUrl, saasStandIn, outgoing } = endpointsOf(
    readConfig({ ...SETTINGS, EVERGRANT_MODE: 'simulator', SIMULATOR_URL }),
  );
  const addresses = [
    amazon.lwaTokenUrl,
    ...Object.values(amazon.spApiBase),
    ...Object.values(gateway),
    imsTokenUrl,
    saasStandIn!,
  ];

  expect(new Set(addresses.map((address) => new URL(address).origin))).toEqual(new Set([SIMULATOR_URL]));
  expect(outgoing.allowedOrigins).toEqual([SIMULATOR_URL]);
});

it('http of this machine is open to webhook endpoints in the simulator mode, and to nothing else', () => {
  const { outgoing, webhooks } = endpointsOf(
    readConfig({ ...SETTINGS, EVERGRANT_MODE: 'simulator', SIMULATOR_URL: 'http://127.0.0.1:4000' }),
  );

  expect(webhooks).toMatchObject({ allowLoopbackHttp: true, allowedOrigins: [] });
  expect(outgoing).not.toHaveProperty('allowLoopbackHttp');
});
