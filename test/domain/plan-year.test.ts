import fc from 'fast-check';
import { weekdayOf } from '../../src/domain/calendar';
import type { Plan } from '../../src/domain/plan';
import { planYear, yearOf } from '../../src/domain/plan-year';
import { DAY_MS, policyProblems, type Policy } from '../../src/domain/policy';
import { days, POLICY } from './given';
import { SEED } from '../fuzz/setting';

const NEW_YORK = 'America/New_York';

function plan(expiresAt: string, timeZone = NEW_YORK, policy = POLICY): Plan {
  const at = Date.parse(expiresAt);
  return planYear({ generation: 3, expiresAt: at }, policy, timeZone, at - days(365));
}

/** `Fri 2027-01-15 10:00` by the clock on the wall. */
function wall(instant: number, timeZone: string): string {
  const weekday = new Date(instant).toLocaleString('en-US', { timeZone, weekday: 'short' });
  return `${weekday} ${new Date(instant).toLocaleString('sv-SE', { timeZone }).slice(0, 16)}`;
}

function written({ steps }: Plan, timeZone = NEW_YORK): Readonly<Record<string, string>> {
  return Object.fromEntries(steps.map(({ key, at }) => [key, wall(at, timeZone)]));
}

describe('planYear', () => {
  it('tells, reminds, alerts, and goes on after the expiry, at ten o’clock', () => {
    // A Friday, 17:00 in New York.
    expect(written(plan('2027-01-15T22:00Z'))).toEqual({
      connected: 'Thu 2026-01-15 17:00',
      'T-60': 'Mon 2026-11-16 10:00',
      'T-30': 'Wed 2026-12-16 10:00',
      'T-14': 'Fri 2027-01-01 10:00',
      'T-7': 'Fri 2027-01-08 10:00',
      'E-7': 'Fri 2027-01-08 10:00',
      'T-3': 'Tue 2027-01-12 10:00',
      'T-1': 'Thu 2027-01-14 10:00',
      'E-1': 'Thu 2027-01-14 10:00',
      'T-0': 'Fri 2027-01-15 10:00',
      'T+1': 'Mon 2027-01-18 10:00',
      'T+7': 'Fri 2027-01-22 10:00',
    });
  });

  it('says what each step is, and whom it concerns', () => {
    const { steps } = plan('2027-01-15T22:00Z');
    expect(steps.map(({ key, kind, daysBefore, lane }) => [key, kind, daysBefore, lane])).toEqual([
      ['connected', 'connected', null, 'seller'],
      ['T-60', 'notice', 60, 'seller'],
      ['T-30', 'reminder', 30, 'seller'],
      ['T-14', 'reminder', 14, 'seller'],
      ['T-7', 'reminder', 7, 'seller'],
      ['E-7', 'escalation', 7, 'operator'],
      ['T-3', 'reminder', 3, 'seller'],
      ['T-1', 'reminder', 1, 'seller'],
      ['E-1', 'escalation', 1, 'operator'],
      ['T-0', 'reminder', 0, 'seller'],
      ['T+1', 'expired', -1, 'seller'],
      ['T+7', 'expired', -7, 'seller'],
    ]);
  });

  it.each([
    ['the day of the expiry, if ten o’clock comes before it', '2027-01-14T22:00Z', NEW_YORK, 'Thu 2027-01-14 10:00'],
    ['the day before, if ten o’clock comes after it', '2027-01-14T12:00Z', NEW_YORK, 'Wed 2027-01-13 10:00'],
    ['the day before, if ten o’clock is the instant', '2027-01-14T10:00Z', 'Europe/London', 'Wed 2027-01-13 10:00'],
    ['Friday, if the expiry is on Saturday', '2027-01-16T22:00Z', NEW_YORK, 'Fri 2027-01-15 10:00'],
    ['Friday, if the day before is Sunday', '2027-01-18T12:00Z', NEW_YORK, 'Fri 2027-01-15 10:00'],
    ['a day of 23 hours moves to Friday too', '2027-03-28T23:30Z', 'Europe/London', 'Fri 2027-03-26 10:00'],
  ])('reminds for the last time on %s', (_when, expiresAt, timeZone, at) => {
    expect(written(plan(expiresAt, timeZone), timeZone)['T-0']).toBe(at);
  });

  it('lets the latest of the reminders that meet on a Friday stand for all, and leaves the alerts to the operators', () => {
    const sundayNight = plan('2027-01-18T03:00Z');
    expect(written(sundayNight)).not.toHaveProperty('T-1');
    expect(written(sundayNight)).toMatchObject({
      'T-7': 'Fri 2027-01-08 10:00',
      'E-7': 'Fri 2027-01-08 10:00',
      'T-3': 'Thu 2027-01-14 10:00',
      'T-0': 'Fri 2027-01-15 10:00',
      'E-1': 'Fri 2027-01-15 10:00',
      'T+1': 'Mon 2027-01-18 10:00',
      'T+7': 'Mon 2027-01-25 10:00',
    });
  });

  it('says which steps a step stands for, and why it moved', () => {
    // Monday at seven in the morning: the reminder of the last day moves to Sunday, and with it to Friday.
    const year = yearOf({ generation: 1, expiresAt: Date.parse('2027-01-18T12:00Z') }, POLICY, NEW_YORK);
    const told = year.map(({ step, moved, absorbs }) => [step.key, moved, absorbs.map(({ key }) => key)]);
    expect(told).toContainEqual(['T-0', ['expiry', 'weekend'], ['T-3', 'T-1']]);
    expect(told).toContainEqual(['E-1', ['weekend'], []]);
    expect(told).toContainEqual(['T-30', ['weekend'], []]);
    expect(told).toContainEqual(['T-7', [], []]);
  });

  it('counts calendar days, also across a change of the clocks', () => {
    // Half past eleven at night of a day of 25 hours: 24 hours earlier it was the same day.
    const steps = written(plan('2029-11-05T04:30Z'));
    expect([steps['T-30'], steps['T-3'], steps['T-0']]).toEqual([
      'Fri 2029-10-05 10:00',
      'Thu 2029-11-01 10:00',
      'Fri 2029-11-02 10:00',
    ]);
  });

  it('says for which grant and by which policy', () => {
    expect(plan('2027-01-15T22:00Z')).toMatchObject({ generation: 3, policyVersion: POLICY.version });
  });

  it('keeps the confirmation where it was when the same year is planned anew', () => {
    const first = plan('2027-01-15T22:00Z');
    const grant = { generation: 3, expiresAt: Date.parse('2027-01-15T22:00Z') };
    const again = (generation: number) =>
      planYear({ ...grant, generation }, POLICY, 'Europe/London', grant.expiresAt - days(20), first).steps;
    expect(again(3)[0]).toEqual(first.steps[0]);
    expect(again(4).find(({ key }) => key === 'connected')?.at).toBe(grant.expiresAt - days(20) + 1_000);
  });

  it('keeps to exact offsets where a policy day is no real day, the last one half a day before the expiry', () => {
    const shrunken = { ...POLICY, dayMs: 160 };
    const { steps } = plan('2027-01-16T22:00Z', NEW_YORK, shrunken);
    const expiresAt = Date.parse('2027-01-16T22:00Z');
    const offsets = steps.filter(({ kind }) => kind !== 'connected').map(({ key, at }) => [key, expiresAt - at]);
    expect(offsets).toEqual([
      ['T-60', 60 * 160],
      ['T-30', 30 * 160],
      ['T-14', 14 * 160],
      ['T-7', 7 * 160],
      ['E-7', 7 * 160],
      ['T-3', 3 * 160],
      ['T-1', 160],
      ['E-1', 160],
      ['T-0', 80],
      ['T+1', -160],
      ['T+7', -7 * 160],
    ]);
  });
});

