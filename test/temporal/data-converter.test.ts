import type { Client, Connection, WorkflowFailedError, WorkflowHandle } from '@temporalio/client';
import { type NativeConnection, Worker } from '@temporalio/worker';
import { connectWorker, createClient, lazyConnection } from '../../src/temporal/connection';
import { dataConverter } from '../../src/temporal/data-converter';
import { payloadConverter } from '../../src/temporal/payload-converter';
import { isUndecodable } from '../../src/workflows/undecodable';
import { startTestServer, type TestServer } from './dev-server';
import { createProbeWorker, PROBE_TASK_QUEUE } from './probe-worker';
import { collectMessages, failWith, finish, message } from './probe-workflows';
import { quietRuntime } from './quiet-runtime';

const bytes = (text: string) => Buffer.from(text);

describe('the payload converter', () => {
  it.each([
    ['an unknown encoding', { metadata: { encoding: bytes('binary/rot13') }, data: bytes('uryyb') }],
    ['broken JSON', { metadata: { encoding: bytes('json/plain') }, data: bytes('{"half":') }],
    ['no encoding', { metadata: {}, data: bytes('?') }],
    ['no metadata', { data: bytes('?') }],
    ['no data', { metadata: { encoding: bytes('json/plain') } }],
  ])('marks %s instead of throwing', (_, payload) => {
    expect(isUndecodable(payloadConverter.fromPayload(payload))).toBe(true);
  });

  it('does not let a sender forge the mark', () => {
    const forged = payloadConverter.toPayload({ encoding: 'json/plain', byteLength: 1 });
    expect(isUndecodable(payloadConverter.fromPayload(forged))).toBe(false);
  });

  it('keeps at most forty printable characters of what the sender calls its encoding', () => {
    const payload = { metadata: { encoding: bytes(`<b>\u0000\n${'x'.repeat(100)}`) }, data: bytes('?') };
    expect(payloadConverter.fromPayload(payload)).toMatchObject({ encoding: `<b>??${'x'.repeat(35)}` });
  });
});

describe('a workflow', () => {
  let server: TestServer;
  let connection: Connection;
  let client: Client;
  let native: NativeConnection;

  beforeAll(async () => {
    quietRuntime();
    server = await startTestServer();
    connection = lazyConnection({ address: server.address });
    client = createClient(connection, 'default');
    native = await connectWorker({ address: server.address });
  }, 600_000);
  afterAll(async () => {
    await native.close();
    await connection.close();
    await server.stop();
  });

  /** A run that was sent three bytes that are no JSON, then a readable message. */
  async function runWithGarbage(workflowId: string): Promise<{ received: string[]; handle: WorkflowHandle }> {
    const handle = await client.workflow.start(collectMessages, { workflowId, taskQueue: PROBE_TASK_QUEUE });
    await connection.workflowService.signalWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId },
      signalName: message.name,
      input: { payloads: [{ metadata: { encoding: bytes('json/plain') }, data: Buffer.from([0xff, 0xfe, 0x00]) }] },
    });
    await handle.signal(message, 'hello');
    await handle.signal(finish);
    const worker = await createProbeWorker(native);
    return { received: await worker.runUntil(handle.result()), handle };
  }

  it('receives a signal of garbage bytes as a marked value, and the next signal as usual', async () => {
    const { received } = await runWithGarbage('garbage');
    expect(received).toEqual(['undecodable json/plain, 3 bytes', 'readable hello']);
  });

  it('replays a history that holds garbage bytes', async () => {
    const { handle } = await runWithGarbage('garbage-replayed');
    const options = { workflowsPath: require.resolve('./probe-workflows'), dataConverter };
    const replay = Worker.runReplayHistory(options, await handle.fetchHistory(), handle.workflowId);
    await expect(replay).resolves.toBeUndefined();
  });

  it('leaves no readable failure message in its history, and the client reads it all the same', async () => {
    const args: [string] = ['the reason'];
    const handle = await client.workflow.start(failWith, { workflowId: 'fails', taskQueue: PROBE_TASK_QUEUE, args });
    const worker = await createProbeWorker(native);
    const failure = await worker.runUntil(handle.result().catch((error: unknown) => error));
    expect((failure as WorkflowFailedError).cause?.message).toBe('the reason');
    const { events } = await handle.fetchHistory();
    const recorded = events!.at(-1)!.workflowExecutionFailedEventAttributes!.failure!;
    expect(recorded).toMatchObject({ message: 'Encoded failure', stackTrace: '' });
  });
});
