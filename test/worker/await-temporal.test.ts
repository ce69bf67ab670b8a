import { DAY_MS } from '../../src/domain/policy';
import { createClient, lazyConnection } from '../../src/temporal/connection';
import { startDevServer } from '../../src/temporal/dev-server';
import { ensureSchedules } from '../../src/temporal/schedules';
import { awaitTemporal } from '../../src/worker/await-temporal';
import { freePort, testBinary } from '../temporal/dev-server';
import { quietRuntime } from '../temporal/quiet-runtime';

describe('a worker that is started before Temporal', () => {
  beforeAll(quietRuntime);

  it('waits with a word in the log, and connects to a namespace that has the search attributes', async () => {
    const port = await freePort();
    const { binary, serverVersion } = await testBinary();
    const { waiting, warned, connection } = begin(port);
    const server = warned.then(() =>
      startDevServer({ binary, serverVersion, port: { port, setting: 'the port of this test' } }),
    );
    const native = await waiting;
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
    expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(['OnboardingStage', 'WaitingSince']));
    await native.close();
    await connection.close();
    await (await server).stop();
  });

  it('stops waiting when it is told to', async () => {
    const { waiting, warned, connection, controller } = begin(await freePort());
    await warned;
    controller.abort(new Error('told to stop'));
    await expect(waiting).rejects.toThrow();
    await connection.close();
  });
});

function begin(port: number) {
  const access = { address: `127.0.0.1:${String(port)}` };
  const connection = lazyConnection(access);
  const controller = new AbortController();
  const { signal } = controller;
  let waiting!: ReturnType<typeof awaitTemporal>;
  const warned = new Promise<void>((resolve) => {
    const log = { warn: () => resolve() };
    const prepare = () => ensureSchedules(createClient(connection, 'default'), DAY_MS);
    waiting = awaitTemporal({ access, namespace: 'default', connection, prepare, log, signal });
  });
  return { waiting, warned, connection, controller };
}
