import { DAY_MS, DEFAULT_POLICY } from '../../src/domain/policy';
import { snoozeUntil } from '../../src/domain/snooze';

const POLICY = { ...DEFAULT_POLICY, version: 1 };
const EXPIRY = Date.UTC(2027, 2, 1);
const daysBefore = (days: number) => EXPIRY - days * DAY_MS;

describe('A seller who does not want to be reminded for now', () => {
  it('is left alone for a week', () => {
    expect(snoozeUntil(POLICY, EXPIRY, daysBefore(30))).toBe(daysBefore(23));
  });

  it('is reminded from three days before the expiry in any case', () => {
    expect(snoozeUntil(POLICY, EXPIRY, daysBefore(7))).toBe(daysBefore(3));
  });

  it.each([3, 1, 0, -5])('cannot put it off %i days before the expiry', (days) => {
    expect(snoozeUntil(POLICY, EXPIRY, daysBefore(days))).toBeNull();
  });
});
