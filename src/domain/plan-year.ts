import { atHourOfDay, weekdayOf } from './calendar';
import type { Instant } from './clock';
import type { Plan, PlanStep } from './plan';
import { DAY_MS, policyDays, type Policy } from './policy';

/**
 * The confirmation comes this long after the plan is made: the process publishes "connected" before it waits, and so
 * before it has to do with mail servers.
 */
const CONFIRMATION_DELAY_MS = 1_000;

/** What a plan is made for. */
export interface PlannedGrant {
  readonly generation: number;
  readonly expiresAt: Instant;
}

/** A step of the year with what the calendar did to it. */
export interface YearStep {
  readonly step: PlanStep;
  /** Why it is on another day than the policy says: the hour of the mails comes after the expiry, or nobody works. */
  readonly moved: readonly ('expiry' | 'weekend')[];
  /** The earlier steps that fell on the same day, and for which it stands. */
  readonly absorbs: readonly PlanStep[];
}

/**
 * Applies a policy to one grant: the confirmation almost at once, then every step of `yearOf`. A plan that is made anew
 * keeps the confirmation of the `earlier` one where it was. Uses `Intl`: not for workflow code.
 */
export function planYear(
  grant: PlannedGrant,
  policy: Policy,
  timeZone: string,
  plannedAt: Instant,
  earlier: Plan | null = null,
): Plan {
  const confirmed =
    earlier?.generation === grant.generation ? earlier.steps.find(({ key }) => key === 'connected') : null;
  const connected: PlanStep = confirmed ?? {
    key: 'connected',
    kind: 'connected',
    at: plannedAt + CONFIRMATION_DELAY_MS,
    daysBefore: null,
    lane: 'seller',
  };
  const year = yearOf(grant, policy, timeZone).map(({ step }) => step);
  return {
    generation: grant.generation,
    policyVersion: policy.version,
    steps: [connected, ...year].sort((a, b) => a.at - b.at),
  };
}

/**
 * The steps before and after the expiry in order of time, each at the policy's hour in the contact's time zone, so many
 * calendar days from the day of the expiry. One whose hour is not before the expiry moves to the day before; one on a
 * weekend moves to Friday, after the expiry to Monday; of those for the seller that meet on a day the latest stands for
 * all. Where a policy day is no real day (simulator) there is no calendar: steps fall on exact offsets.
 */
export function yearOf({ expiresAt }: PlannedGrant, policy: Policy, timeZone: string): readonly YearStep[] {
  const dated = agendaOf(policy).map((entry): YearStep => {
    const { at, moved } = dateOf(entry.daysBefore, expiresAt, policy, timeZone);
    return { step: { ...entry, at }, moved, absorbs: [] };
  });
  // Entries come in the order of their days, which moving keeps: of two on a day the later one is the later entry.
  return dated.reduce(absorbEarlier, []);
}

type Entry = Omit<PlanStep, 'at'> & { readonly daysBefore: number };

/** What the policy asks for, in the order of time. */
function agendaOf(policy: Policy): readonly Entry[] {
  const { withoutClickDaysBefore, withoutRenewalDaysBefore } = policy.escalation;
  const entries = [
    ...policy.noticeDaysBefore.map((daysBefore) => before('T', 'notice', daysBefore, 'seller')),
    ...policy.reminderDaysBefore.map((daysBefore) => before('T', 'reminder', daysBefore, 'seller')),
    ...policy.reminderDaysAfter.map((days) => after(days)),
    before('E', 'escalation', withoutClickDaysBefore, 'operator'),
    before('E', 'escalation', withoutRenewalDaysBefore, 'operator'),
  ];
  return entries.sort((a, b) => b.daysBefore - a.daysBefore);
}

function before(letter: 'T' | 'E', kind: PlanStep['kind'], daysBefore: number, lane: PlanStep['lane']): Entry {
  return { key: `${letter}-${daysBefore}`, kind, daysBefore, lane };
}

function after(days: number): Entry {
  return { key: `T+${days}`, kind: 'expired', daysBefore: -days, lane: 'seller' };
}

function dateOf(
  daysBefore: number,
  expiresAt: Instant,
  policy: Policy,
  timeZone: string,
): { readonly at: Instant; readonly moved: YearStep['moved'] } {
  if (policy.dayMs !== DAY_MS) return { at: exactOffset(daysBefore, expiresAt, policy), moved: [] };
  const on = (days: number) => atHourOfDay(expiresAt, policy.mailHour, timeZone, days);
  const comesTooLate = daysBefore >= 0 && on(-daysBefore) >= expiresAt;
  const day = comesTooLate ? -daysBefore - 1 : -daysBefore;
  const shift = weekendShift(weekdayOf(expiresAt, timeZone, day), daysBefore >= 0);
  const moved = [...(comesTooLate ? (['expiry'] as const) : []), ...(shift === 0 ? [] : (['weekend'] as const))];
  return { at: on(day + shift), moved };
}

/** An offset of zero would coincide with the expiry, when a reminder comes too late. */
function exactOffset(daysBefore: number, expiresAt: Instant, policy: Policy): Instant {
  const exact = expiresAt - policyDays(policy, daysBefore);
  return daysBefore === 0 ? exact - Math.round(policy.dayMs / 2) : exact;
}

const SUNDAY = 0;
const SATURDAY = 6;

/** In days: back to Friday while there is something to lose, on to Monday once it is lost. */
function weekendShift(weekday: number, backwards: boolean): number {
  if (weekday === SATURDAY) return backwards ? -1 : 2;
  if (weekday === SUNDAY) return backwards ? -2 : 1;
  return 0;
}

function absorbEarlier(steps: readonly YearStep[], next: YearStep): readonly YearStep[] {
  const met = steps.find(
    ({ step }) => step.lane === 'seller' && step.lane === next.step.lane && step.at === next.step.at,
  );
  if (!met) return [...steps, next];
  return [...steps.filter((step) => step !== met), { ...next, absorbs: [...met.absorbs, met.step] }];
}
