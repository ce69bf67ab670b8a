import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { verifyWebhook } from '../client/webhooks';
import { readConfig, type Config } from '../src/config';
import { startProduct, type Product } from '../src/product';
import { parseKeyRing } from '../src/registry/key-ring';
import { openRegistry } from '../src/registry/open';
import { freePort } from './temporal/dev-server';

const API_KEY = `eg_${randomBytes(32).toString('base64url')}`;
const ALERT_SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const START = JSON.stringify({ merchantId: 'm', region: 'na' });

let folder: string;
let url: string;
let bouncePort: number;
let config: Config;
let product: Product;
let receiver: Server;
let received: Promise<{ readonly headers: IncomingHttpHeaders; readonly body: string }>;

/** Starts whoever takes alerts, and returns its port. */
async function receiveAlerts(): Promise<number> {
  received = new Promise((taken) => {
    receiver = createServer((request, response) => {
      void text(request).then((body) => {
        response.writeHead(204).end();
        taken({ headers: request.headers, body });
      });
    });
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  return (receiver.address() as AddressInfo).port;
}

/** Nobody listens at port 1, so this is a deployment whose Temporal is down. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evergrant-api-alone-'));
  const port = await freePort();
  bouncePort = await freePort();
  url = `http://localhost:${port}`;
  const key = () => randomBytes(32).toString('base64');
  const alertPort = await receiveAlerts();
  config = readConfig({
    EVERGRANT_MODE: 'simulator',
    EVERGRANT_ROLES: 'api',
    LOG_LEVEL: 'fatal',
    PORT: String(port),
    PUBLIC_BASE_URL: url,
    PUBLIC_NAME: 'Test',
    DATABASE_URL: `sqlite:${join(folder, 'evergrant.db')}`,
    VAULT_KEYS: `k1:${key()}`,
    LINK_KEYS: `k1:${key()}`,
    BODY_HMAC_KEY: key(),
    CSRF_KEY: key(),
    EVERGRANT_API_KEY: API_KEY,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    SIMULATOR_URL: 'http://127.0.0.1:1',
    AMAZON_APPLICATION_ID: 'amzn1.sp.solution.test',
    AMAZON_CLIENT_ID: 'client',
    AMAZON_CLIENT_SECRET: 'secret',
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: '1',
    MAIL_FROM: 'evergrant@backend.example',
    ALERT_WEBHOOK_URL: `http://127.0.0.1:${alertPort}/alerts`,
    ALERT_WEBHOOK_SECRET: ALERT_SECRET,
    RUNBOOK_URL: 'https://runbook.example/operations',
    BOUNCE_SMTP_PORT: String(bouncePort),
  });
  product = await startProduct(config);
});

afterAll(async () => {
  await product.stop();
  receiver.closeAllConnections();
  receiver.close();
  await rm(folder, { recursive: true });
});

describe('an api alone, while Temporal is down', () => {
  test('is ready', async () => {
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  test('takes in mails that come back', async () => {
    const socket = connect(bouncePort, '127.0.0.1');
    expect(String((await once(socket, 'data'))[0])).toMatch(/^220 backend\.example /);
    socket.destroy();
  });

  test('takes a start and tells its status', async () => {
    const headers = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' };
    const address = `${url}/v1/onboardings/offline`;
    const started = await fetch(address, { method: 'PUT', headers, body: START });
    expect(started.status).toBe(202);
    const status = await fetch(address, { headers });
    expect(await status.json()).toMatchObject({ onboardingId: 'offline', stage: 'awaiting_key' });
  });

  test('tells an operator of an alert, with the runbook entry', async () => {
    const keys = {
      vault: parseKeyRing(config.VAULT_KEYS.reveal(), 'VAULT_KEYS'),
      links: parseKeyRing(config.LINK_KEYS.reveal(), 'LINK_KEYS'),
    };
    const registry = await openRegistry({ url: config.DATABASE_URL.reveal(), keys, mode: 'simulator' });
    const alert = { code: 'app_role_missing', dedupeKey: 'once', onboardingId: null, params: {} } as const;
    await registry.alerts.raise(alert, Date.now());
    await registry.close();

    const { headers, body } = await received;
    expect(verifyWebhook({ secret: ALERT_SECRET, headers, body })).toMatchObject({
      code: 'app_role_missing',
      runbook: 'https://runbook.example/operations#app_role_missing',
    });
  });
});
