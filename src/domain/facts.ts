import type { Instant } from './clock';
import type { OfferedRegion, StoreId } from './marketplaces';
import { BEFORE_THE_YEAR, completed } from './older-builds';
import type { GrantedAtBasis, KeyRejection, Participates, StoreProblem, UnverifiableReason } from './outcomes';
import type { MarksOfGeneration, Plan, StepMarks } from './plan';
import type { Policy } from './policy';
import type { Stage, WaitingOn } from './stages';
import { SNAPSHOT_VERSION } from './snapshot-version';
import type { Verb, VerbDetail, VerbOutcome } from './verbs';

/**
 * All that an onboarding's process knows. Ids, instants and outcomes; no e-mail address, no name, no secret. This is
 * also its snapshot: what changes here changes `SNAPSHOT_VERSION` and gets an upcaster (snapshot.ts).
 */
export interface OnboardingFacts {
  readonly onboardingId: string;
  readonly merchantId: string;
  readonly region: OfferedRegion;
  readonly startedAt: Instant;
  readonly policy: Policy;
  /**
   * Version of the snapshots of the build that began this run. Where a newer build would do something else upon the same
   * messages, it asks for this, so that the history of the run replays.
   */
  readonly begunBy: number;

  readonly apiKey: KeyFacts;
  readonly connection: ConnectionFacts;
  /** In the order in which they were given, which is also that of the status: pointers name a store by its place. */
  readonly stores: readonly StoreFacts[];
  /** Stores that were taken out, so that no late message brings one back: each with the revision of its removal. */
  readonly removedStores: readonly RemovedStore[];
  readonly consent: ConsentFacts;
  readonly candidate: CandidateFacts | null;
  readonly grant: GrantFacts | null;
  readonly plan: Plan | null;
  /** The plan is to be made anew: policy, time zone or contact has changed. */
  readonly replanWanted: boolean;
  /** What became of the steps of the year, and of the mails that operators asked for beside it. */
  readonly marks: StepMarks;
  /** What became of the year before, which a new grant has ended; null once the registry knows. */
  readonly pastYear: MarksOfGeneration | null;
  /** Somebody asked to be left alone until then. */
  readonly snoozedUntil: Instant | null;
  /** A mail that an incident holds. */
  readonly hold: MailHold | null;
  /** Mails that operators asked for beside the plan and that are still to be sent, oldest first. */
  readonly extraMails: readonly ExtraMail[];
  /** A mail could not be handed over; asked again then. */
  readonly mailRetry: Retry | null;

  readonly verbs: readonly PendingVerb[];
  /** What verbs have come to; none once the registry knows. */
  readonly verbOutcomes: readonly VerbOutcome[];
  readonly disconnect: { readonly at: Instant } | null;
  readonly disputedAt: Instant | null;
  readonly contactUnreachableSince: Instant | null;
  /** The next run should begin: after each verified grant, and when an operator asks. */
  readonly freshRunWanted: boolean;
  readonly ended: boolean;

  /** Ids of consents and verbs already taken in, newest last: a repeated signal is recognised in any later run. */
  readonly seen: readonly string[];
  /** Messages that could not be read or whose kind is unknown. */
  readonly ignoredMessages: number;
  readonly standing: { readonly stage: Stage; readonly waitingOn: WaitingOn; readonly since: Instant } | null;
  readonly stateVersion: number;
}

/** An outside party could not be asked: when to ask again, and how often it has failed. */
export interface Retry {
  readonly attempts: number;
  readonly at: Instant;
  readonly reason: UnverifiableReason;
  readonly since: Instant;
}

export interface MailHold {
  readonly incidentId: string;
  /** Of the step that it holds. */
  readonly key: string;
  /** When it is looked at again, unless the incident is over before. */
  readonly until: Instant;
}

