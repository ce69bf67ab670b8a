import { setTimeout as delay } from 'node:timers/promises';
import type { Chance } from './chance';
import { mustBeConnected } from './expectations';
import type { Onboarding } from './onboarding';
import { VICTIM_NAMES, type VictimName } from './processes';
import type { Report } from './report';
import type { FaultWorld } from './world';

/** Onboardings under way at the same time. */
const AT_A_TIME = 5;
/** Before the next one begins, in milliseconds: more of them would only wait for the machine. */
const BEGIN_AFTER_MS = { least: 500, most: 3_000 };
/** From one kill to the next: long enough for most of what died to be up again, in milliseconds. */
const KILL_EVERY_MS = { least: 3_000, most: 12_000 };

/** Onboards one merchant after the other while processes are killed at random. */
export async function killAtRandom(
  world: FaultWorld,
  make: () => Onboarding,
  chance: Chance,
  forMs: number,
  report: Report,
): Promise<void> {
  const deadline = Date.now() + forMs;
  const goOn = async () => {
    while (Date.now() < deadline) {
      await delay(chance.between(BEGIN_AFTER_MS.least, BEGIN_AFTER_MS.most));
      const onboarding = make();
      await report.scenario(`random: ${onboarding.id}`, async () => {
        await mustBeConnected(world, onboarding);
        return onboarding.seller.askedAgain;
      });
    }
  };
  const kill = async () => {
    while (Date.now() < deadline) {
      await delay(chance.between(KILL_EVERY_MS.least, KILL_EVERY_MS.most));
      const names: readonly VictimName[] = chance.pick([
        ['worker'],
        ['api'],
        ['temporal'],
        ['simulator'],
        ['api', 'worker'],
      ]);
      await world.kill(names);
      await world.revive(names);
      report.note(`random: killed ${names.join(' and ')}`);
    }
  };
  await Promise.all([kill(), ...Array.from({ length: AT_A_TIME }, goOn)]);
}

const ROUNDS = 3;
const PER_ROUND = 5;

/** Kills every process at the same moment, at random. */
export async function killEverything(
  world: FaultWorld,
  make: () => Onboarding,
  chance: Chance,
  report: Report,
): Promise<void> {
  for (let round = 1; round <= ROUNDS; round += 1) {
    const onboardings = Array.from({ length: PER_ROUND }, make);
    const running = onboardings.map(async (onboarding, index) => {
      await delay(index * chance.between(200, 800));
      await report.scenario(`everything at once, round ${round}: ${onboarding.id}`, async () => {
        await mustBeConnected(world, onboarding);
        return onboarding.seller.askedAgain;
      });
    });
    const killing = async () => {
      await delay(chance.between(500, 4_000));
      await world.kill(VICTIM_NAMES);
      report.note(`everything was killed, round ${round}`);
      await world.revive(VICTIM_NAMES);
    };
    await Promise.all([killing(), ...running]);
  }
}
