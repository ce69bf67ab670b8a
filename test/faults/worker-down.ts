import { mustBeConnected, mustHaveAsked } from './expectations';
import type { Onboarding } from './onboarding';
import type { Report } from './report';
import { until } from './until';
import type { FaultWorld } from './world';

/** Twice as long as Amazon's code lives. */
const AWAY_MS = 10 * 60_000;

/** The seller consents while no worker runs, and the worker comes back long after the code has died. */
export async function leaveWithoutWorker(world: FaultWorld, make: () => Onboarding, report: Report): Promise<void> {
  const onboarding = make();
  await onboarding.consent();
  await world.kill(['worker']);
  await onboarding.seller.comeBackUnseen();
  await until('the OAuth signal is delivered', async () => {
    const { attempts, outbox } = await world.registry.rows(onboarding.id);
    return outbox === 0 && attempts.some(({ outcome }) => outcome === 'verifying');
  });
  await world.advance(AWAY_MS);
  await world.revive(['worker']);
  await report.scenario('the worker comes back ten minutes after the callback', async () => {
    await mustBeConnected(world, onboarding);
    mustHaveAsked(onboarding, []);
    return [];
  });
}
