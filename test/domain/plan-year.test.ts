import fc from 'fast-check';
import { planYear } from '../../src/domain/plan-year';
import { DAY_MS } from '../../src/domain/policy';
import { days, POLICY } from './given';

const ZONES = ['America/New_York', 'America/Toronto', 'America/Mexico_City', 'Europe/London'];

function plan(grantedAt: number, timeZone: string, policy = POLICY) {
  const expiresAt = grantedAt + policy.grantDays * policy.dayMs;
  return { expiresAt, ...planYear({ generation: 3, grantedAt, expiresAt }, policy, timeZone, grantedAt) };
}

function wall(instant: number, timeZone: string): string {
  return new Date(instant).toLocaleString('sv-SE', { timeZone }).slice(0, 16);
}

function wallClock(grantedAt: string, timeZone: string): readonly string[] {
  return plan(Date.parse(grantedAt), timeZone).steps.map(({ key, at }) => `${key} ${wall(at, timeZone)}`);
}

describe('planYear', () => {
  it.each([
    [
      'on the day of the expiry, if ten o’clock comes before it',
      '2026-01-15T22:00Z',
      'America/New_York',
      ['connected 2026-01-15 17:00', 'T-30 2026-12-16 10:00', 'T-7 2027-01-08 10:00', 'T-0 2027-01-15 10:00'],
    ],
    [
      'on the day before, if ten o’clock comes after it',
      '2026-01-15T12:00Z',
      'America/New_York',
      ['connected 2026-01-15 07:00', 'T-30 2026-12-16 10:00', 'T-7 2027-01-08 10:00', 'T-0 2027-01-14 10:00'],
    ],
    [
      'on the day before, if ten o’clock is the very instant',
      '2026-01-15T10:00Z',
      'Europe/London',
      ['connected 2026-01-15 10:00', 'T-30 2026-12-16 10:00', 'T-7 2027-01-08 10:00', 'T-0 2027-01-14 10:00'],
    ],
    [
      'on the day before an expiry shortly after a day of 23 hours',
      '2026-03-28T23:30Z',
      'Europe/London',
      ['connected 2026-03-28 23:30', 'T-30 2027-02-26 10:00', 'T-7 2027-03-21 10:00', 'T-0 2027-03-28 10:00'],
    ],
  ])('reminds for the last time %s', (_when, grantedAt, timeZone, steps) => {
    expect(wallClock(grantedAt, timeZone)).toEqual(steps);
  });

  it('says for which grant and by which policy', () => {
    expect(plan(0, 'Europe/London')).toMatchObject({ generation: 3, policyVersion: POLICY.version });
  });

  it('orders the steps strictly, by the clock on the wall, before the expiry, whenever the consent came', () => {
    const instants = fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2035, 0) });
    fc.assert(
      fc.property(instants, fc.constantFrom(...ZONES), (grantedAt, timeZone) => {
        const { steps, expiresAt } = plan(grantedAt, timeZone);
        expect(steps.map(({ key }) => key)).toEqual(['connected', 'T-30', 'T-7', 'T-0']);
        const ats = steps.map(({ at }) => at);
        expect(ats.every((at, index) => at < (ats[index + 1] ?? expiresAt))).toBe(true);
        for (const { kind, at } of steps) if (kind === 'reminder') expect(wall(at, timeZone).slice(11)).toBe('10:00');
        expect(expiresAt - (ats.at(-1) ?? 0)).toBeLessThanOrEqual(DAY_MS + DAY_MS / 12);
      }),
    );
  });

  it('keeps to exact offsets where a policy day is no real day, the last one half a day before the expiry', () => {
    const { steps, expiresAt } = plan(days(20_000) + 123, 'America/New_York', { ...POLICY, dayMs: 160 });
    expect(steps.map(({ key, at }) => [key, expiresAt - at])).toEqual([
      ['connected', 365 * 160 - 1_000],
      ['T-30', 30 * 160],
      ['T-7', 7 * 160],
      ['T-0', 80],
    ]);
  });
});
