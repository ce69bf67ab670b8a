import fc from 'fast-check';
import { dueSteps, type StepMark, type StepMarks } from '../../src/domain/plan';
import { planYear } from '../../src/domain/plan-year';
import { marksOfNewPlan } from '../../src/domain/replanning';
import { days, EXPIRY, POLICY } from './given';
import { SEED } from '../fuzz/setting';

const grant = { generation: 1, expiresAt: EXPIRY };
const NEW_YORK = 'America/New_York';
const GRANTED = EXPIRY - days(365);
const first = planYear(grant, POLICY, NEW_YORK, GRANTED);

function anew(change: Partial<typeof POLICY>, at: number, zone = NEW_YORK) {
  return planYear(grant, { ...POLICY, version: 2, ...change }, zone, at, first);
}

describe('A year that is planned anew', () => {
  const SENT: StepMarks = { connected: 'done', 'T-60': 'done', 'T-30': 'done' };

  it('keeps what was sent', () => {
    const at = EXPIRY - days(20);
    const plan = anew({ mailHour: 9 }, at);
    expect(marksOfNewPlan(first, SENT, plan, at, false)).toEqual(SENT);
  });

  it('never mails a step late that nobody had planned', () => {
    const at = EXPIRY - days(20);
    const plan = anew({ reminderDaysBefore: [40, 30, 25, 10, 0] }, at);
    const marks = marksOfNewPlan(first, SENT, plan, at, false);
    expect(marks).toEqual({ ...SENT, 'T-40': 'overtaken', 'T-25': 'overtaken' });
    expect(dueSteps(plan.steps, marks, at, 'seller')).toBeNull();
  });

  it('performs a step whose hour has passed by the new clock', () => {
    const lunch = (first.steps.find(({ key }) => key === 'T-14')?.at ?? 0) - 3_600_000;
    const plan = anew({}, lunch, 'Europe/London');
    const marks = marksOfNewPlan(first, SENT, plan, lunch, false);
    expect(dueSteps(plan.steps, marks, lunch, 'seller')?.perform.key).toBe('T-14');
  });

  it('goes back behind no reminder that was sent', () => {
    const at = EXPIRY - days(13);
    const plan = anew({ reminderDaysBefore: [30, 20, 14, 0] }, at);
    expect(marksOfNewPlan(first, { ...SENT, 'T-14': 'done' }, plan, at, false)).toMatchObject({ 'T-20': 'overtaken' });
  });

  it('leaves the confirmation due if it was not sent', () => {
    const plan = planYear(grant, POLICY, NEW_YORK, GRANTED);
    expect(marksOfNewPlan(null, {}, plan, GRANTED + 5_000, false)).toEqual({});
  });

  it('forgets no mark and makes nothing due that was not planned, whatever changes and whenever', () => {
    const counts = fc.uniqueArray(fc.integer({ min: 0, max: 90 }), { maxLength: 8 });
    const reminders = counts.map((list) => list.sort((a, b) => b - a));
    const anyMark = fc.constantFrom<StepMark>('done', 'skipped', 'overtaken', 'undelivered', 'muted');
    const anyMarks = fc.dictionary(fc.constantFrom(...first.steps.map(({ key }) => key)), anyMark);
    const zones = fc.constantFrom(NEW_YORK, 'Europe/London', 'Pacific/Kiritimati', 'Pacific/Pago_Pago');
    fc.assert(
      fc.property(reminders, anyMarks, zones, fc.integer({ min: 0, max: 100 }), (list, marks, zone, daysLeft) => {
        const at = EXPIRY - days(daysLeft);
        const plan = anew({ reminderDaysBefore: list, noticeDaysBefore: [] }, at, zone);
        const after = marksOfNewPlan(first, marks, plan, at, false);
        expect(after).toMatchObject(marks);
        const due = dueSteps(plan.steps, after, at, 'seller');
        if (due) expect(first.steps.map(({ key }) => key)).toContain(due.perform.key);
      }),
      { seed: SEED },
    );
  });
});

describe('The first year of a grant with a past', () => {
  it('leaves out what lies behind', () => {
    const at = EXPIRY - days(5);
    const plan = planYear(grant, POLICY, NEW_YORK, at);
    expect(marksOfNewPlan(null, {}, plan, at, false)).toEqual({
      'T-60': 'overtaken',
      'T-30': 'overtaken',
      'T-14': 'overtaken',
      'T-7': 'overtaken',
      'E-7': 'overtaken',
    });
  });

  it('keeps what is said after the expiry for when it has come, also where that day was guessed too early', () => {
    const at = EXPIRY + days(20);
    const plan = planYear(grant, POLICY, NEW_YORK, at);

    const alive = marksOfNewPlan(null, {}, plan, at, false);
    expect(alive).toMatchObject({ 'T-0': 'overtaken', 'E-1': 'overtaken' });
    expect(Object.keys(alive).filter((key) => key.startsWith('T+'))).toEqual([]);
    expect(marksOfNewPlan(null, {}, plan, at, true)).toMatchObject({ 'T+1': 'overtaken', 'T+7': 'overtaken' });
  });
});
