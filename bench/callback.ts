import { setTimeout as delay } from 'node:timers/promises';
import type { CallSummary } from '../src/simulator/calls';
import { returnFromAmazon } from '../src/start/simulated-seller';
import { withProgress, type Progress } from '../src/temporal/progress';
import type { BenchArguments } from './arguments';
import { perSecond } from './in-flight';
import { createOnboardings, newMerchants } from './onboardings';
import { watchRegistry } from './registry-watch';
import { percentile } from './statistics';
import type { BenchWorld } from './world';

/** Milliseconds. */
export interface Spread {
  readonly p50: number;
  readonly p95: number;
}

/** (c) From Amazon's redirect to our callback until the outcome is there, without the simulator's own time. */
export interface CallbackToConnected {
  /** Until the return page shows the store as connected. */
  readonly seller: Spread;
  /** Until the status says connected. */
  readonly backend: Spread;
  /** Until the year is planned, too. */
  readonly planned: Spread;
}

const LOOK_EVERY_MS = 1;
/** What one onboarding leaves to be done, the mailed confirmation above all, is over before the next begins. */
const PAUSE_MS = 1_500;
/** Onboardings that are brought to the consent at the same time, before anything is measured. */
const AT_ONCE = 10;

export async function measureCallback(
  world: BenchWorld,
  { consents }: BenchArguments,
  progress: Progress,
): Promise<CallbackToConnected> {
  const watch = watchRegistry(world.database, LOOK_EVERY_MS);
  const onboardings = createOnboardings(world, watch);
  const calls = `${world.demo.addresses.control}/calls`;
  const seller: number[] = [];
  const backend: number[] = [];
  const planned: number[] = [];
  try {
    const merchants = await newMerchants(world, consents);
    await withProgress(progress, `(c) bringing ${consents} onboardings to the consent`, () =>
      perSecond(merchants, AT_ONCE, (merchant) => onboardings.start(merchant)),
    );
    progress(`(c) ${consents} consents, one after the other`);
    for (const merchant of merchants) {
      const consented = await onboardings.consent(merchant);
      await fetch(calls, { method: 'DELETE' });
      await delay(PAUSE_MS);

      const startedAt = performance.now();
      const since = () => performance.now() - startedAt;
      const [verified, connected] = await Promise.all([
        watch.untilConsented(merchant.name).then(since),
        watch.untilStage(merchant.name, 'connected').then(since),
        returnFromAmazon(consented),
      ]);
      await watch.untilPlanned(merchant.name);
      const complete = since();
      const { totals, totalMs } = (await (await fetch(calls)).json()) as CallSummary;
      // The confirmation is mailed only after both.
      const simulatorMs = totalMs - totals.smtp.ms;
      seller.push(verified - simulatorMs);
      backend.push(connected - simulatorMs);
      planned.push(complete - simulatorMs);
    }
  } finally {
    watch.close();
  }
  return { seller: spread(seller), backend: spread(backend), planned: spread(planned) };
}

function spread(values: readonly number[]): Spread {
  return { p50: percentile(values, 0.5), p95: percentile(values, 0.95) };
}
