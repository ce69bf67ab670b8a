import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TypedSearchAttributes } from '@temporalio/common';
import type { Client, Connection } from '@temporalio/client';
import { connectWorker, createClient, lazyConnection } from '../../src/temporal/connection';
import { type DevServer, startDevServer } from '../../src/temporal/dev-server';
import {
  registerSearchAttributes,
  SearchAttributeConflict,
  untilAccepted,
} from '../../src/temporal/register-search-attributes';
import {
  AUTHORIZATION_EXPIRES_AT,
  GRANT_GENERATION,
  MARKETPLACES,
  MERCHANT_ID,
  ONBOARDING_STAGE,
  WAITING_ON,
  WAITING_SINCE,
} from '../../src/workflows/search-attributes';
import { freePort, testBinary } from './dev-server';
import { createProbeWorker, PROBE_TASK_QUEUE } from './probe-worker';
import { changeSearchAttributes } from './probe-workflows';
import { quietRuntime } from './quiet-runtime';

const ALL = new TypedSearchAttributes([
  { key: MERCHANT_ID, value: 'acme' },
  { key: ONBOARDING_STAGE, value: 'validating_key' },
  { key: WAITING_ON, value: 'commerce' },
  { key: WAITING_SINCE, value: new Date('2026-11-21T10:00:00Z') },
  { key: AUTHORIZATION_EXPIRES_AT, value: new Date('2027-11-21T10:00:00Z') },
  { key: MARKETPLACES, value: ['US', 'CA'] },
  { key: GRANT_GENERATION, value: 1 },
]);

let folder: string;
let server: DevServer;
let connection: Connection;
let client: Client;

async function startServer(): Promise<void> {
  const { binary, serverVersion } = await testBinary();
  const databaseFile = join(folder, 'temporal.db');
  const port = { port: await freePort(), setting: 'the port of this test' };
  server = await startDevServer({ binary, serverVersion, databaseFile, port });
  connection = lazyConnection({ address: server.address });
  client = createClient(connection, 'default');
}

async function stopServer(): Promise<void> {
  await connection.close();
  await server.stop();
}

beforeEach(async () => {
  quietRuntime();
  folder = await mkdtemp(join(tmpdir(), 'evergrant-temporal-'));
  await startServer();
});
afterEach(async () => {
  await stopServer();
  await rm(folder, { recursive: true, force: true });
});

const startWithAll = (workflowId: string) =>
  untilAccepted(() =>
    client.workflow.start(changeSearchAttributes, {
      workflowId,
      taskQueue: PROBE_TASK_QUEUE,
      typedSearchAttributes: ALL,
    }),
  );

describe('search attributes', () => {
  it('are accepted at the first start on new data, and can be changed in the first workflow task', async () => {
    await registerSearchAttributes(connection, 'default');
    const native = await connectWorker({ address: server.address });
    const worker = await createProbeWorker(native);
    const handle = await startWithAll('first');
    await worker.runUntil(handle.result());
    await native.close();
    const { typedSearchAttributes } = await handle.describe();
    expect(typedSearchAttributes.get(ONBOARDING_STAGE)).toBe('connected');
    expect(typedSearchAttributes.get(GRANT_GENERATION)).toBe(2);
    expect(typedSearchAttributes.get(MARKETPLACES)).toEqual(['US', 'CA']);
    expect(typedSearchAttributes.get(AUTHORIZATION_EXPIRES_AT)).toEqual(new Date('2027-11-21T10:00:00Z'));
    const { events } = await handle.fetchHistory();
    expect(events!.filter((event) => event.workflowTaskFailedEventAttributes)).toEqual([]);
  });

  it('are registered on data that an earlier start made without them', async () => {
    await stopServer();
    await startServer();
    await registerSearchAttributes(connection, 'default');
    await expect(startWithAll('first')).resolves.toBeDefined();
  });

  it('may be registered again, also from several processes at once', async () => {
    const twice = [1, 2].map(() => registerSearchAttributes(connection, 'default'));
    await Promise.all(twice);
    await stopServer();
    await startServer();
    await registerSearchAttributes(connection, 'default');
    await expect(startWithAll('first')).resolves.toBeDefined();
  });

  it('let a start that came before their registration succeed once they are registered', async () => {
    const early = startWithAll('early');
    await registerSearchAttributes(connection, 'default');
    await expect(early).resolves.toBeDefined();
  });

  it('are refused where one of the same name holds something else', async () => {
    const ofTypeText: Record<string, number> = { WaitingOn: 1 };
    await connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes: ofTypeText });
    await expect(registerSearchAttributes(connection, 'default')).rejects.toThrow(SearchAttributeConflict);
  });
});