/** What fits at the time is sent: an invitation, a reminder, or word of the expiry or the revocation. */
export interface ExtraMail {
  /** Of the verb that asked for it. */
  readonly auditId: string;
  readonly at: Instant;
}

export interface KeyFacts {
  /** 0 while none was given. */
  readonly revision: number;
  /** The verdict over `revision`; null while there is none. */
  readonly verdict: KeyVerdict | null;
  /** The key is to be checked anew; what was found before stands until then. */
  readonly recheckWanted: boolean;
  readonly retry: Retry | null;
  readonly since: Instant;
}

export type KeyVerdict =
  | { readonly outcome: 'valid' }
  | { readonly outcome: 'missing'; readonly part: 'apiKey' | 'privateKey' | 'both' }
  | { readonly outcome: 'invalid'; readonly reason: KeyRejection };

export interface ConnectionFacts {
  /** 0 while none was given. */
  readonly revision: number;
  /** Why the instance refuses this revision. */
  readonly refusal:
    | { readonly reason: 'bad_credentials' | 'bearer_disabled' | 'bad_ims_credentials' | 'address_refused' }
    | { readonly reason: 'missing_permission'; readonly resources: readonly string[] }
    | null;
  readonly retry: Retry | null;
  readonly since: Instant;
}

export interface StoreFacts {
  readonly storeId: StoreId;
  readonly revision: number;
  readonly state: 'new' | 'ready' | 'problems';
  /** Problems of `revision`. */
  readonly problems: readonly StoreProblem[];
  /** When a store with problems is looked at again by itself: the merchant may mend it inside Commerce. */
  readonly lookAgainAt: Instant | null;
  readonly since: Instant;
  /** Where the store stands with the grant in force; null while there is none, or while that is not known. */
  readonly participation: { readonly answer: Participates; readonly since: Instant } | null;
}

export interface RemovedStore {
  readonly storeId: StoreId;
  readonly revision: number;
}

export interface ConsentFacts {
  /** Counts the periods of thirty days; part of the Message-IDs of their mails. */
  readonly round: number;
  readonly openedAt: Instant | null;
  /** Nobody is asked to consent, until an operator says so: the onboarding was taken over with a grant. */
  readonly quiet: boolean;
  readonly marks: StepMarks;
  /** Why the last consent did not count. */
  readonly problem: { readonly code: 'consent_void' | 'seller_already_connected'; readonly since: Instant } | null;
}

/** A consent whose grant is not in force (yet). */
export interface CandidateFacts {
  readonly ref: string;
  readonly consentId: string;
  readonly receivedAt: Instant;
  /** When Amazon is asked (again); null when only a person's decision can change the verdict. */
  readonly askAt: Instant | null;
  readonly verdict:
    | { readonly outcome: 'not_participating'; readonly absent: readonly StoreId[]; readonly since: Instant }
    | {
        readonly outcome: 'parked';
        readonly reason: 'owner_mismatch' | 'seller_claim_conflict';
        readonly since: Instant;
      }
    | null;
  /** What an operator has decided about the account; null while nobody has. */
  readonly decision: 'accepted' | 'rejected' | null;
  readonly obstacle: AmazonObstacle | null;
  readonly retry: Retry | null;
}

/** Amazon answers, but not what was asked. */
export type AmazonObstacle =
  | { readonly code: 'app_misconfigured'; readonly error: string; readonly since: Instant }
  | { readonly code: 'amazon_access_refused'; readonly requestId: string; readonly since: Instant }
  | { readonly code: 'authorization_refused'; readonly since: Instant };

