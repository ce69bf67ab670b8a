import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { verifyWebhook } from '../../client/webhooks';
import { createFirstTry } from '../../src/activities/first-try';
import { createSendEvent } from '../../src/activities/webhook-sender';
import { systemClock } from '../../src/domain/clock';
import type { DeliveryInput } from '../../src/domain/delivery';
import { DAY_MS } from '../../src/domain/policy';
import { STRICT_RULES, type OutgoingRules } from '../../src/outgoing/address-rules';
import { createOutgoing } from '../../src/outgoing/guarded-dispatcher';
import { createDeliveryRelay } from '../../src/registry/delivery-relay';
import type { Registry } from '../../src/registry/registry';
import { createRelay } from '../../src/registry/relay';
import type { EndpointSettings } from '../../src/registry/webhook-endpoints';
import { started } from './consent-steps';
import { testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
const ends: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await database.remove();
});

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A backend that takes webhooks and answers as it is told. */
async function backend(answer: RequestListener = (_request, response) => void response.writeHead(204).end()) {
  const received: Received[] = [];
  let waiting: { readonly count: number; readonly done: () => void }[] = [];
  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      answer(request, response);
      for (const { count, done } of waiting) if (received.length >= count) done();
      waiting = waiting.filter(({ count }) => received.length < count);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks?tenant=1`,
    received,
    /** Resolves once so many requests have come. */
    got: (count: number) =>
      new Promise<void>((done) => {
        if (received.length >= count) done();
        else waiting.push({ count, done });
      }),
  };
}

async function endpoint(url: string, settings: Partial<EndpointSettings> = {}) {
  const created = await registry.webhookEndpoints.create(
    { url, description: '', eventTypes: null, merchantIds: null, ...settings },
    'test',
    systemClock.now(),
  );
  if (created.outcome !== 'created') throw new Error(created.outcome);
  return created;
}

interface RelayParts {
  readonly of?: Registry;
  readonly rules?: OutgoingRules;
  readonly handOver?: (input: DeliveryInput) => Promise<void>;
  readonly owner?: string;
}

/** A relay as the product runs it, but for Temporal; resolves what it was given to hand over. */
function relay({ of = registry, rules, handOver, owner = 'relay' }: RelayParts = {}) {
  const outgoing = createOutgoing({ rules: rules ?? { ...STRICT_RULES, allowLoopbackHttp: true } });
  const handedOver: DeliveryInput[] = [];
  const lines: unknown[] = [];
  const keep = (input: DeliveryInput) => {
    handedOver.push(input);
    return Promise.resolve();
  };
  const deliveries = of.webhookDeliveries;
  const running = createDeliveryRelay({
    deliveries,
    deliver: createFirstTry({
      deliveries,
      send: createSendEvent(outgoing, systemClock),
      handOver: handOver ?? keep,
      clock: systemClock,
      dayMs: DAY_MS,
    }),
    clock: systemClock,
    log: { warn: (...line: unknown[]) => void lines.push(line) },
    owner,
    pollMs: 20,
  });
  let stopped: Promise<void> | undefined;
  const stop = () =>
    (stopped ??= (async () => {
      await running.stop();
      await outgoing.close();
    })());
  ends.push(stop);
  return { handedOver, lines, stop };
}

async function log(endpointId: string) {
  return (await registry.webhookDeliveries.list({ endpointId, limit: 100 })).items;
}

/** Nothing tells a reader of a database that a row has changed. */
async function until(fits: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await fits())) {
    if (Date.now() > deadline) throw new Error('It did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const untilStanding = (endpointId: string, standing: string) =>
  until(async () => (await log(endpointId)).every((delivery) => delivery.standing === standing));

test('an event reaches its endpoint as a signed document that the verify helper trusts', async () => {
  const there = await backend();
  const { endpointId, secret } = await endpoint(there.url);
  relay();
  const onboardingId = await started(registry);
  await there.got(1);
  const [{ headers, body }] = there.received as [Received];
  const event = verifyWebhook({ secret: secret.reveal(), headers, body });
  expect(event).toMatchObject({ type: 'onboarding.started', onboardingId, merchantId: 'm-1', data: { region: 'na' } });
  expect(headers['webhook-id']).toBe(event.id);
  expect(headers['content-type']).toBe('application/json');
  await untilStanding(endpointId, 'delivered');
  expect(await log(endpointId)).toMatchObject([{ tries: [{ outcome: 'delivered', httpStatus: 204, failure: null }] }]);
});

test('while secrets overlap, either of them verifies', async () => {
  const there = await backend();
  const { endpointId, secret: old } = await endpoint(there.url);
  const rotated = await registry.webhookEndpoints.rotate(endpointId, DAY_MS, 'test', systemClock.now());
  relay();
  await started(registry);
  await there.got(1);
  const [{ headers, body }] = there.received as [Received];
  for (const { reveal } of [{ reveal: () => old.reveal() }, { reveal: () => rotated!.secret.reveal() }]) {
    expect(verifyWebhook({ secret: reveal(), headers, body }).type).toBe('onboarding.started');
  }
});

test('a replay has the same id, and a time and signature of its own', async () => {
  const there = await backend();
  const { endpointId } = await endpoint(there.url);
  relay();
  await started(registry);
  await there.got(1);
  const { eventId } = (await log(endpointId))[0]!;
  const rotated = await registry.webhookEndpoints.rotate(endpointId, 0, 'test', systemClock.now());
  const replayedAt = Math.floor(systemClock.now() / 1000);
  await registry.webhookEndpoints.replay(endpointId, { eventId }, 'test', systemClock.now());
  await there.got(2);
  const [first, second] = there.received as [Received, Received];
  expect(second.body).toBe(first.body);
  expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
  expect(Number(second.headers['webhook-timestamp'])).toBeGreaterThanOrEqual(replayedAt);
  const verified = verifyWebhook({ secret: rotated!.secret.reveal(), headers: second.headers, body: second.body });
  expect(verified.id).toBe(eventId);
});

test.each<[string, RequestListener, string, number | null]>([
  ['an error', (_request, response) => void response.writeHead(500).end('canary-answer'), 'refused', 500],
  [
    'a redirect',
    (_request, response) => void response.writeHead(307, { location: '/elsewhere' }).end(),
    'redirect',
    307,
  ],
  ['a broken connection', (request) => void request.socket.destroy(), 'broken', null],
])('%s is a failure, and is handed over to a process', async (_what, answer, failure, httpStatus) => {
  const there = await backend(answer);
  const { endpointId } = await endpoint(there.url);
  const { handedOver } = relay();
  await started(registry);
  await untilStanding(endpointId, 'retrying');
  expect(there.received).toHaveLength(1);
  const { deliveryId, tries, nextTryAt } = (await log(endpointId))[0]!;
  expect(tries).toMatchObject([{ outcome: 'failed', failure, httpStatus }]);
  const { at } = tries[0]!;
  expect(nextTryAt).toBe(at + 60_000);
  expect(handedOver).toEqual([
    { deliveryId, endpointId, firstTriedAt: at, firstTry: { outcome: 'failed', nextTryAt, endpointFailing: false } },
  ]);
});

test('a wait that the endpoint asks for is kept', async () => {
  const there = await backend((_request, response) => void response.writeHead(429, { 'retry-after': '3600' }).end());
  const { endpointId } = await endpoint(there.url);
  relay();
  await started(registry);
  await untilStanding(endpointId, 'retrying');
  const { tries, nextTryAt } = (await log(endpointId))[0]!;
  expect(nextTryAt).toBe(tries[0]!.at + 3_600_000);
});

test('an answer of 410 is handed over as the end of the endpoint', async () => {
  const there = await backend((_request, response) => void response.writeHead(410).end());
  const { endpointId } = await endpoint(there.url);
  const { handedOver } = relay();
  await started(registry);
  await untilStanding(endpointId, 'failed');
  expect(handedOver).toMatchObject([{ endpointId, firstTry: { outcome: 'gone' } }]);
});

test.each<[string, RequestListener]>([
  ['endless', (_request, response) => void response.writeHead(200).write('a')],
  ['huge', (_request, response) => void response.writeHead(200).end(Buffer.alloc(8 * 1024 * 1024))],
])('an answer of 2xx counts although its body is %s', async (_what, answer) => {
  const there = await backend(answer);
  const { endpointId } = await endpoint(there.url);
  relay();
  await started(registry);
  await untilStanding(endpointId, 'delivered');
});

test.each(['http://127.0.0.1:9/hooks', 'https://localhost/hooks', 'https://10.0.0.1/hooks'])(
  'by the rules of production nothing is sent into the private network: %s',
  async (url) => {
    const { endpointId } = await endpoint(url);
    relay({ rules: STRICT_RULES });
    await started(registry);
    await untilStanding(endpointId, 'retrying');
    expect(await log(endpointId)).toMatchObject([{ tries: [{ failure: 'address_refused', httpStatus: null }] }]);
  },
);

test('a slow endpoint delays neither another one nor the messages to the process', async () => {
  const silent = await backend(() => undefined);
  const quick = await backend();
  await endpoint(silent.url);
  const { endpointId } = await endpoint(quick.url);
  relay();
  const messages: string[] = [];
  const carry = (task: { readonly kind: string; readonly onboardingId: string }) => {
    messages.push(task.onboardingId);
    return Promise.resolve();
  };
  const outbox = createRelay({
    outbox: registry.outbox,
    executors: { start: carry, consentGranted: carry, factsChanged: carry, notice: carry, eraseHistories: carry },
    clock: systemClock,
    log: { warn: () => undefined },
    owner: 'relay',
    pollMs: 20,
  });
  ends.push(() => outbox.stop());
  for (let n = 0; n < 8; n += 1) await started(registry);
  await quick.got(8);
  await untilStanding(endpointId, 'delivered');
  await until(() => Promise.resolve(messages.length === 8));
  expect(silent.received).toHaveLength(4);
});

test('what cannot be handed over is tried again, with the same id', async () => {
  const there = await backend((_request, response) => void response.writeHead(500).end());
  const { endpointId } = await endpoint(there.url);
  let refusals = 0;
  relay({
    handOver: () => {
      refusals += 1;
      return refusals < 3 ? Promise.reject(new Error('Temporal is down')) : Promise.resolve();
    },
  });
  await started(registry);
  await untilStanding(endpointId, 'retrying');
  expect(there.received).toHaveLength(3);
  expect(new Set(there.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
});

test('two relays deliver each event once', async () => {
  const there = await backend();
  const { endpointId } = await endpoint(there.url);
  relay({ owner: 'one' });
  relay({ of: await database.open(), owner: 'two' });
  for (let n = 0; n < 12; n += 1) await started(registry);
  await there.got(12);
  await untilStanding(endpointId, 'delivered');
  expect(there.received).toHaveLength(12);
  expect(new Set(there.received.map(({ headers }) => headers['webhook-id'])).size).toBe(12);
});

test('a delivery under way is given back when its relay stops, and another relay makes it', async () => {
  let silent = true;
  const there = await backend((_request, response) => {
    if (!silent) response.writeHead(204).end();
  });
  const { endpointId } = await endpoint(there.url);
  const { stop } = relay({ owner: 'one' });
  await started(registry);
  await there.got(1);
  const before = performance.now();
  await stop();
  expect(performance.now() - before).toBeLessThan(5_000);
  silent = false;
  relay({ of: await database.open(), owner: 'two' });
  await untilStanding(endpointId, 'delivered');
  expect(there.received.map(({ headers }) => headers['webhook-id'])).toEqual(
    Array.from({ length: 2 }, () => there.received[0]!.headers['webhook-id']),
  );
});

test('a relay that died after sending leaves the delivery to another one, which sends it once more', async () => {
  const there = await backend();
  const { endpointId } = await endpoint(there.url);
  await started(registry);
  const { webhookDeliveries: deliveries } = registry;
  const [claimed] = await deliveries.claim('dead', 10, 50, systemClock.now());
  const outgoing = createOutgoing({ rules: { ...STRICT_RULES, allowLoopbackHttp: true } });
  ends.push(() => outgoing.close());
  const sendable = await deliveries.sendable(claimed!.deliveryId, systemClock.now());
  await createSendEvent(outgoing, systemClock)(sendable!);
  relay();
  await untilStanding(endpointId, 'delivered');
  expect(there.received.map(({ headers }) => headers['webhook-id'])).toEqual([
    sendable!.event.eventId,
    sendable!.event.eventId,
  ]);
});

test('nothing is logged of an endpoint but its id, and nothing of its answer', async () => {
  const there = await backend((_request, response) => void response.writeHead(500).end('canary-answer'));
  const { endpointId, secret } = await endpoint(there.url.replace('tenant=1', 'token=canary-token'));
  let refused = 0;
  const { lines } = relay({
    handOver: () => {
      refused += 1;
      return Promise.reject(new Error('canary-error'));
    },
  });
  await started(registry);
  await until(() => Promise.resolve(refused > 0 && lines.length > 0));
  const logged = JSON.stringify(lines);
  expect(logged).toContain(endpointId);
  expect(logged).not.toMatch(/canary|whsec_|127\.0\.0\.1/);
  expect(logged).not.toContain(secret.reveal());
  expect(JSON.stringify(await log(endpointId))).not.toContain('canary');
});
