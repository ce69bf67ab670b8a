import { isoInstant } from '../domain/clock';
import type { PolicyDocument } from '../domain/contract/policy';
import type { PolicyVersion } from '../registry/policies';

/** A version of the policy as the API and the command line show it. */
export function policyDocumentOf({ policy, since, toldAt }: PolicyVersion): PolicyDocument {
  return {
    version: policy.version,
    since: isoInstant(since),
    toldAt: toldAt === null ? null : isoInstant(toldAt),
    dayMs: policy.dayMs,
    grantDays: policy.grantDays,
    noticeDaysBefore: [...policy.noticeDaysBefore],
    reminderDaysBefore: [...policy.reminderDaysBefore],
    reminderDaysAfter: [...policy.reminderDaysAfter],
    escalation: { ...policy.escalation },
    snooze: { ...policy.snooze },
    revokedDays: [...policy.revokedDays],
    mailHour: policy.mailHour,
    consent: { ...policy.consent, nudgeDays: [...policy.consent.nudgeDays] },
    candidateDays: policy.candidateDays,
    disconnectDays: policy.disconnectDays,
  };
}
