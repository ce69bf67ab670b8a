import type { Client, Connection, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { createClient, lazyConnection } from '../../src/temporal/connection';
import { createEraseHistories } from '../../src/temporal/histories';
import { noticeWorkflowId, onboardingWorkflowId } from '../../src/temporal/ids';
import { startTestServer, type TestServer } from './dev-server';

const NOTICE = { kind: 'merchant_needed', stateVersion: 1 } as const;

let server: TestServer;
let connection: Connection;
let client: Client;
beforeAll(async () => {
  server = await startTestServer('memory');
  connection = lazyConnection({ address: server.address });
  client = createClient(connection, 'default');
}, 300_000);
afterAll(async () => {
  await connection.close();
  await server.stop();
});

/** No worker runs: a workflow of any name stays open until it is ended here. */
const begin = (workflowId: string) => client.workflow.start('anything', { workflowId, taskQueue: 'nobody', args: [] });

async function ended(workflowId: string): Promise<WorkflowHandleWithFirstExecutionRunId> {
  const handle = await begin(workflowId);
  await handle.terminate();
  return handle;
}

/** As the relay does: until the server has taken it. */
async function erase(onboardingId: string): Promise<void> {
  await eventually(() =>
    createEraseHistories(client)(onboardingId).then(
      () => true,
      () => false,
    ),
  );
}

async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 200));
}

async function listed(workflowId: string): Promise<number> {
  return (await client.workflow.count(`WorkflowId = "${workflowId}"`)).count;
}

async function exists(workflowId: string, runId?: string): Promise<boolean> {
  return client.workflow
    .getHandle(workflowId, runId)
    .describe()
    .then(
      () => true,
      () => false,
    );
}

/** A dev server takes half a minute to delete what it was told to. */
test('every run of the process and its mails is deleted, and nothing of others, however alike their ids are', async () => {
  const [process, mail] = [onboardingWorkflowId('acme'), noticeWorkflowId('acme', NOTICE)];
  const others = [onboardingWorkflowId('acme-2'), noticeWorkflowId('acme-2', NOTICE)];
  const { firstExecutionRunId: earlier } = await ended(process);
  for (const workflowId of [process, mail, ...others]) await ended(workflowId);
  // The server's lists trail what has happened.
  await eventually(async () => (await listed(process)) === 2);
  await erase('acme');
  await eventually(async () => !(await exists(process)) && !(await exists(mail)));
  await eventually(async () => !(await exists(process, earlier)));
  expect(await Promise.all(others.map((id) => exists(id)))).toEqual([true, true]);
}, 120_000);

test('while one is running it is not done, and that one is left alone', async () => {
  const { workflowId } = await begin(onboardingWorkflowId('initech'));
  await eventually(async () => (await client.workflow.count(`WorkflowId = "${workflowId}"`)).count === 1);

  await expect(createEraseHistories(client)('initech')).rejects.toThrow('still running');
  expect((await client.workflow.getHandle(workflowId).describe()).status.name).toBe('RUNNING');
});

test('an onboarding without a process is done at once', async () => {
  await expect(createEraseHistories(client)('absent')).resolves.toBeUndefined();
});