export interface GrantFacts {
  readonly ref: string;
  readonly generation: number;
  readonly grantedAt: Instant;
  readonly expiresAt: Instant;
  /** How `grantedAt`, and with it the expiry, is known. */
  readonly basis: GrantedAtBasis;
  /** Since when Amazon refuses its token, which by itself proves nothing. */
  readonly suspectedSince: Instant | null;
  /** Since when it is confirmed that Amazon has ended it. */
  readonly revokedSince: Instant | null;
  /** What the registry knows of the two has changed. */
  readonly standingUnread: boolean;
  readonly probe: ProbeFacts;
  /** When Amazon is asked (again) about stores that the grant does not serve (yet); null while nobody waits for it. */
  readonly askAt: Instant | null;
  /** Also about stores that it serves as far as we know. */
  readonly storesDoubted: boolean;
  readonly obstacle: AmazonObstacle | null;
  readonly retry: Retry | null;
}

export interface ProbeFacts {
  /** When Amazon is asked whether the grant still lives; null while nobody wants to know. */
  readonly askAt: Instant | null;
  /** When Amazon last refused its token in a probe; null since it was last accepted. */
  readonly refusedAt: Instant | null;
  /** Verbs that wait for the answer. */
  readonly auditIds: readonly string[];
  readonly retry: Retry | null;
}

export const NO_PROBE: ProbeFacts = { askAt: null, refusedAt: null, auditIds: [], retry: null };

export type PendingVerb =
  | { readonly source: 'registry'; readonly auditId: string }
  | {
      readonly source: 'update';
      readonly verb: Verb;
      readonly updateId: string;
      readonly actor: string;
      readonly reason: string;
      readonly detail?: VerbDetail | null;
      /** When it came; absent where an older build took it in. */
      readonly askedAt?: Instant;
    };

/** What a new onboarding starts with; written by the relay from the row that the API committed. */
export interface StartFacts {
  readonly onboardingId: string;
  readonly merchantId: string;
  readonly region: OfferedRegion;
  readonly keyRevision: number;
  readonly connectionRevision: number;
  readonly stores: readonly { readonly storeId: StoreId; readonly revision: number }[];
  readonly policy: Policy;
  /** A grant that was handed over with the onboarding. */
  readonly adopted?: Adopted | null;
}

/** A grant that somebody held before the onboarding began: to be verified before anything else. */
export interface Adopted {
  readonly candidateRef: string;
  readonly consentId: string;
}

export function newFacts(start: StartFacts, now: Instant): OnboardingFacts {
  const adopted = start.adopted ?? null;
  return {
    onboardingId: start.onboardingId,
    merchantId: start.merchantId,
    region: start.region,
    startedAt: now,
    policy: completed(start.policy),
    begunBy: start.adopted === undefined ? BEFORE_THE_YEAR : SNAPSHOT_VERSION,
    apiKey: { revision: start.keyRevision, verdict: null, recheckWanted: false, retry: null, since: now },
    connection: { revision: start.connectionRevision, refusal: null, retry: null, since: now },
    stores: start.stores.map(({ storeId, revision }) => newStore(storeId, revision, now)),
    removedStores: [],
    consent: { round: 1, openedAt: null, quiet: adopted !== null, marks: {}, problem: null },
    candidate: adopted && newCandidate(adopted.consentId, adopted.candidateRef, now),
    grant: null,
    plan: null,
    replanWanted: false,
    marks: {},
    pastYear: null,
    snoozedUntil: null,
    hold: null,
    extraMails: [],
    mailRetry: null,
    verbs: [],
    verbOutcomes: [],
    disconnect: null,
    disputedAt: null,
    contactUnreachableSince: null,
    freshRunWanted: false,
    ended: false,
    seen: adopted ? [adopted.consentId] : [],
    ignoredMessages: 0,
    standing: null,
    stateVersion: 0,
  };
}

export function newCandidate(consentId: string, ref: string, now: Instant): CandidateFacts {
  const unjudged = { verdict: null, decision: null, obstacle: null, retry: null };
  return { ref, consentId, receivedAt: now, askAt: now, ...unjudged };
}

export function newStore(storeId: StoreId, revision: number, now: Instant): StoreFacts {
  return { storeId, revision, state: 'new', problems: [], lookAgainAt: null, since: now, participation: null };
}
