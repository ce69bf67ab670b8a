import { mustBeConnected, mustHaveAsked } from './expectations';
import type { Onboarding } from './onboarding';
import type { KilledAlone, Point, Stand } from './points';
import type { Report } from './report';
import type { FaultWorld } from './world';

/** Brings one onboarding to each point of the stand, kills `victim` under all of them, and lets everybody go on. */
export async function killAtPoints(
  world: FaultWorld,
  stand: Stand,
  victim: KilledAlone,
  make: () => Onboarding,
  report: Report,
): Promise<void> {
  report.note(`${victim} is killed: ${stand.name}`);
  const placed = stand.points.map((point) => ({ point, onboarding: make() }));
  await Promise.all(placed.map(({ point, onboarding }) => begin(onboarding, point)));

  const arrivals: (() => Promise<void>)[] = [];
  for (const { point, onboarding } of placed) {
    if (point.reach) arrivals.push(await point.reach(onboarding, world));
  }
  const open = await stand.seal(world);
  if (stand.release === 'before the kill') await world.simulator.release();
  await Promise.all(arrivals.map((arrive) => arrive()));

  await world.kill([victim]);
  open();
  await world.simulator.release();
  await world.revive([victim]);
  await Promise.all(
    placed.map(async ({ point, onboarding }) => {
      await report.scenario(`${victim}: ${point.name}`, async () => {
        await mustBeConnected(world, onboarding);
        mustHaveAsked(onboarding, point.asksAgain === victim ? ['Amazon’s answer did not reach us'] : []);
        return onboarding.seller.askedAgain;
      });
    }),
  );
}

async function begin(onboarding: Onboarding, { from }: Point): Promise<void> {
  switch (from) {
    case 'nothing':
      return;
    case 'invited':
      return onboarding.invite();
    case 'consented':
      return onboarding.consent();
    case 'connected':
      await onboarding.consent();
      return onboarding.seller.finish();
  }
}
