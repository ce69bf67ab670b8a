import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCommerceActivities } from '../../src/activities/commerce';
import type { OpenCommerce } from '../../src/activities/open-commerce';
import { Secret } from '../../src/domain/secret';
import { createOutgoing, type Outgoing } from '../../src/outgoing/guarded-dispatcher';
import type { Registry } from '../../src/registry/registry';
import { started } from '../registry/consent-steps';
import { testDatabase, type TestDatabase } from '../registry/fixture';

const PRIVATE_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
}) as string;
const clock = { now: () => Date.now() };

let database: TestDatabase;
let registry: Registry;
let gateway: Server;
let outgoing: Outgoing;
/** What the gateway answers. */
let status = 200;
beforeAll(async () => {
  database = await testDatabase();
  registry = await database.open();
  gateway = createServer((_request, response) => response.writeHead(status).end());
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  outgoing = createOutgoing({
    rules: { allowedOrigins: [address()], allowedPorts: [], allowedHosts: [], allowedCidrs: [] },
  });
});
beforeEach(() => {
  status = 200;
});
afterAll(async () => {
  await outgoing.close();
  await new Promise((resolve) => gateway.close(resolve));
  await database.remove();
});

function address(): string {
  return `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
}

async function check(openCommerce: OpenCommerce, stores = [{ storeId: 'us' as const, revision: 1 }]) {
  const apiKey = { environment: 'production', apiKey: new Secret('key'), privateKey: new Secret(PRIVATE_KEY) } as const;
  const onboardingId = await started(registry, { apiKey });
  const gatewayBase = { production: address(), sandbox: address() };
  const activities = createCommerceActivities({ registry, outgoing, gatewayBase, openCommerce, clock });
  return activities.validateKey({ onboardingId, revision: 1, stores });
}

describe('a key that is valid, with stores that could not be asked about,', () => {
  it.each([
    ['because the instance is down', () => ({ outcome: 'unverifiable', reason: 'server_error' }) as const],
    [
      'because something unexpected happened',
      () => {
        throw new Error('unexpected');
      },
    ],
  ])('keeps its verdict: %s', async (_why, answer) => {
    const broken = new Proxy({}, { get: () => () => Promise.resolve().then(answer) });
    expect(await check(() => broken as ReturnType<OpenCommerce>)).toMatchObject({
      outcome: 'checked',
      key: { outcome: 'valid' },
      stores: null,
    });
  });

  it('gives them no more time than the trip has', async () => {
    const deadlines: unknown[] = [];
    await check((_connection, signal) => {
      deadlines.push(signal);
      throw new Error('over');
    });
    expect(deadlines).toEqual([expect.any(AbortSignal)]);
  });
});

describe('a key that is not valid', () => {
  it('leads to no store', async () => {
    status = 403;
    const asked = jest.fn<never, []>();
    expect(await check(asked)).toEqual({
      outcome: 'checked',
      key: { outcome: 'invalid', reason: 'rejected' },
      stores: null,
    });
    expect(asked).not.toHaveBeenCalled();
  });

  it('because nobody could be asked is tried again, and no store is asked about', async () => {
    status = 503;
    const asked = jest.fn<never, []>();
    await expect(check(asked)).rejects.toMatchObject({ type: 'CouldNotAsk' });
    expect(asked).not.toHaveBeenCalled();
  });
});
