import { failingLimitMs, nextTryAt } from '../../src/domain/delivery';
import { DAY_MS } from '../../src/domain/policy';

const MINUTE_MS = 60_000;

/** Instants of all tries when each fails at once. */
function tries(dayMs: number, retryAfterMs?: number): readonly number[] {
  const at = [0];
  for (;;) {
    const next = nextTryAt({ tries: at.length, firstTriedAt: 0, lastTriedAt: at.at(-1)!, retryAfterMs }, dayMs);
    if (next === null) return at;
    at.push(next);
  }
}

test('waits double from a minute up to half a day', () => {
  const at = tries(DAY_MS);
  const waits = at.slice(1).map((instant, index) => (instant - at[index]!) / MINUTE_MS);
  expect(waits.slice(0, 11)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 720]);
  expect(Math.max(...waits)).toBe(720);
});

test('the last try falls on the end of the five days, and their number is bounded', () => {
  const at = tries(DAY_MS);
  expect(at.at(-1)).toBe(5 * DAY_MS);
  expect(at.length).toBeLessThan(25);
});

test('no try is made before the wait that the endpoint asks for is over', () => {
  expect(tries(DAY_MS, 60 * MINUTE_MS)[1]).toBe(60 * MINUTE_MS);
});

test('a short wait that the endpoint asks for makes us come no sooner than otherwise', () => {
  expect(tries(DAY_MS, 1_000)).toEqual(tries(DAY_MS));
});

test('an endpoint that asks for a day each time is still given up', () => {
  expect(tries(DAY_MS, DAY_MS).length).toBeLessThan(10);
});

test.each([1_000, 164])(
  'a policy day of %d ms scales all waits, and each try is later than the one before',
  (dayMs) => {
    const at = tries(dayMs);
    expect(at.at(-1)).toBe(failingLimitMs(dayMs));
    expect(at.every((instant, index) => index === 0 || instant > at[index - 1]!)).toBe(true);
  },
);
