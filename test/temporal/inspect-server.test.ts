import { lazyConnection } from '../../src/temporal/connection';
import { ONBOARDING_TASK_QUEUE } from '../../src/temporal/ids';
import { inspectServer } from '../../src/temporal/inspect-server';
import { registerSearchAttributes } from '../../src/temporal/register-search-attributes';
import { SEARCH_ATTRIBUTES } from '../../src/workflows/search-attributes';
import { freePort, startTestServer, type TestServer } from './dev-server';

const TIMEOUT_MS = 5_000;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
}, 600_000);
afterAll(() => server.stop());

const inspect = (namespace = 'default') => inspectServer({ address: server.address }, namespace, TIMEOUT_MS);

describe('a look at a Temporal server', () => {
  it('says within its time that nobody answers', async () => {
    const access = { address: `127.0.0.1:${await freePort()}` };
    expect(await inspectServer(access, 'default', 500)).toEqual({ outcome: 'unreachable' });
  });

  it('says that the namespace is not there', async () => {
    expect(await inspect('elsewhere')).toEqual({ outcome: 'no_namespace', version: expect.stringMatching(/^1\./) });
  });

  it('names the search attributes that are missing, and registers none', async () => {
    const names = SEARCH_ATTRIBUTES.map(({ name }) => name);
    expect(await inspect()).toMatchObject({ outcome: 'answers', attributes: { missing: names, conflicting: [] } });
    expect(await inspect()).toMatchObject({ attributes: { missing: names } });
  });

  it('says when a worker last asked for work', async () => {
    const connection = lazyConnection({ address: server.address });
    await registerSearchAttributes(connection, 'default');
    expect(await inspect()).toMatchObject({
      attributes: { missing: [], conflicting: [] },
      lastPoll: { workflows: null, activities: null },
    });

    const question = { namespace: 'default', taskQueue: { name: ONBOARDING_TASK_QUEUE }, identity: 'a worker' };
    const enough = new AbortController();
    const polling = connection
      .withDeadline(Date.now() + 60_000, () =>
        connection.withAbortSignal(enough.signal, () => connection.workflowService.pollWorkflowTaskQueue(question)),
      )
      .catch(() => undefined);
    let report = await inspect();
    while (report.outcome === 'answers' && report.lastPoll.workflows === null) report = await inspect();
    expect(report).toMatchObject({ lastPoll: { workflows: expect.any(Number), activities: null } });
    enough.abort();
    await polling;
    await connection.close();
  });
});
