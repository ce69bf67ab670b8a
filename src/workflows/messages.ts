import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { OnboardingFacts, StartFacts } from '../domain/facts';
import type { Message } from '../domain/messages';
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

export interface NoticeInput {
  readonly onboardingId: string;
  readonly notice: Notice;
  /** Before it is looked at whether it is still wanted. */
  readonly waitMs: number;
}

/** A new onboarding, or the next run of one. */
export type OnboardingInput =
  | { readonly start: StartFacts }
  | { readonly snapshot: Snapshot; /** Unread messages of the run before. */ readonly inbox: readonly Message[] };

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
}

/** Ends the onboarding: at once before a consent, after some days of grace with one. */
export const disconnect = defineUpdate<string, [OperatorRequest]>('disconnect');

/** Moves the process onto the newest code by starting its next run. */
export const refresh = defineUpdate<string, [OperatorRequest]>('refresh');

/** All that the process knows; holds no secret. */
export const currentFacts = defineQuery<OnboardingFacts>('facts');
