import { DEFAULT_POLICY, policyDays, policyHours, policyProblems, type PolicyContent } from '../../src/domain/policy';
import { POLICY } from './given';

const escalation = (change: Partial<PolicyContent['escalation']>) => ({
  escalation: { ...DEFAULT_POLICY.escalation, ...change },
});
const snooze = (change: Partial<PolicyContent['snooze']>) => ({ snooze: { ...DEFAULT_POLICY.snooze, ...change } });
const consent = (change: Partial<PolicyContent['consent']>) => ({ consent: { ...DEFAULT_POLICY.consent, ...change } });

describe('policyProblems', () => {
  it.each([
    ['the default', {}],
    ['a shrunken day', { dayMs: 160 }],
    ['no reminder at all', { reminderDaysBefore: [] }],
    ['mails at midnight', { mailHour: 0 }],
    ['no word after the expiry', { reminderDaysAfter: [] }],
    ['a shorter grant', { grantDays: 61 }],
    ['an alert on the last day', escalation({ withoutRenewalDaysBefore: 0 })],
  ] satisfies [string, Partial<PolicyContent>][])('accepts %s', (_what, change) => {
    expect(policyProblems({ ...DEFAULT_POLICY, ...change })).toEqual([]);
  });

  it.each([
    ['dayMs', { dayMs: 0 }],
    ['dayMs', { dayMs: Number.NaN }],
    ['grantDays', { grantDays: Infinity }],
    ['consent.lapseDays', consent({ lapseDays: -1, nudgeDays: [] })],
    ['candidateDays', { candidateDays: 0 }],
    ['disconnectDays', { disconnectDays: -7 }],
    ['mailHour', { mailHour: 24 }],
    ['mailHour', { mailHour: 9.5 }],
    ['reminderDaysBefore', { reminderDaysBefore: [365] }],
    ['reminderDaysBefore', { reminderDaysBefore: [-1] }],
    ['reminderDaysBefore', { reminderDaysBefore: [Number.NaN] }],
    ['reminderDaysBefore', { reminderDaysBefore: [7, 30] }],
    ['reminderDaysBefore', { reminderDaysBefore: [7, 7] }],
    ['reminderDaysBefore', { reminderDaysBefore: [7.5] }],
    ['noticeDaysBefore', { noticeDaysBefore: [400] }],
    ['noticeDaysBefore', { noticeDaysBefore: [60, 90] }],
    ['noticeDaysBefore', { noticeDaysBefore: [60, 30] }],
    ['reminderDaysAfter', { reminderDaysAfter: [0] }],
    ['reminderDaysAfter', { reminderDaysAfter: [1.5] }],
    ['reminderDaysAfter', { reminderDaysAfter: [7, 1] }],
    ['escalation.withoutClickDaysBefore', escalation({ withoutClickDaysBefore: 365 })],
    ['escalation.withoutClickDaysBefore', escalation({ withoutClickDaysBefore: Number.NaN })],
    ['escalation.withoutClickDaysBefore', escalation({ withoutClickDaysBefore: 1 })],
    ['escalation.withoutRenewalDaysBefore', escalation({ withoutRenewalDaysBefore: -1 })],
    ['snooze.days', snooze({ days: 0 })],
    ['snooze.notAfterDaysBefore', snooze({ notAfterDaysBefore: 0.5 })],
    ['revokedDays', { revokedDays: [-1] }],
    ['revokedDays', { revokedDays: [7, 0] }],
    ['consent.nudgeDays', consent({ nudgeDays: [21, 7] })],
    ['consent.nudgeDays', consent({ nudgeDays: [0] })],
    ['consent.nudgeDays', consent({ nudgeDays: [30] })],
    ['consent.nudgeDays', consent({ nudgeDays: [Number.NaN] })],
  ] satisfies [string, Partial<PolicyContent>][])('names %s in a sentence: %j', (field, change) => {
    expect(policyProblems({ ...DEFAULT_POLICY, ...change })).toEqual([
      expect.stringMatching(new RegExp(`^${field} must .*\\.$`)),
    ]);
  });

  it('names all problems at once', () => {
    expect(policyProblems({ ...DEFAULT_POLICY, dayMs: 0, mailHour: -1 })).toHaveLength(2);
  });
});

describe('Policy days and hours', () => {
  it('are as long as the policy says', () => {
    const shrunken = { ...POLICY, dayMs: 240 };
    expect([policyDays(POLICY, 1), policyHours(POLICY, 1), policyDays(shrunken, 2), policyHours(shrunken, 6)]).toEqual([
      86_400_000, 3_600_000, 480, 60,
    ]);
  });
});
