import fc from 'fast-check';
import { FORECAST_WEEKS, forecastOf, weekOf, WEEK_MS } from '../../src/domain/forecast';
import { days } from './given';
import { SEED } from '../fuzz/setting';

const MONDAY = Date.UTC(2026, 10, 16);
const YEAR = days(365);

describe('A week', () => {
  it('begins on Monday at midnight, UTC', () => {
    for (const at of ['2026-11-16T00:00:00.000Z', '2026-11-19T12:00:00.000Z', '2026-11-22T23:59:59.999Z'])
      expect(weekOf(Date.parse(at))).toBe(MONDAY);
    expect(weekOf(MONDAY - 1)).toBe(MONDAY - WEEK_MS);
  });
});

describe('The forecast', () => {
  const everyWeek = (count: number) => Array.from({ length: 52 }, (_, week) => ({ week, count }));

  it('has sixty weeks without a gap', () => {
    const { weeks } = forecastOf([], MONDAY, YEAR);
    expect(weeks).toHaveLength(60);
    expect(weeks.map(({ from }) => from)).toEqual(weeks.map((_, week) => MONDAY + week * WEEK_MS));
    expect(weeks.every(({ ending, again, cliff }) => ending === 0 && again === 0 && !cliff)).toBe(true);
  });

  it('lets those of the first weeks come again in the last ones', () => {
    const { weeks } = forecastOf(
      [
        { week: 0, count: 4 },
        { week: 7, count: 2 },
        { week: 8, count: 9 },
      ],
      MONDAY,
      YEAR,
    );
    expect(weeks.flatMap(({ again }, week) => (again > 0 ? [[week, again]] : []))).toEqual([
      [52, 4],
      [59, 2],
    ]);
  });

  it('lets those of a short life come again and again', () => {
    const { weeks } = forecastOf([{ week: 3, count: 1 }], MONDAY, days(70));
    expect(weeks.flatMap(({ again }, week) => (again > 0 ? [week] : []))).toEqual([13, 23, 33, 43, 53]);
  });

  it('marks a week with more than three times the average', () => {
    const even = everyWeek(10).filter(({ week }) => week !== 20);
    const cliffs = (count: number) => {
      const { weeks, cliffFrom } = forecastOf([...even, { week: 20, count }], MONDAY, YEAR);
      return [cliffFrom, weeks.flatMap(({ cliff }, week) => (cliff ? [week] : []))];
    };
    expect(cliffs(31)).toEqual([32, []]);
    expect(cliffs(32)).toEqual([32, [20]]);
  });

  it('marks no week with less than five, however few there are else', () => {
    const cliff = (count: number) => forecastOf([{ week: 1, count }], MONDAY, YEAR).weeks[1]?.cliff;
    expect([cliff(4), cliff(5)]).toEqual([false, true]);
  });

  it('loses none and invents none', () => {
    const entry = fc.record({
      week: fc.integer({ min: 0, max: FORECAST_WEEKS - 1 }),
      count: fc.integer({ min: 1, max: 1e6 }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: ({ week }) => week }), (ending) => {
        const { weeks, averagePerWeek } = forecastOf(ending, MONDAY, YEAR);
        const all = ending.reduce((sum, { count }) => sum + count, 0);
        expect(weeks.reduce((sum, week) => sum + week.ending, 0)).toBe(all);
        expect(averagePerWeek * 52).toBeCloseTo(all);
      }),
      { seed: SEED },
    );
  });
});