/** From eleven hours behind to fourteen ahead, with halves and quarters, and with clocks that change in odd ways. */
const ZONES = [
  'America/New_York',
  'America/Toronto',
  'America/Mexico_City',
  'America/Los_Angeles',
  'America/Havana',
  'America/St_Johns',
  'America/Santiago',
  'Pacific/Pago_Pago',
  'Pacific/Kiritimati',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Atlantic/Azores',
  'Australia/Lord_Howe',
  'Europe/London',
  'Europe/Dublin',
  'UTC',
];

const dayCounts = (min: number) => fc.uniqueArray(fc.integer({ min, max: 360 }), { maxLength: 8 });
/** Any policy that would be accepted at boot. */
const policies: fc.Arbitrary<Policy> = fc
  .record({
    before: dayCounts(0),
    notices: fc.nat(3),
    after: dayCounts(1),
    mailHour: fc.integer({ min: 0, max: 23 }),
    escalations: fc.uniqueArray(fc.integer({ min: 0, max: 360 }), { minLength: 2, maxLength: 2 }),
  })
  .map(({ before, notices, after, mailHour, escalations }) => {
    const descending = [...before].sort((a, b) => b - a);
    const [late = 0, early = 1] = [...escalations].sort((a, b) => a - b);
    return {
      ...POLICY,
      noticeDaysBefore: descending.filter((days) => days > 0).slice(0, notices),
      reminderDaysBefore: descending.filter((days, index) => days === 0 || index >= notices),
      reminderDaysAfter: [...after].sort((a, b) => a - b),
      escalation: { withoutClickDaysBefore: early, withoutRenewalDaysBefore: late },
      mailHour,
    };
  })
  .filter((policy) => policyProblems(policy).length === 0);

