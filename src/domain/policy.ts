/**
 * Lifetimes, reminder steps and deadlines as data. All figures are in policy days: a policy day is `dayMs` long, which
 * is a real day everywhere but in the simulator, where a year may pass in a minute.
 */
export interface Policy {
  /** Version of this policy in the registry; an onboarding keeps the version that it was planned with. */
  readonly version: number;
  /** Length of a policy day in milliseconds. */
  readonly dayMs: number;
  /** Amazon ends every authorization this many days after the consent ("Renew authorizations": every 365 days). */
  readonly grantDays: number;
  /** Days before the expiry on which the backend is told, by an event alone; descending. */
  readonly noticeDaysBefore: readonly number[];
  /** Days before the expiry on which the seller is reminded, descending; 0 is the day of the expiry itself. */
  readonly reminderDaysBefore: readonly number[];
  /** Days after the expiry on which the seller is told what it costs, ascending. */
  readonly reminderDaysAfter: readonly number[];
  /** When operators are alerted, in days before the expiry. */
  readonly escalation: {
    /** Nobody has pressed Connect since the first reminder. */
    readonly withoutClickDaysBefore: number;
    /** It is not renewed, whatever was pressed. */
    readonly withoutRenewalDaysBefore: number;
  };
  /** A seller may silence the reminders for some days, but never those of the last days. */
  readonly snooze: {
    readonly days: number;
    /** Reminders of this day and of later ones are sent all the same. */
    readonly notAfterDaysBefore: number;
  };
  /** Days after a revocation was found on which the seller is told, ascending; 0 is at once. */
  readonly revokedDays: readonly number[];
  /** Hour of the day, in the contact's time zone, at which reminders are sent. */
  readonly mailHour: number;
  readonly consent: {
    /** Days after the invitation on which a seller who has not consented is asked again, ascending. */
    readonly nudgeDays: readonly number[];
    /** Days after which a consent that did not come lapses. The link still works and reopens it. */
    readonly lapseDays: number;
  };
  /** Days for which a candidate that cannot be swapped in is kept. */
  readonly candidateDays: number;
  /** Days between a disconnect and the destruction of its tokens. */
  readonly disconnectDays: number;
}

/** A policy before the registry has given it a version. */
export type PolicyContent = Omit<Policy, 'version'>;

/** A real day, in milliseconds. */
export const DAY_MS = 86_400_000;

export const DEFAULT_POLICY: PolicyContent = {
  dayMs: DAY_MS,
  grantDays: 365,
  noticeDaysBefore: [60],
  reminderDaysBefore: [30, 14, 7, 3, 1, 0],
  reminderDaysAfter: [1, 7],
  escalation: { withoutClickDaysBefore: 7, withoutRenewalDaysBefore: 1 },
  snooze: { days: 7, notAfterDaysBefore: 3 },
  revokedDays: [0, 7],
  mailHour: 10,
  consent: { nudgeDays: [7, 21], lapseDays: 30 },
  candidateDays: 14,
  disconnectDays: 7,
};

/** Milliseconds of a number of policy days. */
export function policyDays(policy: Pick<Policy, 'dayMs'>, days: number): number {
  return Math.round(days * policy.dayMs);
}

/** Milliseconds of a number of policy hours. */
export function policyHours(policy: Pick<Policy, 'dayMs'>, hours: number): number {
  return policyDays(policy, hours / 24);
}

/**
 * Everything that is wrong with a policy, in sentences that name the field; empty for a sound one. Pure, so that the
 * boot of a process and a test ask the same question.
 */
export function policyProblems(policy: PolicyContent): readonly string[] {
  const { grantDays, noticeDaysBefore, reminderDaysBefore, reminderDaysAfter, escalation, snooze, consent } = policy;
  const { withoutClickDaysBefore, withoutRenewalDaysBefore } = escalation;
  const problems: string[] = [];
  const must = (holds: boolean, sentence: string) => {
    if (!holds) problems.push(sentence);
  };
  const positive = (field: string, value: number) =>
    must(Number.isFinite(value) && value > 0, `${field} must be a number above 0, got ${value}.`);
  const withinGrant = (field: string, days: readonly number[]) =>
    must(
      days.every((day) => isWhole(day) && day < grantDays),
      `${field} must be whole days from 0 to less than grantDays (${grantDays}).`,
    );
  const descends = (field: string, days: readonly number[]) =>
    must(
      isSorted(days, (a, b) => a > b),
      `${field} must descend.`,
    );
  const ascends = (field: string, days: readonly number[]) =>
    must(
      isSorted(days, (a, b) => a < b),
      `${field} must ascend.`,
    );

  positive('dayMs', policy.dayMs);
  positive('grantDays', grantDays);
  withinGrant('noticeDaysBefore', noticeDaysBefore);
  descends('noticeDaysBefore', noticeDaysBefore);
  withinGrant('reminderDaysBefore', reminderDaysBefore);
  descends('reminderDaysBefore', reminderDaysBefore);
  must(
    !noticeDaysBefore.some((day) => reminderDaysBefore.includes(day)),
    'noticeDaysBefore must name no day of reminderDaysBefore: a reminder raises the event too.',
  );
  must(
    reminderDaysAfter.every((day) => isWhole(day) && day > 0),
    'reminderDaysAfter must be whole days above 0.',
  );
  ascends('reminderDaysAfter', reminderDaysAfter);
  withinGrant('escalation.withoutClickDaysBefore', [withoutClickDaysBefore]);
  withinGrant('escalation.withoutRenewalDaysBefore', [withoutRenewalDaysBefore]);
  must(
    !(withoutClickDaysBefore <= withoutRenewalDaysBefore),
    'escalation.withoutClickDaysBefore must come before escalation.withoutRenewalDaysBefore.',
  );
  positive('snooze.days', snooze.days);
  withinGrant('snooze.notAfterDaysBefore', [snooze.notAfterDaysBefore]);
  must(policy.revokedDays.every(isWhole), 'revokedDays must be whole days from 0.');
  ascends('revokedDays', policy.revokedDays);
  must(
    isWhole(policy.mailHour) && policy.mailHour <= 23,
    `mailHour must be a whole hour from 0 to 23, got ${policy.mailHour}.`,
  );
  positive('consent.lapseDays', consent.lapseDays);
  must(
    consent.nudgeDays.every((day) => day > 0 && day < consent.lapseDays),
    `consent.nudgeDays must lie between 0 and consent.lapseDays (${consent.lapseDays}).`,
  );
  ascends('consent.nudgeDays', consent.nudgeDays);
  positive('candidateDays', policy.candidateDays);
  positive('disconnectDays', policy.disconnectDays);
  return problems;
}

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isSorted(values: readonly number[], inOrder: (a: number, b: number) => boolean): boolean {
  return values.every((value, index) => {
    const next = values[index + 1];
    return next === undefined || inOrder(value, next);
  });
}
