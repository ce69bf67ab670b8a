/**
 * What the outside parties' answers mean to us. A client returns one of these values; only the unexpected is thrown.
 * None of them carries a secret or a personal datum.
 */
import type { Instant } from './clock';
import type { StoreId } from './marketplaces';
import type { VerbDetail } from './verbs';

/** Outcome of checking the merchant's Commerce API key. Never two of these confused. */
export type KeyCheck =
  | { readonly outcome: 'valid'; readonly checkedAt: Instant }
  | { readonly outcome: 'missing'; readonly part: 'apiKey' | 'privateKey' | 'both' }
  | { readonly outcome: 'invalid'; readonly reason: KeyRejection }
  | Unverifiable;

/**
 * `rejected`: the gateway answered 401 or 403, or the key holds characters that no HTTP header can carry.
 * `private_key_unusable`: no RSA private key of at least 2048 bits could be read from the PEM.
 */
export type KeyRejection = 'rejected' | 'private_key_unusable';

/** We could not ask: says nothing about the thing that was to be checked. */
export interface Unverifiable {
  readonly outcome: 'unverifiable';
  readonly reason: UnverifiableReason;
  /** A wait that the other side asked for, in milliseconds. */
  readonly retryAfterMs?: number;
}

export type UnverifiableReason =
  | 'unreachable'
  | 'timeout'
  | 'rate_limited'
  | 'server_error'
  | 'unexpected_answer'
  /** Something answers there, and it is not Commerce's REST API: a web page, or the word that it has moved. */
  | 'not_commerce'
  /** The other side's Date differs from ours by more than a minute, so a rejected signature proves nothing. */
  | 'our_clock'
  /** The address is not one that we may call: not https, private, or a name that resolves to a private address. */
  | 'address_refused'
  /** Mails must not leave: the database belongs to another environment, or they are muted. */
  | 'mail_blocked';

/** Why a call to the merchant's Commerce instance was refused; each names who can fix it. */
export type CommerceRefusal =
  | {
      readonly outcome: 'refused';
      /**
       * `bearer_disabled`: an access token alone, which the instance does not accept. `bad_ims_credentials`: Adobe's
       * identity service or the SaaS edition knows no such credential.
       */
      readonly reason: 'bad_credentials' | 'bearer_disabled' | 'bad_ims_credentials';
    }
  /** `resources` are the ACL resources that Commerce named in its answer. */
  | { readonly outcome: 'refused'; readonly reason: 'missing_permission'; readonly resources: readonly string[] };

export type AmazonIdType = 'asin' | 'ean' | 'gcid' | 'isbn' | 'upc' | 'general';
export const AMAZON_ID_TYPES = [
  'asin',
  'ean',
  'gcid',
  'isbn',
  'upc',
  'general',
] as const satisfies readonly AmazonIdType[];

/** Why a store cannot be created as asked. Every problem found is reported at once. */
export type StoreProblem =
  | { readonly code: 'website_unknown'; readonly websiteCode: string }
  | { readonly code: 'website_without_store_view'; readonly websiteCode: string }
  | { readonly code: 'marketplace_taken'; readonly websiteCode: string }
  | { readonly code: 'attribute_unknown'; readonly attributeCode: string }
  /** It is missing, was to be made, and Commerce declined to make it. */
  | { readonly code: 'attribute_not_created'; readonly attributeCode: string }
  | { readonly code: 'attribute_not_mappable'; readonly attributeCode: string; readonly frontendInput: string }
  | { readonly code: 'attribute_without_label'; readonly attributeCode: string }
  | { readonly code: 'attribute_excluded'; readonly attributeCode: string };

/** Which modules that concern us a Commerce instance has. */
export interface CommerceModules {
  /** The old Amazon Sales Channel: it may still be listing. */
  readonly amazonSalesChannel: boolean;
  /** The connector to Commerce Services, where the merchant keeps the API key. */
  readonly servicesConnector: boolean;
}

/** What is allowed but unwise; kept with the store. */
export type StoreWarning =
  /** We made the mapped attribute in Commerce, as was asked for; nothing takes it away again. */
  | { readonly code: 'attribute_created'; readonly attributeCode: string }
  | { readonly code: 'attribute_scope_not_global'; readonly scope: string }
  | { readonly code: 'attribute_unique' }
  | { readonly code: 'attribute_required' }
  | { readonly code: 'currency_differs'; readonly storeCurrency: string; readonly marketplaceCurrency: string };

/** Exchange of an authorization code or refresh of a token at Login with Amazon. */
export type LwaFailure =
  /** The code or refresh token is expired, used, revoked or of another client. */
  | { readonly outcome: 'invalid_grant' }
  /** Our own client id, secret or request is at fault: an operator must act, no seller. */
  | { readonly outcome: 'misconfigured'; readonly error: string }
  /** Nothing was sent: it is safe to try the same request again. */
  | { readonly outcome: 'not_sent'; readonly reason: UnverifiableReason }
  /** It was sent and no usable answer came: a code may be burned. */
  | { readonly outcome: 'ambiguous'; readonly reason: UnverifiableReason; readonly retryAfterMs?: number };

/** One marketplace that the seller has, as the Sellers API tells it; unknown marketplaces are left out. */
export interface Participation {
  readonly marketplaceId: string;
  readonly isParticipating: boolean;
  readonly hasSuspendedListings: boolean;
  /** The seller's own store name: outside text, to be capped and escaped wherever it is shown. */
  readonly storeName: string;
}

/** What a seller pays Amazon for. */
export type SellingPlan = 'professional' | 'individual';

