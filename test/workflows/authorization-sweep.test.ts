import { randomUUID } from 'node:crypto';
import type { ScheduleHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import type { GrantsAsked, SweepActivities } from '../../src/activities/sweep-activities';
import { DAY_MS } from '../../src/domain/policy';
import { dataConverter } from '../../src/temporal/data-converter';
import { ONBOARDING_TASK_QUEUE } from '../../src/temporal/ids';
import { ensureSchedules, FLEET_SCHEDULES } from '../../src/temporal/schedules';
import { SWEEP_WORKFLOW } from '../../src/workflows/messages';
import type { SweepReport } from '../../src/workflows/authorization-sweep';
import { openFleet, type Fleet } from '../activities/fleet';
import { startRealServer, type RealServer } from '../temporal/real-server';
import { workflowBundle } from './house';

const SWEEP_SCHEDULE = 'fleet/authorization-sweep';
const HEALTHY: GrantsAsked = { control: 'healthy', error: null, asked: 100, pauseMs: null, more: true };
const BUSY: GrantsAsked = { control: 'busy', error: null, asked: 0, pauseMs: 1, more: true };
const CALM = { asked: 0, healthyBefore: 0, newlyRefused: 0, suspected: 0, verdict: 'calm', revoked: 0 } as const;

let server: RealServer;
beforeAll(async () => {
  server = await startRealServer();
}, 300_000);
afterAll(async () => {
  await server.stop();
});

async function workerOf(activities: SweepActivities, taskQueue: string): Promise<Worker> {
  return Worker.create({
    connection: server.environment.nativeConnection,
    taskQueue,
    workflowBundle: await workflowBundle(),
    activities: { ...activities },
    dataConverter,
  });
}

describe('a round', () => {
  /** Answers the batches of grants in turn, and the last one for all that follow. */
  async function sweepWith(batches: readonly GrantsAsked[], sample: GrantsAsked = { ...HEALTHY, more: false }) {
    const concluded: Parameters<SweepActivities['concludeRound']>[0][] = [];
    let asked = 0;
    const activities: SweepActivities = {
      beginRound: () => Promise.resolve({ beganAt: 1_000 }),
      askGrants: (input) => {
        if (input.sample) return Promise.resolve(sample);
        asked += 1;
        return Promise.resolve(batches[Math.min(asked, batches.length) - 1]!);
      },
      concludeRound: (input) => {
        concluded.push(input);
        return Promise.resolve(CALM);
      },
      checkKeys: () => Promise.resolve({ checked: 3, changed: 1, more: false }),
    };
    const taskQueue = `sweep-${randomUUID()}`;
    const worker = await workerOf(activities, taskQueue);
    const workflowId = taskQueue;
    const report = await worker.runUntil(
      server.environment.client.workflow.execute<() => Promise<SweepReport>>(SWEEP_WORKFLOW, { workflowId, taskQueue }),
    );
    const last = server.environment.client.workflow.getHandle(workflowId);
    return { report, concluded, asked, history: await last.fetchHistory(), first: await last.describe() };
  }

  it('asks batch after batch, draws its conclusions once, and then checks the keys', async () => {
    const { report, concluded, asked } = await sweepWith([HEALTHY, HEALTHY, { ...HEALTHY, more: false }]);
    expect(asked).toBe(3);
    expect(concluded).toEqual([{ beganAt: 1_000, control: 'healthy', error: null }]);
    expect(report).toEqual({ control: 'healthy', conclusion: CALM, keysChecked: 3, keysChanged: 1 });
  });

  it('goes on in a new run before its history grows long', async () => {
    const many = Array.from({ length: 60 }, () => HEALTHY);
    const { asked, concluded, history } = await sweepWith([...many, { ...HEALTHY, more: false }]);
    expect(asked).toBe(61);
    expect(concluded).toHaveLength(1);
    const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
    expect(started?.continuedExecutionRunId).toBeTruthy();
    expect(history.events?.length).toBeLessThan(300);
  });

  it('ends with the first control call that fails, and hands on what Amazon called it', async () => {
    const refused: GrantsAsked = { ...HEALTHY, control: 'application', error: 'invalid_client', more: false };
    const { asked, concluded } = await sweepWith([HEALTHY, refused]);
    expect(asked).toBe(2);
    expect(concluded).toEqual([{ beganAt: 1_000, control: 'application', error: 'invalid_client' }]);
  });

  it('concludes nothing if Amazon did nothing but ask it to come later, and still checks the keys', async () => {
    const { report, concluded, asked } = await sweepWith([BUSY]);
    expect(asked).toBe(6);
    expect(concluded).toEqual([]);
    expect(report).toMatchObject({ control: null, keysChecked: 3 });
  });

  it('believes the control call of its comparison too', async () => {
    const down: GrantsAsked = { ...HEALTHY, control: 'amazon', more: false };
    const { concluded } = await sweepWith([{ ...HEALTHY, more: false }], down);
    expect(concluded).toEqual([{ beganAt: 1_000, control: 'amazon', error: null }]);
  });
});

describe('the schedules', () => {
  const handle = (): ScheduleHandle => server.environment.client.schedule.getHandle(SWEEP_SCHEDULE);
  afterEach(async () => {
    for (const { id } of FLEET_SCHEDULES) await server.environment.client.schedule.getHandle(id).delete();
  });

  it('have a round begin by themselves, also where a policy day is shorter than an interval may be', async () => {
    const fleet: Fleet = await openFleet(1);
    const [id = ''] = fleet.onboardings;
    await fleet.registry.grants.suspect(await fleet.grantOf(id), fleet.clock.at);
    fleet.clock.at += 1_000;
    const worker = await workerOf(fleet.sweep, ONBOARDING_TASK_QUEUE);
    await ensureSchedules(server.environment.client, 500);
    await worker.runUntil(async () => {
      for (let suspected = true; suspected;) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        suspected = (await fleet.registry.onboardings.status(id))?.authorization?.suspectedSince !== null;
      }
      // What is under way must not be left to a worker that is gone.
      await handle().pause();
      for (let running = 1; running > 0;) {
        running = (await handle().describe()).info.runningActions.length;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    });
    await fleet.close();
  });

  it('are brought to what is wanted when they exist, and stay paused if somebody paused them', async () => {
    await ensureSchedules(server.environment.client, 500);
    await handle().pause('an operator at 3 a.m.');
    await ensureSchedules(server.environment.client, DAY_MS);
    const { spec, state } = await handle().describe();
    expect(spec.intervals?.map(({ every }) => every)).toEqual([DAY_MS / 24]);
    expect(state).toMatchObject({ paused: true, note: 'an operator at 3 a.m.' });
  });

  it('begin no second round while one is under way', async () => {
    await ensureSchedules(server.environment.client, DAY_MS);
    const { policies } = await handle().describe();
    expect(policies.overlap).toBe('SKIP');
  });
});
