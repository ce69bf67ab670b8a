import type { AlertCode } from './alerts';
import type { RequirementCode } from './requirements';

/** Where the runbook is read when nobody has said where it is published. */
export const RUNBOOK_PATH = 'docs/operations.md';

/** What the runbook says beside its entries. */
export function runbookPlace(heading: 'verbs', runbook: string = RUNBOOK_PATH): string {
  return `${runbook}#${heading}`;
}

/** Address of the entry on a requirement or an alert: each has a heading of its own, by its code. */
export function runbookEntry(code: RequirementCode | AlertCode, runbook: string = RUNBOOK_PATH): string {
  return `${runbook}#${code}`;
}
