/** What can be asked of a running onboarding. Persisted in the audit: never renamed. */
export const VERBS = [
  'disconnect',
  'undo_disconnect',
  'refresh',
  'dispute',
  'remind',
  'snooze',
  'probe',
  'reopen',
  'decide_owner',
] as const;
export type Verb = (typeof VERBS)[number];

/**
 * What a verb is told beside its name. `snooze`: `until`, an instant in ISO 8601. `decide_owner`: `decision`, `accept` or
 * `reject`, and `consentId` of the consent that is meant, null for whichever waits for a decision. Kept in the audit: no
 * secret, no address, no name.
 */
export type VerbDetail = Readonly<Record<string, string | null>>;

/** What a verb has come to, in one sentence without outside text. */
export interface VerbOutcome {
  /** The audit row of the verb. */
  readonly auditId: string;
  readonly outcome: string;
}

export function isVerb(name: string): name is Verb {
  return (VERBS as readonly string[]).includes(name);
}
