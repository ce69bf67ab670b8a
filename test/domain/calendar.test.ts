import fc from 'fast-check';
import { atHourOfDay, daysBetween } from '../../src/domain/calendar';
import { SEED } from '../fuzz/setting';

const ZONES = ['America/New_York', 'America/Toronto', 'America/Mexico_City', 'Europe/London', 'America/Los_Angeles'];

/** `2026-03-08 10:00` by the clock on the wall. */
function wall(instant: number, timeZone: string): string {
  return new Date(instant).toLocaleString('sv-SE', { timeZone }).slice(0, 16);
}

describe('atHourOfDay', () => {
  it.each([
    ['New York in winter', 'America/New_York', '2026-01-15T20:00Z', '2026-01-15T15:00Z'],
    ['New York in summer', 'America/New_York', '2026-07-15T20:00Z', '2026-07-15T14:00Z'],
    ['New York on the day the clocks go forward', 'America/New_York', '2026-03-08T06:00Z', '2026-03-08T14:00Z'],
    ['New York on the day the clocks go back', 'America/New_York', '2026-11-01T05:00Z', '2026-11-01T15:00Z'],
    ['Toronto late at night, when UTC has the next day', 'America/Toronto', '2026-01-16T03:00Z', '2026-01-15T15:00Z'],
    ['Mexico City, which has no summer time any more', 'America/Mexico_City', '2026-07-15T20:00Z', '2026-07-15T16:00Z'],
    ['London in winter', 'Europe/London', '2026-01-15T20:00Z', '2026-01-15T10:00Z'],
    ['London in summer', 'Europe/London', '2026-07-15T20:00Z', '2026-07-15T09:00Z'],
    ['London on the day the clocks go forward', 'Europe/London', '2026-03-29T00:30Z', '2026-03-29T09:00Z'],
    ['London on the day the clocks go back', 'Europe/London', '2026-10-25T00:30Z', '2026-10-25T10:00Z'],
  ])('finds ten o’clock in %s', (_where, timeZone, instant, then) => {
    expect(atHourOfDay(Date.parse(instant), 10, timeZone)).toBe(Date.parse(then));
  });

  it.each([
    ['America/New_York', 2, '2026-03-08T12:00Z', '2026-03-08 03:00'],
    ['Europe/London', 1, '2026-03-29T12:00Z', '2026-03-29 02:00'],
    ['America/Havana', 0, '2026-03-08T12:00Z', '2026-03-08 01:00'],
    ['Australia/Lord_Howe', 2, '2026-10-04T00:00Z', '2026-10-04 02:30'],
  ])('takes the first instant after the gap where %s skips %i o’clock', (timeZone, hour, instant, then) => {
    expect(wall(atHourOfDay(Date.parse(instant), hour, timeZone), timeZone)).toBe(then);
  });

  it('finds the day before even when it has only 23 hours', () => {
    const earlyOnMonday = Date.parse('2026-03-09T04:30Z');
    const sundayAtTen = atHourOfDay(earlyOnMonday, 10, 'America/New_York', -1);
    expect(wall(sundayAtTen, 'America/New_York')).toBe('2026-03-08 10:00');
  });

  it('finds the hour on the same day by the clock on the wall, whatever the instant', () => {
    const instants = fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2035, 0) });
    fc.assert(
      fc.property(instants, fc.constantFrom(...ZONES), fc.integer({ min: 4, max: 23 }), (instant, zone, hour) => {
        const [day] = wall(instant, zone).split(' ');
        expect(wall(atHourOfDay(instant, hour, zone), zone)).toBe(`${day} ${String(hour).padStart(2, '0')}:00`);
      }),
      { seed: SEED },
    );
  });
});

it.each([
  ['the same day', '2027-01-15T00:00:00Z', '2027-01-15T23:59:59Z', 'UTC', 0],
  ['one second over midnight', '2027-01-15T23:59:59Z', '2027-01-16T00:00:00Z', 'UTC', 1],
  ['a day that the zone has not begun', '2027-01-15T12:00:00Z', '2027-01-16T04:00:00Z', 'America/New_York', 0],
  [
    'the 23 hours of a change of the clocks',
    '2027-03-13T12:00:00-05:00',
    '2027-03-14T12:00:00-04:00',
    'America/New_York',
    1,
  ],
  ['backwards', '2027-03-01T12:00:00Z', '2027-02-27T12:00:00Z', 'UTC', -2],
])('counts the midnights in between: %s', (_case, from, to, timeZone, days) => {
  expect(daysBetween(Date.parse(from), Date.parse(to), timeZone)).toBe(days);
});
