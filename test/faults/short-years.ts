import { setTimeout as delay } from 'node:timers/promises';
import type { Pace } from '../../src/start/settings';
import type { Chance } from './chance';
import type { Onboarding } from './onboarding';
import type { VictimName } from './processes';
import type { Life } from './registry-view';
import type { Report } from './report';
import { renewByLink } from './renewal';
import { until } from './until';
import type { FaultWorld } from './world';

/** Onboardings that live through two years at the same time. */
export const SHORT_LIVES = 200;

/** A year of forty days, each of which takes a second. */
export const SHORT_YEARS: Pace = { dayMs: 1_000, policy: { grantDays: 40, noticeDaysBefore: [35] } };

/** Two years lie between three consents. */
const GENERATIONS = 3;
/** Onboarded at the same time; the others sleep, or have not begun. */
const AT_A_TIME = 8;
/** Every so many-th seller lets the first year pass and comes when it is over. */
const LATE_EVERY = 4;
/** Whoever is not late comes after one of these. */
const MOVED_BY = ['T-7', 'T-3', 'T-1', 'T-0'];
/** Of a year that nobody renews. */
const LAST_STEP = 'T+7';
/** All mails and marks are read each time: more often, the looking alone would make steps late. */
const LOOK_EVERY_MS = 500;
/** From one kill to the next, in milliseconds. */
const KILL_EVERY_MS = { least: 4_000, most: 12_000 };
/** Everything together, with all the kills in between. */
const PATIENCE_MS = 420_000;

/**
 * Two years of many onboardings while worker, API, Temporal, and the simulator with its mail server are killed at random.
 * Throws if one of them is stuck, has other than three generations, or was mailed wrongly.
 */
export async function liveTwoYears(
  world: FaultWorld,
  make: () => Onboarding,
  chance: Chance,
  report: Report,
): Promise<void> {
  const onboardings = Array.from({ length: SHORT_LIVES }, make);
  const ending = new AbortController();
  const killing = (async () => {
    while (!ending.signal.aborted) {
      await delay(chance.between(KILL_EVERY_MS.least, KILL_EVERY_MS.most));
      const names: readonly VictimName[] = chance.pick([['worker'], ['api'], ['temporal'], ['simulator']]);
      await world.kill(names);
      await world.revive(names);
      report.note(`two short years: killed ${names.join(' and ')}`);
    }
  })();

  await report.scenario(`two short years: ${SHORT_LIVES} onboardings`, async () => {
    try {
      await live(world, onboardings);
    } finally {
      ending.abort();
      await killing;
    }
    const lives = await untilAllIsOver(world, onboardings);
    mustBeWrittenDown(lives);
    const ids = await receivedIds(world);
    const copies = mustBeMailedOnce(lives, ids, world.kills);
    return [`${ids.length} mails, ${copies} of them copies, ${world.kills} kills`];
  });
}

/** Brings every onboarding to its third generation. */
async function live(world: FaultWorld, onboardings: readonly Onboarding[]): Promise<void> {
  const left = [...onboardings];
  const begin = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      await next.start();
      await next.seller.finish();
    }
  };
  const beginning = Promise.all(Array.from({ length: AT_A_TIME }, begin));
  const renewing = new Map<string, Promise<void>>();
  const deadline = Date.now() + PATIENCE_MS;
  let failure: unknown;
  for (;;) {
    const lives = await world.registry.lives();
    if (onboardings.every(({ id }) => isDone(lives.get(id)))) break;
    if (failure !== undefined) throw failure instanceof Error ? failure : new Error('A renewal failed.');
    if (Date.now() > deadline) throw new Error(`These are stuck: ${stuck(onboardings, lives).join('; ')}`);
    for (const [place, onboarding] of onboardings.entries()) {
      const life = lives.get(onboarding.id);
      if (!life || !isMoved(life, place % LATE_EVERY === 0)) continue;
      const key = `${onboarding.id}/${life.generation}`;
      if (renewing.has(key)) continue;
      const renewal = renewByLink(world, onboarding);
      renewal.catch((error: unknown) => {
        failure ??= error;
      });
      renewing.set(key, renewal);
    }
    await delay(LOOK_EVERY_MS);
  }
  await Promise.all([beginning, ...renewing.values()]);
}

