/**
 * What the rest of the house asks of the database. One object per subject; every method is one transaction, and rows
 * that must follow from a write (start the workflow, signal it, raise an event) are written in that same transaction.
 */
import type { ChecklistItem } from '../domain/checklist';
import type { Instant } from '../domain/clock';
import type { EventData, EventType, OnboardingEventType } from '../domain/contract/events';
import type { Holdings } from '../domain/ledger';
import type { EndingInWeek } from '../domain/forecast';
import type { Country, OfferedRegion, StoreId } from '../domain/marketplaces';
import type { Notice, RequestedPurpose } from '../domain/notice';
import type {
  AmazonIdType,
  CommerceModules,
  GrantedAtBasis,
  Participation,
  StoreParticipation,
  StoreWarning,
  SellingPlan,
} from '../domain/outcomes';
import type { MarksOfGeneration, Plan, StepMark } from '../domain/plan';
import type { Policy } from '../domain/policy';
import type { Requirement } from '../domain/requirements';
import type { Scope } from '../domain/scopes';
import type { Secret } from '../domain/secret';
import type { Stage, WaitingOn } from '../domain/stages';
import type { Verb, VerbDetail, VerbOutcome } from '../domain/verbs';
import type { WebhookDeliveries } from './webhook-deliveries';
import type { WebhookEndpoints } from './webhook-endpoints';
import type { AccessTokens } from './access-tokens';
import type { Adoptions } from './adoptions';
import type { Alerts } from './alerts';
import type { Campaigns } from './campaigns';
import type { Checklist } from './checklist';
import type { Idempotency } from './idempotency';
import type { Mailing } from './mailing';
import type { LoginVisits } from './login-visits';
import type { Incidents } from './incidents';
import type { FleetLedger } from './ledger';
import type { KeyChecks } from './key-checks';
import type { Probes } from './probes';
import type { AppSecrets } from './app-secrets';
import type { Purges } from './purges';
import type { Receipts } from './receipts';
import type { Tickets } from './tickets';

