import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { createDeliveryActivities } from '../../src/activities/deliver-event';
import { createFirstTry } from '../../src/activities/first-try';
import { createSendEvent } from '../../src/activities/webhook-sender';
import { DAY_MS } from '../../src/domain/policy';
import type { Mail } from '../../src/notifications/smtp';
import { STRICT_RULES } from '../../src/outgoing/address-rules';
import { createOutgoing } from '../../src/outgoing/guarded-dispatcher';
import { createDeliveryRelay } from '../../src/registry/delivery-relay';
import { parseKeyRing } from '../../src/registry/key-ring';
import { openRegistry } from '../../src/registry/open';
import type { Registry } from '../../src/registry/registry';
import type { Delivery } from '../../src/registry/webhook-deliveries';
import { dataConverter } from '../../src/temporal/data-converter';
import { createHandOver } from '../../src/temporal/delivery-client';
import { deliveryWorkflowId, ONBOARDING_TASK_QUEUE } from '../../src/temporal/ids';
import { startInput } from '../registry/fixture';
import { fileNameOf, recordHistories } from '../replay/record';
import { createTimeSkippingEnvironment } from '../temporal/time-skipping';
import { FedClock } from './fed-clock';
import { workflowBundle } from './house';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const OPERATOR = 'operator@backend.example';

/** What the backend answers to the nth request of a path, counted from 1. */
type Answers = (n: number) => { readonly status: number; readonly retryAfter?: string };

let environment: TestWorkflowEnvironment;
let clock: FedClock;
let registry: Registry;
const ends: (() => Promise<unknown>)[] = [];
const answersOf = new Map<string, Answers>();
const counts = new Map<string, number>();
const mails: Mail[] = [];
const secrets: string[] = [];
let origin: string;

beforeAll(async () => {
  environment = await createTimeSkippingEnvironment();
  ends.push(() => environment.teardown());
  clock = new FedClock(await environment.currentTimeMs());

  const folder = await mkdtemp(join(tmpdir(), 'evergrant-deliveries-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  const key = () => `k1:${randomBytes(32).toString('base64')}`;
  registry = await openRegistry({
    url: `sqlite:${join(folder, 'registry.db')}`,
    keys: { vault: parseKeyRing(key(), 'vault'), links: parseKeyRing(key(), 'links') },
    mode: 'simulator',
  });
  ends.push(() => registry.close());

  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const n = (counts.get(path) ?? 0) + 1;
    counts.set(path, n);
    const { status, retryAfter } = answersOf.get(path)!(n);
    request.resume();
    response.writeHead(status, { ...(retryAfter !== undefined && { 'retry-after': retryAfter }) }).end('canary-answer');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  ends.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const outgoing = createOutgoing({ rules: { ...STRICT_RULES, allowLoopbackHttp: true } });
  ends.push(() => outgoing.close());
  const send = createSendEvent(outgoing, clock);
  const deliveries = registry.webhookDeliveries;
  const log = { warn: () => undefined };
  const relay = createDeliveryRelay({
    deliveries,
    deliver: createFirstTry({ deliveries, send, handOver: createHandOver(environment.client), clock, dayMs: DAY_MS }),
    clock,
    log,
    owner: 'relay',
    pollMs: 50,
  });
  ends.push(() => relay.stop());

  const activities = createDeliveryActivities({
    registry,
    send,
    mailer: {
      send(mail) {
        mails.push(mail);
        // The first mail finds the host away, so that its retry is seen too.
        if (mails.length === 1) return Promise.resolve({ outcome: 'unverifiable', reason: 'unreachable' });
        return Promise.resolve({ outcome: 'sent', messageId: mail.messageId });
      },
    },
    operatorEmail: OPERATOR,
    mailDomain: 'backend.example',
    clock,
    dayMs: DAY_MS,
    log,
  });
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue: ONBOARDING_TASK_QUEUE,
    workflowBundle: await workflowBundle(),
    activities: { ...activities },
    dataConverter,
    interceptors: { activity: [clock.interceptor] },
  });
  const working = worker.run();
  ends.push(async () => {
    worker.shutdown();
    await working;
  });
}, 300_000);