/** What makes the seller come, once the process knows of the consent before. */
function isMoved({ stage, generation, mails, marks }: Life, isLate: boolean): boolean {
  if (generation >= GENERATIONS || !marks.some((mark) => mark.generation === generation)) return false;
  if (stage === 'expired') return true;
  const mayComeEarly = !isLate || generation > 1;
  return mayComeEarly && mails.some((mail) => mail.generation === generation && MOVED_BY.includes(mail.step));
}

/** Nobody renews the third year: while the last ones come to it, that of the first ones is over. */
function isDone(life: Life | undefined): boolean {
  return life?.generation === GENERATIONS;
}

function stuck(onboardings: readonly Onboarding[], lives: ReadonlyMap<string, Life>): readonly string[] {
  return onboardings.flatMap(({ id }) => {
    const life = lives.get(id);
    return isDone(life) ? [] : [`${id} ${life?.stage ?? 'unknown'} in generation ${life?.generation ?? '-'}`];
  });
}

/** The third year ends by itself, with its last mail; then nothing is under way any more. */
function untilAllIsOver(world: FaultWorld, onboardings: readonly Onboarding[]): Promise<ReadonlyMap<string, Life>> {
  const isOver = (life: Life | undefined) =>
    life?.marks.some(({ step, generation }) => step === LAST_STEP && generation === GENERATIONS);
  const look = async () => {
    const lives = await world.registry.lives();
    return onboardings.every(({ id }) => isOver(lives.get(id))) ? lives : undefined;
  };
  return until('the third year of each onboarding is over', look, { lookEveryMs: LOOK_EVERY_MS });
}

/** Of each step of each year it is known what became of it. */
function mustBeWrittenDown(lives: ReadonlyMap<string, Life>): void {
  const all = [...lives.values()].flatMap(({ marks }) => marks.map(({ step }) => step));
  for (const [id, { marks }] of lives) {
    for (let generation = 1; generation <= GENERATIONS; generation += 1) {
      const known = new Set(marks.flatMap((mark) => (mark.generation === generation ? [mark.step] : [])));
      const lost = all.find((step) => !known.has(step));
      if (lost !== undefined) throw new Error(`What became of ${lost} in generation ${generation} of ${id}?`);
    }
  }
}

async function receivedIds(world: FaultWorld): Promise<readonly string[]> {
  const mails = await world.simulator.mails();
  return mails.flatMap(({ messageId, to }) => (isOfAMerchant(to) ? [messageId ?? 'none'] : []));
}

/**
 * Each step of each generation has one Message-ID, what was recorded is what was received, and there are no more copies
 * than kills. Returns how many copies there were.
 */
function mustBeMailedOnce(lives: ReadonlyMap<string, Life>, ids: readonly string[], kills: number): number {
  for (const [id, { mails }] of lives) {
    const steps = mails.map(({ step, generation }) => `${step} of generation ${generation}`);
    const twice = steps.find((step, index) => steps.indexOf(step) !== index);
    if (twice !== undefined) throw new Error(`${id} was mailed twice: ${twice}`);
  }
  const recorded = new Set([...lives.values()].flatMap(({ mails }) => mails.map(({ messageId }) => messageId)));
  const distinct = new Set(ids);
  for (const messageId of distinct)
    if (!recorded.has(messageId)) throw new Error(`Received, not recorded: ${messageId}`);
  for (const messageId of recorded)
    if (!distinct.has(messageId)) throw new Error(`Recorded, not received: ${messageId}`);
  const copies = ids.length - distinct.size;
  if (copies > kills) throw new Error(`${copies} copies after ${kills} kills`);
  return copies;
}

/** Alerts of operators are mails, too. */
function isOfAMerchant(to: readonly string[]): boolean {
  return to.some((address) => address.startsWith('owner@'));
}