export interface Registry {
  readonly onboardings: Onboardings;
  readonly credentials: Credentials;
  readonly stores: Stores;
  readonly contacts: Contacts;
  readonly links: Links;
  readonly attempts: Attempts;
  readonly browsers: Browsers;
  readonly loginVisits: LoginVisits;
  readonly grants: Grants;
  readonly accessTokens: AccessTokens;
  readonly adoptions: Adoptions;
  readonly campaigns: Campaigns;
  readonly ledger: FleetLedger;
  readonly checklist: Checklist;
  readonly mails: Mails;
  readonly mailing: Mailing;
  readonly verbs: Verbs;
  readonly tickets: Tickets;
  readonly receipts: Receipts;
  readonly purges: Purges;
  readonly audit: Audit;
  readonly apiKeys: ApiKeys;
  readonly idempotency: Idempotency;
  readonly policies: Policies;
  readonly events: Events;
  readonly webhookEndpoints: WebhookEndpoints;
  readonly webhookDeliveries: WebhookDeliveries;
  readonly probes: Probes;
  readonly keyChecks: KeyChecks;
  readonly appSecrets: AppSecrets;
  readonly incidents: Incidents;
  readonly outbox: Outbox;
  readonly alerts: Alerts;
  readonly vault: Vault;
  /** Resolves when a read works; rejects otherwise. For /readyz. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

// ---------------------------------------------------------------- onboardings

export interface MerchantKeyInput {
  readonly environment: 'production' | 'sandbox';
  readonly apiKey: Secret | null;
  readonly privateKey: Secret | null;
}

/** How a Commerce instance is reached, and by whom. */
export type ConnectionInput = IntegrationInput | ImsInput;

/** An integration of the instance. */
export interface IntegrationInput {
  readonly type: 'integration';
  readonly baseUrl: string;
  readonly accessToken: Secret;
  /** What signs requests beside the token (OAuth 1.0a); null where the merchant gave the token alone. */
  readonly signing: {
    readonly consumerKey: Secret;
    readonly consumerSecret: Secret;
    readonly accessTokenSecret: Secret;
  } | null;
}

/** A credential of Adobe's identity service, by which the SaaS edition is reached. */
export interface ImsInput {
  readonly type: 'ims';
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly organizationId: string;
}

export interface StoreInput {
  readonly country: Country;
  readonly websiteCode: string;
  readonly email: string;
  readonly name: string;
  readonly mapping: MappingInput;
}

export type ContactRole = 'merchant' | 'seller' | 'technical';

export interface ContactInput {
  readonly role: ContactRole;
  readonly email: string;
  readonly language: 'en';
  /** IANA name; the default is that of the first store's marketplace. */
  readonly timeZone: string;
}

export interface StartInput {
  readonly onboardingId: string;
  readonly merchantId: string;
  readonly region: OfferedRegion;
  readonly language: 'en';
  readonly expectedSellerId: string | null;
  readonly returnUrl: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly apiKey: MerchantKeyInput | null;
  readonly connection: ConnectionInput | null;
  readonly stores: readonly StoreInput[];
  readonly contacts: readonly ContactInput[];
  /** Keyed HMAC of the canonical JSON of the parsed body (security: "same body"). */
  readonly bodyHmac: string;
  /** Id of the API key that asked. */
  readonly actor: string;
}

export type StartResult = 'created' | 'same' | 'conflict' | 'closed';

/** The public status document, complete but for figures that depend on the instant of reading. */
export interface StatusView {
  readonly onboardingId: string;
  readonly merchantId: string;
  readonly region: OfferedRegion;
  readonly stage: Stage;
  readonly waitingOn: WaitingOn;
  readonly waitingSince: Instant;
  readonly requirements: readonly Requirement[];
  readonly stores: readonly StoreView[];
  readonly authorization: AuthorizationView | null;
  readonly nextStep: NextStepView | null;
  /** What should be in order before selling; it holds nothing up. */
  readonly checklist: readonly ChecklistItem[];
  readonly apiKey: {
    readonly given: boolean;
    readonly environment: 'production' | 'sandbox' | null;
    readonly revision: number;
  };
  readonly commerceConnection: {
    readonly type: ConnectionInput['type'] | null;
    readonly host: string | null;
    readonly revision: number;
    /** Null while they were not read, or the connection may not read them: information, never a condition. */
    readonly modules: CommerceModules | null;
  };
  readonly metadata: Readonly<Record<string, string>>;
  readonly returnUrl: string | null;
  /** Who held the ball and since when, oldest first; the last entry is still running. At most 100. */
  readonly timeline: readonly { readonly stage: Stage; readonly waitingOn: WaitingOn; readonly from: Instant }[];
  /** For how long each party held the ball, over all of its life. */
  readonly holdings: Holdings;
  readonly createdAt: Instant;
  readonly closedAt: Instant | null;
  readonly stateVersion: number;
}

export interface StoreView {
  readonly storeId: StoreId;
  readonly country: Country;
  readonly marketplaceId: string;
  readonly websiteCode: string;
  readonly email: string;
  readonly name: string;
  readonly mapping: MappingInput & { readonly createAttributeIfMissing: boolean };
  readonly ready: boolean;
  readonly orderImport: {
    readonly storeGroupId: number;
    readonly storeViewId: number;
    readonly storeViewCode: string;
  } | null;
  readonly warnings: readonly StoreWarning[];
  /** Null while that is not known: without a grant in force, and until Amazon was asked about an added store. */
  readonly participates: boolean | null;
  readonly revision: number;
}

/** Which Commerce product attribute carries which Amazon product id. */
export interface MappingInput {
  readonly amazonIdType: AmazonIdType;
  readonly attributeCode: string;
  /** Whether the attribute is made in Commerce where it is missing. */
  readonly createAttributeIfMissing?: boolean | undefined;
}

export interface AuthorizationView {
  readonly sellerId: string;
  readonly sellerIdProof: SellerIdProof;
  readonly marketplaceIds: readonly string[];
  readonly generation: number;
  readonly grantedAt: Instant;
  readonly expiresAt: Instant;
  /** Since when it is confirmed that Amazon has ended it; null if it is not. */
  readonly revokedSince: Instant | null;
  /** Since when Amazon has refused its refresh token: asks for a probe and proves nothing. Null: not at all. */
  readonly suspectedSince: Instant | null;
  /**
   * `consent`: counted from the consent that we saw. `stated`: from the instant that whoever handed the grant over named.
   * `estimate`: from an instant that nobody is sure of.
   */
  readonly expiryKnownFrom: 'consent' | 'stated' | 'estimate';
}

export interface NextStepView {
  readonly key: string;
  readonly at: Instant;
}

export interface ListQuery {
  readonly stage?: Stage;
  readonly waitingOn?: WaitingOn;
  readonly merchantId?: string;
  readonly expiresBefore?: Instant;
  /** Only those that have waited for the same party in the same stage since before this instant. */
  readonly waitingSinceBefore?: Instant;
  /** Only these merchants (an API key may be limited). */
  readonly merchantIds?: readonly string[];
  /** Rows after this onboardingId, in ascending order of onboardingId. */
  readonly after?: string;
  readonly limit: number;
}

/** What the workflow tells the registry when it is about to wait. */
export interface Publication {
  readonly onboardingId: string;
  /** Generation in force as the run knows it; 0 before the first grant. */
  readonly generation: number;
  readonly stateVersion: number;
  /** The workflow's instant of this publication. */
  readonly at: Instant;
  readonly stage: Stage;
  readonly waitingOn: WaitingOn;
  readonly waitingSince: Instant;
  readonly requirements: readonly Requirement[];
  readonly nextStep: NextStepView | null;
  /** The run's facts, as its snapshot schema writes them. Opaque here. */
  readonly snapshot: unknown;
  /** What became of the steps of plans: of the grant in force, and of one that has just been replaced. */
  readonly marks?: readonly MarksOfGeneration[];
  /** What verbs have come to since the last publication. */
  readonly verbOutcomes?: readonly VerbOutcome[];
}

export type PublishResult =
  | { readonly outcome: 'written' }
  /** The pair (generation, stateVersion) was not greater than the stored one: nothing was written. */
  | { readonly outcome: 'repeated' }
  /** A newer generation is in force: the run must go on from this snapshot. */
  | { readonly outcome: 'behind'; readonly snapshot: unknown; readonly stateVersion: number };

export interface Onboardings {
  /**
   * Creates the onboarding with everything it was given, its first projection (`validating_key` or `awaiting_key`), the
   * event `onboarding.started` and the outbox row that starts its workflow.
   */
  start(input: StartInput, at: Instant): Promise<StartResult>;
  /** One indexed read. */
  status(onboardingId: string): Promise<StatusView | undefined>;
  list(query: ListQuery): Promise<{ readonly items: readonly StatusView[]; readonly next: string | null }>;
  /** What the pages and activities need to know of the onboarding itself. */
  basics(onboardingId: string): Promise<OnboardingBasics | undefined>;
  /** The projection of the workflow; see `Publication`. Also raises the events that follow from the change of stage. */
  publish(publication: Publication): Promise<PublishResult>;
  /** From when on a disconnect cannot be taken back; null where none was asked for. The process may not have come to it. */
  disconnectFinalAt(onboardingId: string): Promise<Instant | null>;
  /** Erases credentials, links and tokens of the onboarding and closes its id; repeated calls change nothing. */
  close(onboardingId: string, at: Instant): Promise<void>;
}

export interface OnboardingBasics {
  readonly onboardingId: string;
  readonly merchantId: string;
  readonly region: OfferedRegion;
  readonly language: 'en';
  readonly expectedSellerId: string | null;
  readonly returnUrl: string | null;
  /** Adopted: the merchant is not written to about what was missing by then. Null for those that began here. */
  readonly quietUntil: Instant | null;
  /** Since when it is being disconnected, also while the process has not yet taken it in. */
  readonly disconnectedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly stage: Stage;
  /** Generation in force, 0 if none. */
  readonly generation: number;
  /** Host of the Commerce instance once a store was created against it, so that pages name only verified hosts. */
  readonly verifiedCommerceHost: string | null;
}

// ---------------------------------------------------------------- credentials, stores, contacts

export interface Credentials {
  /** Stores the key pair as a new revision and signals `factsChanged{kind: key}`. Undefined for an unknown or closed id. */
  replaceKey(
    onboardingId: string,
    input: MerchantKeyInput,
    actor: string,
    at: Instant,
  ): Promise<{ readonly revision: number } | undefined>;
  readKey(onboardingId: string): Promise<(MerchantKeyInput & { readonly revision: number }) | undefined>;
  replaceConnection(
    onboardingId: string,
    input: ConnectionInput,
    actor: string,
    at: Instant,
  ): Promise<{ readonly revision: number } | undefined>;
  readConnection(onboardingId: string): Promise<(ConnectionInput & { readonly revision: number }) | undefined>;
}

export interface StoreCorrection {
  readonly websiteCode?: string;
  readonly email?: string;
  readonly name?: string;
  readonly mapping?: MappingInput;
}

export type CorrectionResult =
  | { readonly outcome: 'corrected'; readonly store: StoreView }
  | { readonly outcome: 'not_found' }
  /** The website of a ready store never changes. */
  | { readonly outcome: 'website_is_final' }
  | ChangedMeanwhile;

/** The store is no longer of the revision that whoever changes it has seen. */
export interface ChangedMeanwhile {
  readonly outcome: 'changed_meanwhile';
}

export type AdditionResult =
  | { readonly outcome: 'added'; readonly store: StoreView }
  /** The onboarding has a store of this country. */
  | { readonly outcome: 'exists' }
  | { readonly outcome: 'not_found' };

export type RemovalResult =
  | { readonly outcome: 'removed'; readonly revision: number }
  | { readonly outcome: 'not_found' }
  /** Without any store there is nothing left to be connected: that is a disconnect. */
  | { readonly outcome: 'last_store' }
  | ChangedMeanwhile;

export interface StoreReadiness {
  /** Of the connection by which the instance was asked. */
  readonly connectionRevision: number;
  /** Identity of the Commerce instance: host and path of its base URL, lower case. */
  readonly instance: string;
  readonly websiteId: number;
  readonly storeGroupId: number;
  readonly storeViewId: number;
  readonly storeViewCode: string;
  readonly currency: string;
  readonly warnings: readonly StoreWarning[];
  readonly modules: CommerceModules | null;
}

export interface Stores {
  list(onboardingId: string): Promise<readonly StoreView[]>;
  /**
   * Stores the correction as a new revision and signals `factsChanged{kind: store}`, also when nothing differs: the
   * merchant may have mended Commerce. A new name or e-mail of a ready store concerns nobody but us: no signal. With
   * `ifRevision` only while the store is of that revision.
   */
  correct(
    onboardingId: string,
    storeId: StoreId,
    correction: StoreCorrection,
    actor: string,
    at: Instant,
    ifRevision?: number,
  ): Promise<CorrectionResult>;
  /**
   * Adds a store, also to a live grant, and signals `factsChanged{kind: store}`. One that was removed comes back under
   * its next revision. The first store of an onboarding without contacts brings its contact with it.
   */
  add(onboardingId: string, store: StoreInput, actor: string, at: Instant): Promise<AdditionResult>;
  /**
   * Takes a store out, frees its website and marketplace for others, and signals `factsChanged{kind: store_removed}`.
   * Event `store.removed`. What stays is a receipt without name and address.
   */
  remove(
    onboardingId: string,
    storeId: StoreId,
    actor: string,
    at: Instant,
    ifRevision?: number,
  ): Promise<RemovalResult>;
  /**
   * Writes down that Commerce is about to be asked to make an attribute for this store, so that it is told even if its
   * answer is lost; `attributeCode` null takes that back. False if that stood there already.
   */
  noteCreatedAttribute(onboardingId: string, storeId: StoreId, attributeCode: string | null): Promise<boolean>;
  /**
   * Makes the store ready, unless another live onboarding already has this website and marketplace of the instance
   * (`taken`), or store or connection have moved on meanwhile (`stale`). Idempotent. Raises `store.created` once.
   */
  makeReady(
    onboardingId: string,
    storeId: StoreId,
    revision: number,
    readiness: StoreReadiness,
    at: Instant,
  ): Promise<'ready' | 'taken' | 'stale'>;
}

export interface Contact {
  readonly contactId: string;
  readonly role: ContactRole;
  readonly email: string;
  readonly language: 'en';
  readonly timeZone: string;
  readonly confirmed: boolean;
  /** Since when it wants no reminders; null while it gets them. */
  readonly remindersOffSince: Instant | null;
}

/**
 * `in_force`: mails go there. `proposed`: waits for its confirmation. `left`: was replaced or taken out; kept until the
 * onboarding is erased, because mails to it may still come back.
 */
export type ContactStanding = 'in_force' | 'proposed' | 'left';

export interface StandingContact extends Contact {
  readonly standing: ContactStanding;
  /** Until when a proposed one can be confirmed; null for the others. */
  readonly proposedUntil: Instant | null;
}

export interface ContactView {
  readonly role: ContactRole;
  readonly email: string;
  readonly language: 'en';
  readonly timeZone: string;
  readonly confirmed: boolean;
  readonly unreachableSince: Instant | null;
  readonly remindersOffSince: Instant | null;
  /** It goes as soon as the proposed addresses are confirmed. */
  readonly leaving: boolean;
}

export interface ProposedContact {
  readonly role: ContactRole;
  readonly email: string;
  readonly language: 'en';
  readonly timeZone: string;
  readonly unreachableSince: Instant | null;
  /** Unless the address is confirmed before, the proposal dies. */
  readonly proposedUntil: Instant;
}

export interface ContactSet {
  /** Grows with every change of the set. */
  readonly revision: number;
  readonly contacts: readonly ContactView[];
  readonly proposed: readonly ProposedContact[];
}

export interface Contacts {
  /** The contact of a role with its fallback: seller → merchant → first; undefined if there is none at all. */
  forRole(onboardingId: string, role: ContactRole): Promise<Contact | undefined>;
  /** Whom to write to about the matters of a role: as `forRole`, then all others; without those that mails do not reach. */
  reachable(onboardingId: string, role: ContactRole): Promise<readonly Contact[]>;
  /** In force or not. */
  find(onboardingId: string, contactId: string): Promise<StandingContact | undefined>;
  /** What backends see. Undefined for an unknown onboarding. */
  set(onboardingId: string, at: Instant): Promise<ContactSet | undefined>;
  /**
   * Replaces the set. Language and zone of an address that stays change at once. A new address waits for its
   * confirmation, and until then mails go where they went; contacts that are left out go when the new addresses of the
   * same call are confirmed, at once if there are none. Whoever got the mails so far is told. Where nobody got them,
   * the set is in force at once. `revised`: the set is no longer of `ifRevision`. Undefined for an unknown or closed
   * onboarding.
   */
  replace(
    onboardingId: string,
    contacts: readonly ContactInput[],
    condition: { readonly actor: string; readonly ifRevision: number | null },
    at: Instant,
  ): Promise<{ readonly outcome: 'replaced'; readonly set: ContactSet } | { readonly outcome: 'revised' } | undefined>;
  /** A POST came from a link that was mailed to this address: confirmed, and reachable again. Idempotent. */
  confirm(contactId: string, at: Instant): Promise<void>;
  /**
   * Puts a proposed address in force, from the link that was mailed to it; the one it replaces goes, and its links with
   * it. `gone`: it was taken back or has died. Idempotent.
   */
  confirmProposed(contactId: string, at: Instant): Promise<'in_force' | 'gone'>;
  /** A mail server refuses this address for good. Raises `contact.unreachable`, once until it is reachable again. */
  refused(contactId: string, at: Instant): Promise<void>;
  /**
   * Ends the reminders to this contact: event `contact.opted_out`, a mail that confirms it, and the process is told.
   * Idempotent. `gone`: it is no contact any more.
   */
  optOut(contactId: string, at: Instant): Promise<'off' | 'gone'>;
  /**
   * Takes that back; event `contact.opted_in`. Idempotent. `limited`: it was taken back as often as links may be asked for,
   * lest whoever holds a link that was passed on has the contact mailed without end.
   */
  optIn(contactId: string, at: Instant): Promise<'on' | 'gone' | 'limited'>;
}

// ---------------------------------------------------------------- links and browsers

export type LinkPurpose =
  'renew' | 'manage' | 'not_us' | 'confirm_contact' | 'confirm_owner' | 'unsubscribe' | 'resubscribe';

export interface Link {
  readonly linkId: string;
  readonly onboardingId: string;
  readonly purpose: LinkPurpose;
  readonly contactId: string | null;
  readonly expiresAt: Instant | null;
}

export interface NewLink {
  readonly onboardingId: string;
  readonly purpose: LinkPurpose;
  readonly contactId: string | null;
  /** Null: does not die by itself. */
  readonly expiresAt: Instant | null;
  /** A second mint with the same key returns the same link, so that a repeated mail carries the same address. */
  readonly idempotencyKey: string;
  /** Who is handed it, by API or command line: audited. Left out for links that are mailed. */
  readonly actor?: string;
}

export interface Links {
  /** Returns the token `linkId.HMAC(linkKey, linkId)` that stands in the URL; it is stored nowhere. */
  mint(
    link: NewLink,
    at: Instant,
  ): Promise<{ readonly linkId: string; readonly token: string; readonly expiresAt: Instant | null }>;
  /** `unknown`: no such link or a wrong HMAC. `dead`: expired, revoked or used up, or its onboarding is closed. */
  open(
    token: string,
    at: Instant,
  ): Promise<{ readonly outcome: 'open'; readonly link: Link } | { readonly outcome: 'unknown' | 'dead' }>;
  /**
   * Has a new link mailed to the seller's contact in force, three an hour and ten a day at most. `nobody`: mails reach no
   * contact. Undefined for an unknown or closed onboarding.
   */
  request(
    onboardingId: string,
    purpose: RequestedPurpose,
    at: Instant,
  ): Promise<'requested' | 'limited' | 'nobody' | undefined>;
  /** Uses up a single-action link; false if it was used before. */
  use(linkId: string, at: Instant): Promise<boolean>;
}

export interface Browsers {
  /** Adds an onboarding to the set that this browser holds a session for. */
  admit(browserHash: string, onboardingId: string, linkId: string, until: Instant): Promise<void>;
  holds(browserHash: string, onboardingId: string, at: Instant): Promise<boolean>;
}

// ---------------------------------------------------------------- consent attempts and grants

export type Door = 'link' | 'seller_central';

export type AttemptOutcome =
  | 'open'
  | 'exchanging'
  | 'lost'
  | 'code_refused'
  | 'app_misconfigured'
  | 'amazon_unavailable'
  | 'overtaken'
  | 'verifying'
  | 'connected'
  | 'not_participating'
  | 'parked'
  | 'refused'
  | 'void';

export interface Attempt {
  readonly consentId: string;
  readonly onboardingId: string;
  readonly linkId: string;
  readonly door: Door;
  readonly storeId: StoreId;
  readonly expectedGeneration: number;
  readonly createdAt: Instant;
  readonly stateExpiresAt: Instant;
  /** As a reader at `at` sees it: a claim without a result after 60 s is `lost`. */
  readonly outcome: AttemptOutcome;
  readonly finishedAt: Instant | null;
}

/** An Amazon account that a seller signed in with, and that is not the one expected. */
export interface OtherAccount {
  /** As Amazon calls its stores, each once: outside text. */
  readonly storeNames: readonly string[];
  /** It says that it is the seller who is connected, but no store of theirs was recognised. */
  readonly sameSellerId: boolean;
}

export type ConsumeResult =
  | { readonly outcome: 'claimed'; readonly attempt: Attempt }
  /** The same callback again, from the same browser: show its return page. */
  | { readonly outcome: 'already_consumed'; readonly attempt: Attempt }
  /** The generation in force has moved on since the attempt: consumed, exchange nothing. */
  | { readonly outcome: 'overtaken'; readonly attempt: Attempt }
  | { readonly outcome: 'expired'; readonly attempt: Attempt }
  /** Nothing was consumed. */
  | { readonly outcome: 'foreign_browser' }
  | { readonly outcome: 'unknown' };

export interface Candidate {
  readonly consentId: string;
  readonly sellerId: string;
  readonly refreshToken: Secret;
  readonly grantedAt: Instant;
}

export interface Attempts {
  /**
   * Mints an attempt: 256-bit state (returned once, stored hashed), 15 minutes, bound to browser, onboarding, door and
   * generation in force. Signals `factsChanged{kind: attempt}` if the consent had lapsed. `limited`: 20 an hour per
   * onboarding are reached.
   */
  create(
    input: {
      readonly onboardingId: string;
      readonly linkId: string;
      readonly browserHash: string;
      readonly door: Door;
      readonly storeId: StoreId;
    },
    at: Instant,
  ): Promise<
    | { readonly outcome: 'created'; readonly consentId: string; readonly state: string }
    | { readonly outcome: 'limited' }
    | { readonly outcome: 'closed' }
  >;
  /** Finds the state, compares the browser, and in one transaction consumes it and makes the claim. */
  consume(state: string, browserHash: string | null, at: Instant): Promise<ConsumeResult>;
  /** Stores the candidate (token into the vault) and the outbox row for `consentGranted`, and ends the claim. A late result is still accepted. */
  recordCandidate(candidate: Candidate, at: Instant): Promise<{ readonly candidateRef: string }>;
  recordFailure(
    consentId: string,
    outcome: 'code_refused' | 'app_misconfigured' | 'amazon_unavailable' | 'lost',
    at: Instant,
  ): Promise<void>;
  /** Only for the browser that made it. */
  forBrowser(consentId: string, browserHash: string, at: Instant): Promise<Attempt | undefined>;
  /** The account of a consent that is kept aside because it is another one than expected; only for the browser that made it. */
  otherAccount(consentId: string, browserHash: string): Promise<OtherAccount | undefined>;
  /** The newest attempt that this browser made with this link, for "you started at 14:02 and did not finish". */
  latestOfLink(linkId: string, browserHash: string, at: Instant): Promise<Attempt | undefined>;
}

export type SellerIdProof = 'claimed' | 'expected' | 'confirmed';

export type ParkedReason = 'owner_mismatch' | 'seller_claim_conflict';

export interface Grant {
  readonly grantRef: string;
  readonly onboardingId: string;
  readonly consentId: string;
  readonly sellerId: string;
  readonly sellerIdProof: SellerIdProof;
  readonly grantedAt: Instant;
  readonly status: 'candidate' | 'in_force' | 'replaced' | 'parked' | 'destroyed';
  /** Null until it is swapped in. */
  readonly generation: number | null;
  readonly expiresAt: Instant | null;
  /** Why it is parked; null unless it is. */
  readonly parkedReason: ParkedReason | null;
  /** The participations as last seen; empty for a candidate. */
  readonly print: readonly Participation[];
  /** When that was seen at Amazon; null while it never was. */
  readonly printAt: Instant | null;
  /** How `grantedAt` is known. */
  readonly grantedAtBasis: GrantedAtBasis;
}

/** Whether the grant in force still lives, as far as is known. */
export interface GrantStanding {
  readonly grantRef: string;
  readonly suspectedSince: Instant | null;
  readonly revokedAt: Instant | null;
}

export interface Grants {
  find(onboardingId: string, grantRef: string): Promise<Grant | undefined>;
  inForce(onboardingId: string): Promise<Grant | undefined>;
  /** Of the grant in force; undefined if there is none. */
  standing(onboardingId: string): Promise<GrantStanding | undefined>;
  refreshToken(grantRef: string): Promise<Secret | undefined>;
  /** Live grants of other onboardings that hold this seller id with one of these marketplaces. */
  collisions(onboardingId: string, sellerId: string, marketplaceIds: readonly string[]): Promise<readonly Grant[]>;
  /**
   * Puts the candidate in force as the next generation, ends the previous one (its token is destroyed), writes which
   * stores participate, the attempt's outcome `connected` and the event `authorization.granted` or `.renewed`. Stores
   * in `taken` do not join although the seller sells there.
   * Idempotent: a grant already in force is returned as it is. `collision`: another onboarding was faster.
   */
  swapIn(
    input: {
      readonly grantRef: string;
      readonly expiresAt: Instant;
      readonly proof: SellerIdProof;
      readonly print: readonly Participation[];
      readonly taken?: readonly StoreId[];
    },
    at: Instant,
  ): Promise<{ readonly outcome: 'in_force'; readonly grant: Grant } | { readonly outcome: 'collision' | 'gone' }>;
  /**
   * Writes which of these stores the grant in force serves, and the print by which that is known if it was seen just
   * now. Event `store.updated` for each that changes. `gone`: the grant is no longer in force. `collision`: another
   * onboarding was faster; nothing is written.
   */
  join(
    input: {
      readonly grantRef: string;
      readonly stores: readonly StoreParticipation[];
      /** Null: what was seen before still stands. */
      readonly print: readonly Participation[] | null;
    },
    at: Instant,
  ): Promise<'joined' | 'gone' | 'collision'>;
  /**
   * Keeps the candidate and what was seen of its seller aside, until a newer consent comes. Event
   * `authorization.mismatch`.
   */
  park(grantRef: string, reason: ParkedReason, print: readonly Participation[], at: Instant): Promise<void>;
  /** The one that waits for an operator's decision; of several consents the last. */
  parked(onboardingId: string): Promise<Grant | undefined>;
  /** A parked one of the seller whose grant is in force: their contact may say that it is theirs. */
  toConfirm(onboardingId: string): Promise<Grant | undefined>;
  /** Destroys token and row content of a candidate or parked grant; the attempt's outcome becomes `outcome`. Idempotent. */
  destroy(grantRef: string, outcome: 'refused' | 'void', at: Instant): Promise<void>;
  /** Says at the attempt that nobody participates; the candidate stays. */
  markNotParticipating(grantRef: string, at: Instant): Promise<void>;
  /** Amazon has refused its refresh token: under suspicion from its first time on. */
  suspect(grantRef: string, at: Instant): Promise<void>;
  /**
   * The suspicion is confirmed: the seller has ended the grant at Amazon, and from now on nobody gets an access token of
   * it. Event `authorization.revoked`, an alert, and the process is told (`factsChanged`, kind `probe`, ref the grant).
   */
  confirmRevoked(grantRef: string, at: Instant): Promise<void>;
  /** Amazon has just given a token for it, which ends a suspicion and also what was called revoked: the process is told. */
  foundAlive(grantRef: string, at: Instant): Promise<void>;
  /**
   * Keeps where its seller sells, seen just now. If that is not what the stores know, the process is told (`factsChanged`,
   * kind `probe`, ref `stores`).
   */
  notePrint(grantRef: string, print: readonly Participation[], at: Instant): Promise<void>;
  /** How many seller authorizations of our application are known to stand at Amazon. */
  countAuthorizations(at: Instant): Promise<number>;
  /** Counts authorizations by the week in which they end, from the week that `firstWeek` begins. */
  countRenewals(firstWeek: Instant, at: Instant): Promise<Renewals>;
  /** Keeps which selling plan the seller of a grant in force has. */
  noteSellingPlan(grantRef: string, plan: SellingPlan, at: Instant): Promise<void>;
  savePlan(onboardingId: string, plan: Plan): Promise<void>;
  /** The newest plan, and what became of its steps. */
  plan(onboardingId: string): Promise<{ readonly plan: Plan; readonly marks: readonly MarkedStep[] } | undefined>;
}

// ---------------------------------------------------------------- mail, verbs, keys, policies, events, outbox

export interface Mails {
  /** True if a mail with this Message-ID has been recorded as sent and has not come back. */
  wasSent(messageId: string): Promise<boolean>;
  /**
   * Whether somebody has pressed Connect since the first reminder of this generation; `false` also if none was sent.
   */
  wereAnswered(onboardingId: string, generation: number): Promise<boolean>;
  /** Records it with the event of its step, if one is given, once. */
  recordSent(
    mail: {
      readonly messageId: string;
      readonly onboardingId: string;
      readonly step: string;
      readonly generation: number;
      readonly contactId: string;
    },
    event: NewEvent | null,
    at: Instant,
  ): Promise<void>;
  /**
   * A mail came back for good: its contact is unreachable, which raises `contact.unreachable`, and the process is told to
   * send the step to the next one. A mail counts once. `unknown`: no mail of ours has this Message-ID.
   */
  bounced(messageId: string, at: Instant): Promise<'recorded' | 'known' | 'unknown'>;
}

/** Who did what. */
export interface AuditEntry {
  readonly auditId: string;
  readonly at: Instant;
  /** Id of an API key, or what stands for whoever acted otherwise. */
  readonly actor: string;
  readonly action: string;
  /** Null for what concerns no onboarding. */
  readonly onboardingId: string | null;
  /** Id of what was acted upon beside the onboarding. */
  readonly subject: string | null;
  readonly reason: string;
  /** `cli`: a user of the machine that it runs on. `self_declared`: sent from the Temporal UI, which knows nobody. */
  readonly source: 'api' | 'cli' | 'self_declared';
  /** What a verb was told beside its name; null for what is no verb, or needs nothing. */
  readonly detail: VerbDetail | null;
  /** What a verb has come to; null while that is open, and for what is no verb. */
  readonly outcome: { readonly sentence: string; readonly at: Instant } | null;
}

/** Rows are added and never changed. */
export interface Audit {
  find(auditId: string): Promise<AuditEntry | undefined>;
  /** Newest first. */
  list(query: {
    readonly onboardingId?: string;
    /** Only these merchants (an API key may be limited), and nothing that concerns none. */
    readonly merchantIds?: readonly string[];
    readonly after?: TimedPosition;
    readonly limit: number;
  }): Promise<{ readonly items: readonly AuditEntry[]; readonly next: TimedPosition | null }>;
  /** How many changes and verbs that the process must look at were written down for an onboarding after `since`. */
  changesSince(onboardingId: string, since: Instant): Promise<number>;
}

export type { Verb, VerbDetail } from '../domain/verbs';

/** Who asks what of an onboarding, and why. */
export interface VerbRequest {
  readonly onboardingId: string;
  readonly verb: Verb;
  readonly actor: string;
  readonly reason: string;
  readonly detail?: VerbDetail | null;
}

/** A verb as the process reads it. */
export interface ReadVerb {
  readonly verb: Verb;
  readonly detail: VerbDetail | null;
  readonly askedAt: Instant;
}

export interface Verbs {
  /** Writes the audit row and the outbox row `factsChanged{kind: verb}`. Undefined for an unknown or closed onboarding. */
  request(input: VerbRequest, at: Instant): Promise<{ readonly auditId: string } | undefined>;
  /** Reads a verb, if its row belongs to this onboarding. */
  read(onboardingId: string, auditId: string): Promise<ReadVerb | undefined>;
  /** Audits a verb that came as an update (self-declared) and returns its row. */
  declare(input: VerbRequest & { readonly updateId: string }, at: Instant): Promise<{ readonly auditId: string }>;
}

export { SCOPES, type Scope } from '../domain/scopes';

export interface ApiKey {
  readonly keyId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Null: all merchants. */
  readonly merchantIds: readonly string[] | null;
}

/** A key as it is listed, whether it still works or not. */
export interface ApiKeyView extends ApiKey {
  readonly createdAt: Instant;
  readonly revokedAt: Instant | null;
}

/** A place in a list that is ordered by time. */
export interface TimedPosition {
  readonly at: Instant;
  readonly id: string;
}

export interface ApiKeys {
  /** Makes a key and returns its secret, once. `actor`: who asked. */
  create(
    input: {
      readonly name: string;
      readonly scopes: readonly Scope[];
      readonly merchantIds: readonly string[] | null;
      readonly actor: string;
    },
    at: Instant,
  ): Promise<{ readonly keyId: string; readonly secret: string }>;
  find(keyId: string): Promise<ApiKeyView | undefined>;
  /** Oldest first, revoked ones too. */
  list(query: {
    readonly after?: TimedPosition;
    readonly limit: number;
  }): Promise<{ readonly items: readonly ApiKeyView[]; readonly next: TimedPosition | null }>;
  /** Ends a key for good. Undefined for an unknown one; one that is revoked stays as it is. */
  revoke(keyId: string, actor: string, at: Instant): Promise<ApiKeyView | undefined>;
  /**
   * Registers a key whose secret is given from outside (a file), idempotently by its hash, in place of others of its name:
   * a secret that has leaked must end with its replacement. One that was revoked stays so.
   */
  ensure(
    secret: Secret,
    input: { readonly name: string; readonly scopes: readonly Scope[] },
    at: Instant,
  ): Promise<{ readonly keyId: string }>;
  /** Undefined for an unknown or revoked secret. */
  authenticate(secret: string): Promise<ApiKey | undefined>;
}

export interface Policies {
  /** Writes the policy if its content differs from the newest version; returns it with its version. */
  ensure(policy: Omit<Policy, 'version'>, at: Instant): Promise<Policy>;
  /** Throws an Error before the first version was written, as `newest` does. */
  current(): Promise<Policy>;
  newest(): Promise<PolicyVersion>;
  find(version: number): Promise<PolicyVersion | undefined>;
  /**
   * Signals `factsChanged{kind: policy}` to the next so many onboardings with a grant in force that have not been told of
   * the newest version, in one transaction; returns how many. None is left out, and none is told twice.
   */
  tellNext(limit: number, at: Instant): Promise<number>;
}

/** Authorizations that are to be renewed. */
export interface Renewals {
  /** Weeks without any are left out. */
  readonly ending: readonly EndingInWeek[];
  /** Those that have ended and were not revived. */
  readonly ended: number;
  /** Those that end after the forecast. */
  readonly later: number;
}

/** What became of a step of a plan. */
export interface MarkedStep {
  readonly key: string;
  readonly mark: StepMark;
  readonly at: Instant;
}

export interface PolicyVersion {
  readonly policy: Policy;
  readonly since: Instant;
  /** When the last of the onboardings with a plan had been told of it; null until then. */
  readonly toldAt: Instant | null;
}

/** An event about an onboarding, as it is raised. */
export type NewEvent = {
  readonly [T in OnboardingEventType]: {
    readonly type: T;
    /** A second event of the onboarding with the same key is not written. */
    readonly dedupeKey: string;
    readonly data: EventData<T>;
  };
}[OnboardingEventType];

export interface EventRow {
  readonly eventId: string;
  /** Null for an event about the house. */
  readonly onboardingId: string | null;
  readonly merchantId: string | null;
  readonly type: EventType;
  readonly data: EventData;
  readonly createdAt: Instant;
}

export interface EventQuery {
  readonly types?: readonly EventType[];
  readonly merchantId?: string;
  readonly onboardingId?: string;
  /** Only these merchants (an API key may be limited), and nothing about the house. */
  readonly merchantIds?: readonly string[];
  /** Events after this position, in the order in which they were written. */
  readonly after?: number;
  readonly limit: number;
}

export interface EventPage {
  readonly items: readonly EventRow[];
  /** Position to read on from; null on the last page. */
  readonly next: number | null;
  /** Of the last item; null on an empty page. */
  readonly last: number | null;
}

export interface Events {
  /** All of an onboarding, oldest first. */
  list(onboardingId: string): Promise<readonly EventRow[]>;
  /** As what the coming into force of a generation was told; undefined if it was not. */
  toldAs(onboardingId: string, generation: number): Promise<EventType | undefined>;
  /** Whoever reads page after page misses nothing, whatever is written meanwhile. */
  page(query: EventQuery): Promise<EventPage>;
  /** Tells the backend what no other write of the registry goes with, once. */
  raise(onboardingId: string, event: NewEvent, at: Instant): Promise<void>;
}

/**
 * What can have changed. `policy`: revision is its version. `contact`: also a zone, or whether somebody wants reminders.
 * `probe`: ref is the grant whose standing has changed, `key` if the API key is to be checked anew, or `stores` if Amazon
 * is to be asked anew where the seller sells. `incident`: ref is the one that has closed.
 */
export type FactKind =
  'key' | 'connection' | 'store' | 'store_removed' | 'contact' | 'attempt' | 'verb' | 'policy' | 'probe' | 'incident';

/** What the relay carries out. Payloads hold ids and revisions only. */
export type OutboxTask =
  | {
      readonly kind: 'start';
      readonly onboardingId: string;
      readonly merchantId: string;
      readonly region: OfferedRegion;
      readonly keyRevision: number;
      readonly connectionRevision: number;
      readonly stores: readonly { readonly storeId: StoreId; readonly revision: number }[];
      readonly at: Instant;
      /** The seller consented before the onboarding came here: what is to be verified first. */
      readonly adopted?: { readonly candidateRef: string; readonly consentId: string };
    }
  | {
      readonly kind: 'consentGranted';
      readonly onboardingId: string;
      readonly consentId: string;
      readonly candidateRef: string;
    }
  | {
      readonly kind: 'factsChanged';
      readonly onboardingId: string;
      readonly fact: FactKind;
      readonly ref: string;
      readonly revision: number;
    }
  | {
      readonly kind: 'notice';
      readonly onboardingId: string;
      readonly notice: Notice;
    }
  /** What Temporal keeps of an erased onboarding. */
  | { readonly kind: 'eraseHistories'; readonly onboardingId: string };

export interface OutboxRow {
  readonly outboxId: string;
  readonly task: OutboxTask;
  readonly attempts: number;
}

export interface Outbox {
  /** Calls back after every commit of this process that wrote outbox rows: the relay's cue to look at once. */
  onWritten(listener: () => void): void;
  /**
   * Claims due rows with a lease; rows of one onboarding come in the order in which they were written, one at a time. Only
   * notices, which are no messages to the process, are waited for by nothing.
   */
  claim(
    owner: string,
    limit: number,
    leaseMs: number,
    at: Instant,
    /** Rows that were carried out and go in the same transaction, so that those behind them can be claimed. */
    carriedOut?: readonly string[],
  ): Promise<readonly OutboxRow[]>;
  /** Takes away a row that was carried out. */
  done(outboxId: string, at: Instant): Promise<void>;
  /** Releases the row for another try at `retryAt`. `error` is a plain sentence without outside text. */
  failed(outboxId: string, error: string, retryAt: Instant): Promise<void>;
}

/** The secrets as a whole, for a change of the vault key. */
export interface Vault {
  /** How many secrets there are, and how many are not under the ring's current key. */
  count(): Promise<{ readonly entries: number; readonly underOlderKeys: number }>;
  /**
   * Encrypts every secret anew that is not under the ring's current key, so that older keys can be taken out of it, and
   * says how many. Can be interrupted and run again. `onRewritten` is told how many there are so far.
   */
  rewrap(onRewritten: (rewritten: number) => void): Promise<number>;
}
