import type { Verb, VerbDetail } from './verbs';

/**
 * What reaches a running onboarding: ids and revisions only. A message says that something changed; the activity that
 * acts on it reads the registry.
 */
export type Message =
  | { readonly kind: 'consentGranted'; readonly consentId: string; readonly candidateRef: string }
  | { readonly kind: 'factsChanged'; readonly fact: string; readonly ref: string; readonly revision: number }
  | {
      readonly kind: 'verb';
      readonly verb: UpdateVerb;
      readonly updateId: string;
      readonly actor: string;
      readonly reason: string;
      /** Absent where an older build wrote it. */
      readonly detail?: VerbDetail | null;
    };

/** Verbs that operators may also send as updates from the Temporal UI. */
export type UpdateVerb = Exclude<Verb, 'dispute'>;

/** Reads the argument of the signal `consentGranted`; null for anything else than what it must look like. */
export function readConsentGranted(input: unknown): Message | null {
  if (!isRecord(input)) return null;
  const { consentId, candidateRef } = input;
  if (!isId(consentId) || !isId(candidateRef)) return null;
  return { kind: 'consentGranted', consentId, candidateRef };
}

/** Reads the argument of the signal `factsChanged`; null for anything else than what it must look like. */
export function readFactsChanged(input: unknown): Message | null {
  if (!isRecord(input)) return null;
  const { kind, ref, revision } = input;
  if (!isId(kind) || !isId(ref) || typeof revision !== 'number' || !Number.isSafeInteger(revision)) return null;
  return { kind: 'factsChanged', fact: kind, ref, revision };
}

function isRecord(input: unknown): input is Record<string, unknown> {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= 200;
}
