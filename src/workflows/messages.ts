import type { UpdateDefinition } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { OnboardingFacts, StartFacts } from '../domain/facts';
import type { Message, UpdateVerb } from '../domain/messages';
import type { Notice } from '../domain/notice';
import type { Snapshot } from '../domain/snapshot';

/** Name of the workflow type. Persisted in every history: never renamed. */
export const ONBOARDING_WORKFLOW = 'storeOnboarding';

/** The same for the process that delivers an event whose first try failed. */
export const DELIVERY_WORKFLOW = 'deliverEvent';

/** Name of the workflow type of one mail beside the process. Persisted like the other. */
export const NOTICE_WORKFLOW = 'sendNotice';

/** Name of the workflow type that looks after all grants and keys together. Persisted like the others. */
export const SWEEP_WORKFLOW = 'authorizationSweep';

/** Name of the workflow type that erases what was closed long enough ago. Persisted: never renamed. */
export const ERASURE_WORKFLOW = 'eraseClosed';

/** Name of the workflow type that tells operators who held the ball. Persisted: never renamed. */
export const SUMMARY_WORKFLOW = 'weeklySummary';

export interface NoticeInput {
  readonly onboardingId: string;
  readonly notice: Notice;
  /** Before it is looked at whether it is still wanted. */
  readonly waitMs: number;
}

/** A new onboarding, or the next run of one. */
export type OnboardingInput =
  | { readonly start: StartFacts }
  | {
      readonly snapshot: Snapshot;
      /** Unread messages of the run before. */
      readonly inbox: readonly Message[];
      /** The search attributes that the run begins with. Absent where an older build began it. */
      readonly attributes?: AttributeValues;
    };

/** Search attributes by name, each as JSON, to see which have changed. */
export type AttributeValues = Readonly<Record<string, string>>;

/** The OAuth signal: the seller consented, the code was exchanged, and the candidate lies in the registry. */
export const consentGranted =
  defineSignal<[{ readonly consentId: string; readonly candidateRef: string }]>('consentGranted');

/** Something that the registry holds has changed; `revision` grows with every change of the same `kind` and `ref`. */
export const factsChanged =
  defineSignal<[{ readonly kind: string; readonly ref: string; readonly revision: number }]>('factsChanged');

/** What an operator says of themselves in the Temporal UI; audited as self-declared. */
export interface OperatorRequest {
  readonly actor: string;
  readonly reason: string;
  /** Of a snooze: an instant in ISO 8601. */
  readonly until?: string;
  /** Of a decision about the owner. */
  readonly decision?: 'accept' | 'reject';
  /** The consent that it is about; any that waits for a decision if it is left out. */
  readonly consentId?: string;
}

/** The verbs that operators may send from the Temporal UI, by the name of the update. Persisted: never renamed. */
export const UPDATES = {
  remind: 'remind',
  snooze: 'snooze',
  probe: 'probe',
  reopen: 'reopen',
  refresh: 'refresh',
  disconnect: 'disconnect',
  'undo-disconnect': 'undo_disconnect',
  'decide-owner': 'decide_owner',
} as const satisfies Record<string, UpdateVerb>;

/** Asks a verb of an onboarding; answers with one sentence, and is refused with the reason if it makes no sense now. */
export function operatorUpdate(name: keyof typeof UPDATES): UpdateDefinition<string, [OperatorRequest]> {
  return defineUpdate<string, [OperatorRequest]>(name);
}

/** All that the process knows; holds no secret. */
export const currentFacts = defineQuery<OnboardingFacts>('facts');