afterEach(async () => {
  for (const { endpointId } of await registry.webhookEndpoints.list(clock.now())) {
    await registry.webhookEndpoints.delete(endpointId, 'test', clock.now());
  }
  // Every process learns at its next try that nobody wants its event any more.
  await pass(DAY_MS);
});

afterAll(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

let counter = 0;

async function endpoint(answers: Answers, eventTypes: readonly ['webhook_endpoint.disabled'] | null = null) {
  counter += 1;
  const path = `/hooks-${counter}`;
  answersOf.set(path, answers);
  const created = await registry.webhookEndpoints.create(
    { url: `${origin}${path}`, description: '', eventTypes, merchantIds: null },
    'test',
    clock.now(),
  );
  if (created.outcome !== 'created') throw new Error(created.outcome);
  secrets.push(created.secret.reveal());
  return created.endpointId;
}

async function raise(): Promise<void> {
  counter += 1;
  await registry.onboardings.start(startInput(`ob-${counter}`), clock.now());
}

async function pass(ms: number): Promise<void> {
  await environment.sleep(ms);
  clock.feed(await environment.currentTimeMs());
}

async function deliveriesOf(endpointId: string): Promise<readonly Delivery[]> {
  return (await registry.webhookDeliveries.list({ endpointId, limit: 10 })).items;
}

/** Resolves with the oldest delivery of the endpoint once it fits. */
async function until(endpointId: string, fits: (delivery: Delivery) => boolean): Promise<Delivery> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const delivery = (await deliveriesOf(endpointId)).at(-1);
    if (delivery && fits(delivery)) return delivery;
    if (Date.now() > deadline) throw new Error(`It did not come to that: ${JSON.stringify(delivery)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const standing = (expected: Delivery['standing']) => (delivery: Delivery) => delivery.standing === expected;

/** What the process answered at its end; its history is kept if histories are recorded. */
async function endOf({ deliveryId }: Delivery): Promise<unknown> {
  const workflowId = deliveryWorkflowId(deliveryId);
  const handle = environment.client.workflow.getHandle(workflowId);
  const ended = await handle.result();
  const history = readable(historyToJSON(await handle.fetchHistory()));
  expect(history).toContain(deliveryId);
  for (const secret of [...secrets, 'whsec_', 'canary', origin]) expect(history).not.toContain(secret);
  if (process.env['EVERGRANT_RECORD_HISTORIES'] !== undefined) {
    await recordHistories(environment.client, workflowId, fileNameOf(expect.getState().currentTestName ?? 'unnamed'));
  }
  return ended;
}

/** A history with its payloads decoded. */
function readable(history: string): string {
  return history.replace(/"data": *"([^"]*)"/g, (_match, data: string) => Buffer.from(data, 'base64').toString());
}

/** Minutes from each try to the next. */
function waits({ tries }: Delivery): readonly number[] {
  return tries.slice(1).map(({ at }, index) => Math.round((at - tries[index]!.at) / MINUTE_MS));
}

describe('the delivery of an event', () => {
  it('is made at a later try, after waits that double', async () => {
    const id = await endpoint((n) => ({ status: n < 4 ? 503 : 204 }));
    await raise();
    await until(id, standing('retrying'));
    await pass(8 * MINUTE_MS);
    const delivered = await until(id, standing('delivered'));
    expect(delivered.tries.map(({ httpStatus }) => httpStatus)).toEqual([503, 503, 503, 204]);
    expect(waits(delivered)).toEqual([1, 2, 4]);
    expect(await endOf(delivered)).toBe('delivered');
    expect(await registry.webhookEndpoints.find(id, clock.now())).toMatchObject({ failingSince: null });
  });

  it('waits as long as the endpoint asks for', async () => {
    const id = await endpoint((n) => (n === 1 ? { status: 429, retryAfter: '7200' } : { status: 200 }));
    await raise();
    await until(id, standing('retrying'));
    await pass(119 * MINUTE_MS);
    expect((await deliveriesOf(id))[0]!.tries).toHaveLength(1);
    await pass(2 * MINUTE_MS);
    const delivered = await until(id, standing('delivered'));
    expect(waits(delivered)).toEqual([120]);
    expect(await endOf(delivered)).toBe('delivered');
  });

  it('is given up after five days, and its endpoint goes on as long as it takes other events', async () => {
    let others = 0;
    const id = await endpoint(() => ({ status: others > 0 ? 204 : 500 }));
    await raise();
    await until(id, standing('retrying'));
    for (let day = 1; day <= 4; day += 1) {
      await pass(DAY_MS - HOUR_MS);
      others = 1;
      await registry.webhookEndpoints.test(id, clock.now());
      const deadline = Date.now() + 20_000;
      while ((await deliveriesOf(id))[0]!.standing !== 'delivered' && Date.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      others = 0;
      await pass(HOUR_MS);
    }
    await pass(DAY_MS + HOUR_MS);
    const failed = await until(id, standing('failed'));
    expect(failed.finishedAt! - failed.tries[0]!.at).toBeGreaterThanOrEqual(5 * DAY_MS);
    expect(failed.finishedAt! - failed.tries[0]!.at).toBeLessThan(5 * DAY_MS + MINUTE_MS);
    expect(Math.max(...waits(failed))).toBe(12 * 60);
    expect(await endOf(failed)).toBe('failed');
    expect(await registry.webhookEndpoints.find(id, clock.now())).toMatchObject({ disabled: null });
  });

  it('disables an endpoint that took nothing for five days, tells the others and the operator, once', async () => {
    const id = await endpoint(() => ({ status: 500 }));
    const other = await endpoint(() => ({ status: 204 }), ['webhook_endpoint.disabled']);
    mails.length = 0;
    await raise();
    await raise();
    await until(id, standing('retrying'));
    await pass(5 * DAY_MS + HOUR_MS);
    const told = await until(other, standing('delivered'));
    const deliveries = await deliveriesOf(id);
    expect(deliveries.map(({ finishedAt }) => finishedAt)).not.toContain(null);
    // Both come to their last try at the same instant: the one that is quicker disables the endpoint for the other.
    const failed = deliveries.filter(({ standing }) => standing === 'failed');
    expect(failed).not.toHaveLength(0);
    expect(await registry.webhookEndpoints.find(id, clock.now())).toMatchObject({ disabled: { reason: 'failing' } });
    expect(told.eventType).toBe('webhook_endpoint.disabled');
    expect(await deliveriesOf(other)).toHaveLength(1);
    for (const delivery of failed) expect(await endOf(delivery)).toBe('failed');
    // The first one found the host away.
    expect(mails.map(({ to, messageId }) => [to.address, messageId])).toEqual([
      [OPERATOR, mails[0]!.messageId],
      [OPERATOR, mails[0]!.messageId],
    ]);
    expect(mails[0]!.text).toContain(id);
    expect(mails[0]!.text).not.toContain('/hooks');
  });

  it('disables an endpoint that answers 410, at once', async () => {
    const id = await endpoint(() => ({ status: 410 }));
    const other = await endpoint(() => ({ status: 204 }), ['webhook_endpoint.disabled']);
    await raise();
    const failed = await until(id, standing('failed'));
    const told = await until(other, standing('delivered'));
    expect(told.eventType).toBe('webhook_endpoint.disabled');
    expect(failed.tries).toHaveLength(1);
    expect(await endOf(failed)).toBe('gone');
    expect(await registry.webhookEndpoints.find(id, clock.now())).toMatchObject({ disabled: { reason: 'gone' } });
  });

  it('disables an endpoint that answers 410 at a later try', async () => {
    const id = await endpoint((n) => ({ status: n === 1 ? 500 : 410 }));
    await raise();
    await until(id, standing('retrying'));
    await pass(2 * MINUTE_MS);
    const failed = await until(id, standing('failed'));
    expect(await endOf(failed)).toBe('gone');
    expect(await registry.webhookEndpoints.find(id, clock.now())).toMatchObject({ disabled: { reason: 'gone' } });
  });

  it('ends when its endpoint was disabled meanwhile', async () => {
    const id = await endpoint(() => ({ status: 500 }));
    await raise();
    await until(id, standing('retrying'));
    await registry.webhookEndpoints.update(id, { enabled: false }, 'test', clock.now());
    await pass(2 * MINUTE_MS);
    const abandoned = await until(id, standing('abandoned'));
    expect(await endOf(abandoned)).toBe('abandoned');
    expect(abandoned.tries).toHaveLength(1);
  });
});