export type ParticipationsOutcome =
  | { readonly outcome: 'ok'; readonly participations: readonly Participation[] }
  /** The access token is expired, revoked or malformed: refresh once and ask once more. */
  | { readonly outcome: 'token_refused' }
  /** 403 without details: role, region or account. `requestId` helps Amazon's support. */
  | { readonly outcome: 'forbidden'; readonly requestId: string | undefined }
  /** 403 "The LWA secret token you provided has expired.": ours, for every seller. */
  | { readonly outcome: 'misconfigured'; readonly error: string }
  | Unverifiable;

/** What became of one store at its creation. Keyed by the revision that was looked at. */
export type StoreCreation =
  | { readonly storeId: StoreId; readonly revision: number; readonly outcome: 'ready' }
  | {
      readonly storeId: StoreId;
      readonly revision: number;
      readonly outcome: 'problems';
      readonly problems: readonly StoreProblem[];
    };

/** Outcome of the creation of stores: per store, or one about the connection that they share. */
export type StoresCreation =
  | { readonly outcome: 'created'; readonly stores: readonly StoreCreation[] }
  | { readonly outcome: 'connection_missing' }
  | CommerceRefusal
  | Unverifiable;

/** Outcome of checking the key and, where it is valid, of creating the stores on the same trip. */
export type KeyAndStores =
  | {
      readonly outcome: 'checked';
      readonly key: Exclude<KeyCheck, Unverifiable>;
      /** Null if there were none to create, or they could not be asked about: says nothing about them. */
      readonly stores: StoresCreation | null;
    }
  | Unverifiable;

/**
 * Whether a grant serves a store: the seller sells in its marketplace (`yes`) or does not (`no`), or sells there under
 * another live onboarding (`taken`), which the same marketplace of one account cannot have twice.
 */
export type Participates = 'yes' | 'no' | 'taken';

export interface StoreParticipation {
  readonly storeId: StoreId;
  readonly participates: Participates;
}

/** Outcome of asking Amazon, with the grant in force, about stores that it does not serve yet. */
export type Joining =
  /** Stores that are not named are none of this grant's (any more), or not ready. */
  | { readonly outcome: 'answered'; readonly stores: readonly StoreParticipation[] }
  /** Amazon did not accept the token. By itself that is no revocation. */
  | { readonly outcome: 'token_refused' }
  | AmazonRefusal
  | Unverifiable;

/** Amazon refuses to tell, and an operator must find out why. */
export type AmazonRefusal =
  | { readonly outcome: 'misconfigured'; readonly error: string }
  | { readonly outcome: 'access_refused'; readonly requestId: string };

/** Verdict over a candidate. */
export type Verification =
  /** Swapped in: this is the grant in force now, and what it means to the stores that there were. */
  | {
      readonly outcome: 'in_force';
      readonly grantRef: string;
      readonly generation: number;
      readonly grantedAt: Instant;
      readonly expiresAt: Instant;
      /** Absent where an older build wrote it: observed. */
      readonly basis?: GrantedAtBasis;
      readonly stores: readonly StoreParticipation[];
    }
  /** No store participates. The candidate is kept for a while and asked about again. */
  | { readonly outcome: 'not_participating'; readonly absent: readonly StoreId[] }
  /** Parked for an operator; the grant in force, if any, is untouched. */
  | { readonly outcome: 'parked'; readonly reason: 'owner_mismatch' | 'seller_claim_conflict' }
  /** A hard stop: the candidate is destroyed, and an operator must find out why. */
  | { readonly outcome: 'refused'; readonly reason: 'seller_already_connected' }
  /** The token does not work, or the candidate is gone: consent is asked for again. */
  | { readonly outcome: 'void' }
  | AmazonRefusal
  | Unverifiable;

/** How the instant of a consent is known: we saw it, whoever handed the grant over said so, or somebody guessed. */
export type GrantedAtBasis = 'observed' | 'stated' | 'estimated';

/** What a refresh of the token of the grant in force tells of it. One refusal is a suspicion and no revocation. */
export type Probe =
  | { readonly outcome: 'alive' }
  | { readonly outcome: 'suspected'; readonly since: Instant }
  | { readonly outcome: 'revoked'; readonly since: Instant }
  /** Another grant is in force, or none. */
  | { readonly outcome: 'gone' }
  | Unverifiable;

/** Whether the grant in force still lives, as the registry knows. */
export interface Standing {
  readonly suspectedSince: Instant | null;
  readonly revokedAt: Instant | null;
}

/** A verb as its audit row has it. */
export interface TakenVerb {
  readonly verb: string;
  /** Its audit row, where the outcome is written; absent where an older build wrote this. */
  readonly auditId?: string;
  readonly detail?: VerbDetail | null;
  /** When it was asked for, which may be long ago; absent where an older build wrote this. */
  readonly askedAt?: Instant;
}

/** What a disconnect that has become final comes to. */
export type Closing =
  | { readonly outcome: 'done' }
  /** It was taken back in time, by a verb that has not reached the process. */
  | { readonly outcome: 'taken_back'; readonly auditId: string };

/** Why a mail was not sent. `renewed`: a newer grant is in force. */
export type SkipReason = 'opted_out' | 'muted' | 'snoozed' | 'renewed';

/**
 * What became of a mail. `skipped` says that the registry knew a reason not to send it: the one that is named, or that
 * nothing is left to be said.
 */
export type MailStep =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'skipped'; readonly reason?: SkipReason }
  /** An incident holds it. Asked again at `until` at the latest. */
  | { readonly outcome: 'held'; readonly incidentId: string; readonly until: Instant }
  | { readonly outcome: 'contact_unreachable' }
  | Unverifiable;