/** The days of two years on which the clocks of a zone change. */
const CHANGES = Object.fromEntries(
  ZONES.map((zone) => {
    const clock = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset', year: 'numeric' });
    const midnights = Array.from({ length: 730 }, (_, day) => Date.UTC(2026, 0) + day * DAY_MS);
    return [zone, midnights.filter((at) => clock.format(at) !== clock.format(at + DAY_MS))] as const;
  }),
);

/** Any instant in any zone, and more than chance would find around the days on which its clocks change. */
const expiries = fc.constantFrom(...ZONES).chain((zone) => {
  const anyInstant = fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2038, 0) });
  const changes = CHANGES[zone] ?? [];
  const nearChange = fc
    .tuple(fc.constantFrom(...(changes.length > 0 ? changes : [0])), fc.integer({ min: -DAY_MS, max: 9 * DAY_MS }))
    .map(([at, later]) => at + later);
  return fc.record({ zone: fc.constant(zone), expiresAt: fc.oneof(anyInstant, nearChange) });
});

type Check = (year: ReturnType<typeof yearOf>, expiresAt: number, policy: Policy, zone: string) => void;

function everyYear(check: Check): void {
  fc.assert(
    fc.property(expiries, policies, ({ zone, expiresAt }, policy) => {
      check(yearOf({ generation: 1, expiresAt }, policy, zone), expiresAt, policy, zone);
    }),
    { seed: SEED, numRuns: 300 },
  );
}

describe('Any year', () => {
  it('has its steps in order, those of the seller’s lane on different days', () => {
    everyYear((year, _expiresAt, _policy, zone) => {
      const ats = year.map(({ step }) => step.at);
      expect(ats).toEqual([...ats].sort((a, b) => a - b));
      const sellerDays = year
        .filter(({ step }) => step.lane === 'seller')
        .map(({ step }) => wall(step.at, zone).slice(0, 14));
      expect(sellerDays).toEqual([...new Set(sellerDays)]);
    });
  });

  it('has every step on its own side of the expiry', () => {
    everyYear((year, expiresAt) => {
      for (const { step } of year) {
        if (step.kind === 'expired') expect(step.at).toBeGreaterThan(expiresAt);
        else expect(step.at).toBeLessThan(expiresAt);
      }
    });
  });

  it('has every step of the policy once, by itself or in the one that stands for it', () => {
    everyYear((year, _expiresAt, policy) => {
      const { noticeDaysBefore, reminderDaysBefore, reminderDaysAfter, escalation } = policy;
      const wanted = [
        ...[...noticeDaysBefore, ...reminderDaysBefore].map((days) => `T-${days}`),
        ...reminderDaysAfter.map((days) => `T+${days}`),
        ...Object.values(escalation).map((days) => `E-${days}`),
      ];
      const planned = year.flatMap(({ step, absorbs }) => [...absorbs, step].map(({ key }) => key));
      expect([...planned].sort()).toEqual([...wanted].sort());
    });
  });

  it('asks for nothing on a weekend', () => {
    everyYear((year, _expiresAt, _policy, zone) => {
      for (const { step } of year) expect([1, 2, 3, 4, 5]).toContain(weekdayOf(step.at, zone));
    });
  });

  it('writes at the hour of the policy, or right after a change of the clocks that swallows it', () => {
    everyYear((year, _expiresAt, { mailHour }, zone) => {
      for (const { step } of year) {
        const time = wall(step.at, zone).slice(-5);
        const skipped = wall(step.at - 1, zone).slice(-5) < `${String(mailHour).padStart(2, '0')}:00`;
        if (time !== `${String(mailHour).padStart(2, '0')}:00`) expect(skipped).toBe(true);
      }
    });
  });

  it('moves no step by more than three days', () => {
    everyYear((year, expiresAt) => {
      for (const { step, absorbs } of year) {
        for (const { daysBefore } of [step, ...absorbs]) {
          const off = step.at - (expiresAt - (daysBefore ?? 0) * DAY_MS);
          expect(Math.abs(off)).toBeLessThanOrEqual(4 * DAY_MS);
        }
      }
    });
  });

  it('is the same whenever it is planned', () => {
    everyYear((year, expiresAt, policy, zone) => {
      expect(yearOf({ generation: 1, expiresAt }, policy, zone)).toEqual(year);
    });
  });

  it('has every step by itself, in order and on its own side of the expiry, where a day is of any other length', () => {
    fc.assert(
      fc.property(expiries, policies, fc.integer({ min: 2, max: DAY_MS - 1 }), ({ zone, expiresAt }, policy, dayMs) => {
        const year = yearOf({ generation: 1, expiresAt }, { ...policy, dayMs }, zone);
        for (const { step, moved, absorbs } of year) {
          expect([moved, absorbs]).toEqual([[], []]);
          expect(Math.sign(step.at - expiresAt)).toBe(step.kind === 'expired' ? 1 : -1);
        }
        const ats = year.map(({ step }) => step.at);
        expect(ats).toEqual([...ats].sort((a, b) => a - b));
      }),
      { seed: SEED },
    );
  });
});
