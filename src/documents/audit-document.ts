import { isoInstant } from '../domain/clock';
import type { AuditEntry } from '../registry/audit';

/** An audit entry as it is shown. */
export function auditDocument({ at, detail, outcome, ...entry }: AuditEntry) {
  return {
    ...entry,
    at: isoInstant(at),
    detail: detail && { ...detail },
    outcome: outcome && { sentence: outcome.sentence, at: isoInstant(outcome.at) },
  };
}
