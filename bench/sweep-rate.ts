import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { createSweepActivities } from '../src/activities/sweep';
import { offsetClock } from '../src/domain/clock';
import { DAY_MS } from '../src/domain/policy';
import { STRICT_RULES } from '../src/outgoing/address-rules';
import { createOutgoing } from '../src/outgoing/guarded-dispatcher';
import { connectWorker } from '../src/temporal/connection';
import { dataConverter } from '../src/temporal/data-converter';
import { DEFAULT_NAMESPACE } from '../src/temporal/ids';
import { withProgress, type Progress } from '../src/temporal/progress';
import { WORKFLOWS_PATH } from '../src/worker/onboarding-worker';
import { SWEEP_WORKFLOW } from '../src/workflows/messages';
import type { BenchArguments } from './arguments';
import { perSecond } from './in-flight';
import { median } from './statistics';
import { amazonOf, openFleetRegistry, putInForce, refreshTokens } from './sweep-fleet';
import type { BenchWorld } from './world';

/** (e) Grants that a round of the sweep asks about per second, against an LWA that takes its time to answer. */
export interface SweepRate {
  readonly grants: number;
  /** Calls under way at the same time. */
  readonly atOnce: number;
  readonly delayMs: number;
  /** Round by round, without the pace that the product keeps to. */
  readonly perSecond: readonly number[];
  readonly median: number;
  /** Of the history of a round. */
  readonly historyEvents: number;
}

const DELAY_MS = 20;
const AT_ONCE = 10;
/** Grants share the tokens of so many sellers: LWA has the same work with each. */
const SELLERS = 50;
const FILLING_AT_ONCE = 8;
/** The most that one order of the simulator covers. */
const MOST_FAULTS = 10_000;

export async function measureSweepRate(
  world: BenchWorld,
  { grants, sweeps }: BenchArguments,
  progress: Progress,
): Promise<SweepRate> {
  const folder = await mkdtemp(join(tmpdir(), 'evergrant-sweep-'));
  const registry = await openFleetRegistry(join(folder, 'registry.sqlite'));
  let aheadMs = 0;
  const clock = offsetClock(() => aheadMs);
  const amazon = amazonOf(world, clock);
  const outgoing = createOutgoing({ rules: STRICT_RULES });
  try {
    const tokens = await refreshTokens(world, amazon, SELLERS);
    const fleet = Array.from({ length: grants }, (_, n) => `fleet-${n}`);
    await withProgress(progress, `(e) putting ${grants} grants in force`, () =>
      perSecond(fleet, FILLING_AT_ONCE, async (id) => {
        const token = tokens[Number(id.slice('fleet-'.length)) % tokens.length];
        if (token) await putInForce(registry, id, token, clock.now());
      }),
    );
    const activities = createSweepActivities({
      registry,
      amazon,
      outgoing,
      gatewayBase: world.demo.addresses.gateway,
      appSecret: { fingerprint: 'bench', since: null },
      clock,
      dayMs: DAY_MS,
      log: { warn: (_fields, message) => progress(`(e) ${message}`) },
      pace: { atOnce: AT_ONCE, perSecond: Number.MAX_SAFE_INTEGER },
    });
    Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
    const taskQueue = `sweep-${randomUUID()}`;
    const connection = await connectWorker({ address: world.temporalAddress });
    const worker = await Worker.create({
      connection,
      namespace: DEFAULT_NAMESPACE,
      taskQueue,
      workflowsPath: WORKFLOWS_PATH,
      activities: { ...activities },
      dataConverter,
    });
    const round = async () => {
      const handle = await world.client.workflow.start(SWEEP_WORKFLOW, {
        taskQueue,
        workflowId: `sweep/${randomUUID()}`,
      });
      await handle.result();
      return (await handle.fetchHistory()).events?.length ?? 0;
    };
    const rates: number[] = [];
    let historyEvents = 0;
    await worker.runUntil(async () => {
      // Takes the grants in and gives each its time of the day; a day later all of them are due.
      await round();
      for (let n = 1; n <= sweeps; n += 1) {
        aheadMs += DAY_MS;
        await slowDown(world, DELAY_MS);
        const startedAt = performance.now();
        historyEvents = await round();
        rates.push(grants / ((performance.now() - startedAt) / 1_000));
        progress(`(e) round ${n} of ${sweeps}: ${rates.at(-1)?.toFixed(0)} grants per second`);
      }
    });
    await connection.close();
    return { grants, atOnce: AT_ONCE, delayMs: DELAY_MS, perSecond: rates, median: median(rates), historyEvents };
  } finally {
    await fetch(`${world.demo.addresses.control}/faults`, { method: 'DELETE' });
    await amazon.close();
    await outgoing.close();
    await registry.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Has the simulated LWA wait before each answer. */
async function slowDown({ demo }: BenchWorld, delayMs: number): Promise<void> {
  const address = `${demo.addresses.control}/faults`;
  await fetch(address, { method: 'DELETE' });
  const order = { operation: 'lwa.token', times: MOST_FAULTS, delayMs };
  const headers = { 'content-type': 'application/json' };
  const ordered = await fetch(address, { method: 'POST', headers, body: JSON.stringify(order) });
  if (!ordered.ok) throw new Error(`The simulator refuses to be slow: ${await ordered.text()}`);
}
