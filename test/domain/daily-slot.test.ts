import { nextDailySlot } from '../../src/domain/daily-slot';
import { DAY_MS } from '../../src/domain/policy';

const T0 = Date.UTC(2026, 0, 15, 12);

test('a thing has its turn once a day, at the same time of the day', () => {
  const first = nextDailySlot('grt_1', T0, DAY_MS);
  expect(first).toBeGreaterThan(T0);
  expect(first).toBeLessThanOrEqual(T0 + DAY_MS);
  expect(nextDailySlot('grt_1', first, DAY_MS)).toBe(first + DAY_MS);
});

test('a turn that comes late does not move the next one', () => {
  const first = nextDailySlot('grt_1', T0, DAY_MS);
  expect(nextDailySlot('grt_1', first + 3_600_000, DAY_MS)).toBe(first + DAY_MS);
});

test('many things are spread evenly over the day, however alike their names are', () => {
  const hours = new Array<number>(24).fill(0);
  for (let n = 0; n < 24_000; n += 1) {
    const hour = Math.floor((nextDailySlot(`grt_${n}`, 0, DAY_MS) % DAY_MS) / 3_600_000);
    hours[hour] = (hours[hour] ?? 0) + 1;
  }
  expect(Math.min(...hours)).toBeGreaterThan(850);
  expect(Math.max(...hours)).toBeLessThan(1_150);
});
