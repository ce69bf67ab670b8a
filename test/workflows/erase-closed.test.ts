import { Worker } from '@temporalio/worker';
import { createErasureActivities } from '../../src/activities/erasure-activities';
import { DAY_MS } from '../../src/domain/policy';
import { dataConverter } from '../../src/temporal/data-converter';
import { FLEET_SCHEDULES } from '../../src/temporal/schedules';
import { ERASURE_WORKFLOW } from '../../src/workflows/messages';
import { started } from '../registry/consent-steps';
import { T0, testDatabase, type TestDatabase } from '../registry/fixture';
import { startRealServer, type RealServer } from '../temporal/real-server';
import { workflowBundle } from './house';

describe('on a real server', () => {
  let server: RealServer;
  beforeAll(async () => {
    server = await startRealServer();
  }, 300_000);
  afterAll(async () => {
    await server.stop();
  });

  test('a round goes on, over several runs, until nothing is due', async () => {
    let batches = 0;
    const eraseNext = () => Promise.resolve({ erased: 50, more: ++batches < 45 });
    const worker = await Worker.create({
      connection: server.environment.nativeConnection,
      taskQueue: 'erasure',
      workflowBundle: await workflowBundle(),
      activities: { eraseNext },
      dataConverter,
    });
    const erased = await worker.runUntil(
      server.environment.client.workflow.execute(ERASURE_WORKFLOW, {
        workflowId: 'erasure',
        taskQueue: 'erasure',
        args: [],
      }),
    );

    expect(erased).toBe(45 * 50);
  });
});

describe('a batch', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(() => database.remove());

  test.each([
    ['just before thirty policy days are over no', 30 * DAY_MS - 1, 0],
    ['thirty policy days after their end', 30 * DAY_MS, 1],
  ])('%s onboardings are erased', async (_name, after, expected) => {
    const registry = await database.open();
    const id = await started(registry);
    await registry.onboardings.close(id, T0);
    const clock = { now: () => T0 + after };
    const erasure = createErasureActivities({ registry, clock, dayMs: DAY_MS });

    expect(await erasure.eraseNext()).toEqual({ erased: expected, more: false });
  });
});

test('there is a round a day', () => {
  expect(FLEET_SCHEDULES).toContainEqual(expect.objectContaining({ workflow: ERASURE_WORKFLOW, everyDays: 1 }));
});
