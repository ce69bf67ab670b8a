import type { Instant } from './clock';
import type { AmazonObstacle, CandidateFacts, GrantFacts, OnboardingFacts, Retry } from './facts';
import { marketplaceOfStore, type StoreId } from './marketplaces';
import {
  candidateKeptUntil,
  consentBlockedOnOperator,
  consentLapsed,
  consentLapsesAt,
  keyIsValid,
  someStoreIsReady,
  storesToJoin,
  storesWaitingForCommerce,
} from './readiness';
import type { Participates } from './outcomes';
import type { Requirement, RequirementCode } from './requirements';
import type { Stage, WaitingOn } from './stages';
import { isExpired, renewalDueAt } from './year';

/** Where an onboarding stands, who holds the ball, and everything that is missing. */
export interface Situation {
  readonly stage: Stage;
  readonly waitingOn: WaitingOn;
  readonly requirements: readonly Requirement[];
}

export function situationOf(facts: OnboardingFacts, now: Instant): Situation {
  const stage = stageOf(facts, now);
  const requirements = stage === 'disconnected' ? [] : requirementsOf(facts, now);
  return { stage, waitingOn: waitingOnOf(stage, requirements), requirements };
}

/** The stage, derived from separate facts. Precedence: grant, then key, then stores. */
export function stageOf(facts: OnboardingFacts, now: Instant): Stage {
  if (facts.disconnect || facts.ended) return 'disconnected';
  if (facts.grant) return stageOfGrant(facts, facts.grant, now);
  if (facts.candidate && !facts.candidate.verdict) return 'verifying_grant';
  if (!keyIsValid(facts)) return facts.apiKey.revision > 0 && !facts.apiKey.verdict ? 'validating_key' : 'awaiting_key';
  if (!someStoreIsReady(facts)) return storesNeedCorrection(facts) ? 'awaiting_correction' : 'creating_store';
  return consentLapsed(facts, now) ? 'consent_lapsed' : 'awaiting_consent';
}

function stageOfGrant(facts: OnboardingFacts, grant: GrantFacts, now: Instant): Stage {
  if (grant.revokedSince !== null) return 'revoked';
  if (isExpired(grant, now)) return 'expired';
  const dueAt = renewalDueAt(facts);
  return now >= grant.expiresAt || (dueAt !== null && now >= dueAt) ? 'expiring' : 'connected';
}

function storesNeedCorrection(facts: OnboardingFacts): boolean {
  const { connection, stores } = facts;
  const needsCorrection =
    connection.revision === 0 || connection.refusal !== null || connection.retry?.reason === 'not_commerce';
  return needsCorrection || stores.every(({ state }) => state === 'problems');
}

/** The ball is with whoever the requirement that holds the stage names; a connected onboarding waits for nobody. */
function waitingOnOf(stage: Stage, requirements: readonly Requirement[]): WaitingOn {
  const holds = (...codes: readonly RequirementCode[]) =>
    requirements.find(({ code }) => codes.includes(code))?.waitingOn;
  switch (stage) {
    case 'validating_key':
      return holds('api_key_unverifiable') ?? 'commerce';
    case 'creating_store':
      return holds('commerce_unreachable') ?? 'commerce';
    case 'awaiting_key':
    case 'awaiting_correction':
      return 'merchant';
    case 'verifying_grant':
      return holds('app_misconfigured', 'amazon_access_refused', 'amazon_unavailable') ?? 'amazon';
    case 'awaiting_consent':
    case 'consent_lapsed':
      return (
        holds('seller_already_connected', 'seller_claim_conflict', 'owner_mismatch', 'consent_not_asked') ?? 'seller'
      );
    case 'expiring':
    case 'expired':
    case 'revoked':
      return 'seller';
    case 'connected':
    case 'disconnected':
      return 'nobody';
  }
}

function requirementsOf(facts: OnboardingFacts, now: Instant): readonly Requirement[] {
  return [
    ...ofKey(facts),
    ...ofConnection(facts, now),
    ...ofStores(facts),
    ...ofConsent(facts, now),
    ...ofCandidate(facts),
    ...ofGrant(facts, now),
    ...ofJoining(facts),
    ...ofContact(facts),
  ];
}

interface Missing {
  readonly code: RequirementCode;
  readonly since: Instant;
  readonly waitingOn: WaitingOn;
  readonly pointer?: string;
  readonly deadline?: Instant | null;
  readonly params?: Readonly<Record<string, string>>;
}

function requirement({ pointer = '', deadline = null, params = {}, ...rest }: Missing): Requirement {
  return { ...rest, pointer, deadline, params };
}

function ofKey({ apiKey }: OnboardingFacts): readonly Requirement[] {
  const { revision, verdict, retry, since } = apiKey;
  const pointer = '/apiKey';
  if (revision === 0)
    return [
      requirement({ code: 'api_key_missing', pointer, since, waitingOn: 'merchant', params: { part: PARTS.both } }),
    ];
  if (!verdict)
    return retry
      ? [
          requirement({
            code: 'api_key_unverifiable',
            pointer,
            since: retry.since,
            waitingOn: faultOf(retry, 'commerce'),
            params: { reason: REASONS[retry.reason] },
          }),
        ]
      : [];
  switch (verdict.outcome) {
    case 'valid':
      return [];
    case 'missing':
      return [
        requirement({
          code: 'api_key_missing',
          pointer: verdict.part === 'privateKey' ? '/apiKey/privateKey' : pointer,
          since,
          waitingOn: 'merchant',
          params: { part: PARTS[verdict.part] },
        }),
      ];
    case 'invalid':
      return verdict.reason === 'rejected'
        ? [requirement({ code: 'api_key_invalid', pointer, since, waitingOn: 'merchant' })]
        : [requirement({ code: 'private_key_unusable', pointer: '/apiKey/privateKey', since, waitingOn: 'merchant' })];
  }
}

const PARTS = { apiKey: 'the key', privateKey: 'the private key', both: 'the key pair' } as const;

/** A failure to ask, in words that fit into a sentence. */
export const REASONS: Readonly<Record<Retry['reason'], string>> = {
  unreachable: 'no connection',
  timeout: 'no answer in time',
  rate_limited: 'too many requests',
  server_error: 'an error on their side',
  unexpected_answer: 'an unexpected answer',
  our_clock: 'our clock is wrong',
  address_refused: 'the address must not be called',
  not_commerce: 'it is not Commerce that answers',
  mail_blocked: 'no mail may leave here',
};

function faultOf(retry: Retry, other: WaitingOn): WaitingOn {
  return retry.reason === 'our_clock' ? 'us' : other;
}

function ofConnection(facts: OnboardingFacts, now: Instant): readonly Requirement[] {
  const { revision, refusal, retry, since } = facts.connection;
  const pointer = '/commerceConnection';
  if (revision === 0)
    return [requirement({ code: 'commerce_connection_missing', pointer, since, waitingOn: 'merchant' })];
  if (refusal?.reason === 'missing_permission') {
    return [
      requirement({
        code: 'commerce_permission_missing',
        pointer,
        since,
        waitingOn: 'merchant',
        params: { resources: resourcesInWords(refusal.resources) },
      }),
    ];
  }
  if (refusal?.reason === 'address_refused')
    return [
      requirement({ code: 'commerce_address_refused', pointer: `${pointer}/baseUrl`, since, waitingOn: 'merchant' }),
    ];
  if (refusal) return [requirement({ code: CODE_OF_REJECTION[refusal.reason], pointer, since, waitingOn: 'merchant' })];
  if (retry?.reason === 'not_commerce')
    return [
      requirement({
        code: 'commerce_api_not_found',
        pointer: `${pointer}/baseUrl`,
        since: retry.since,
        waitingOn: 'merchant',
      }),
    ];
  return retry && storesWaitingForCommerce(facts, now).length > 0
    ? [
        requirement({
          code: 'commerce_unreachable',
          pointer,
          since: retry.since,
          waitingOn: faultOf(retry, 'commerce'),
          params: { reason: REASONS[retry.reason] },
        }),
      ]
    : [];
}

/** The requirement that follows from an instance's refusal of the credentials. */
export const CODE_OF_REJECTION = {
  bad_credentials: 'commerce_credentials_rejected',
  bearer_disabled: 'commerce_bearer_disabled',
  bad_ims_credentials: 'commerce_ims_credentials_rejected',
} as const;

export function resourcesInWords(resources: readonly string[]): string {
  return resources.join(', ') || 'Commerce does not say which';
}

const FIELD_OF_PROBLEM = {
  website_unknown: '/websiteCode',
  website_without_store_view: '/websiteCode',
  marketplace_taken: '/websiteCode',
  attribute_unknown: '/mapping/attributeCode',
  attribute_not_created: '/mapping/attributeCode',
  attribute_not_mappable: '/mapping/attributeCode',
  attribute_without_label: '/mapping/attributeCode',
  attribute_excluded: '/mapping/attributeCode',
} as const;

function ofStores({ stores, startedAt }: OnboardingFacts): readonly Requirement[] {
  if (stores.length === 0)
    return [requirement({ code: 'store_missing', pointer: '/stores', since: startedAt, waitingOn: 'merchant' })];
  return stores.flatMap((store, index) =>
    store.problems.map(({ code, ...values }) =>
      requirement({
        code,
        pointer: `/stores/${index}${FIELD_OF_PROBLEM[code]}`,
        since: store.since,
        waitingOn: 'merchant',
        params: { ...values, storeId: store.storeId },
      }),
    ),
  );
}

function ofConsent(facts: OnboardingFacts, now: Instant): readonly Requirement[] {
  const { openedAt, problem, quiet } = facts.consent;
  const requirements: Requirement[] = [];
  if (problem) {
    const waitingOn = problem.code === 'consent_void' ? 'seller' : 'operator';
    requirements.push(requirement({ code: problem.code, since: problem.since, waitingOn }));
  }
  if (facts.grant || facts.candidate || consentBlockedOnOperator(facts)) return requirements;
  if (quiet)
    return [...requirements, requirement({ code: 'consent_not_asked', since: facts.startedAt, waitingOn: 'operator' })];
  if (openedAt === null) return requirements;
  const deadline = consentLapsesAt(facts);
  if (consentLapsed(facts, now))
    requirements.push(requirement({ code: 'consent_lapsed', since: deadline ?? now, waitingOn: 'seller' }));
  else requirements.push(requirement({ code: 'consent_needed', since: openedAt, deadline, waitingOn: 'seller' }));
  return requirements;
}

function ofCandidate(facts: OnboardingFacts): readonly Requirement[] {
  const { candidate } = facts;
  if (!candidate) return [];
  return [...ofVerdict(candidate, candidateKeptUntil(facts, candidate), facts.stores), ...ofObstacle(candidate)];
}

function ofVerdict(
  { verdict }: CandidateFacts,
  deadline: Instant,
  stores: OnboardingFacts['stores'],
): readonly Requirement[] {
  if (!verdict) return [];
  if (verdict.outcome === 'parked')
    return [requirement({ code: verdict.reason, since: verdict.since, deadline, waitingOn: 'operator' })];
  const stillThere = verdict.absent.filter((absent) => stores.some(({ storeId }) => storeId === absent));
  return absentStores(stillThere, verdict.since, deadline);
}

/** Why Amazon's answer is no verdict, or none came. */
function ofObstacle(
  { obstacle, retry }: Pick<CandidateFacts, 'obstacle' | 'retry'>,
  pointer = '',
): readonly Requirement[] {
  if (obstacle) return [ofRefusal(obstacle, pointer)];
  if (!retry) return [];
  const params = { reason: REASONS[retry.reason] };
  const waitingOn = faultOf(retry, 'amazon');
  return [requirement({ code: 'amazon_unavailable', pointer, since: retry.since, waitingOn, params })];
}

function ofRefusal(obstacle: AmazonObstacle, pointer: string): Requirement {
  const { code, since } = obstacle;
  switch (obstacle.code) {
    case 'app_misconfigured':
      return requirement({ code, pointer, since, waitingOn: 'operator', params: { error: obstacle.error } });
    case 'amazon_access_refused':
      return requirement({ code, pointer, since, waitingOn: 'operator', params: { requestId: obstacle.requestId } });
    case 'authorization_refused':
      return requirement({ code, pointer, since, waitingOn: 'amazon' });
  }
}

function absentStores(absent: readonly StoreId[], since: Instant, deadline: Instant | null): readonly Requirement[] {
  if (absent.length === 0) return [];
  return [
    requirement({
      code: 'marketplace_not_participating',
      pointer: '/stores',
      since,
      deadline,
      waitingOn: 'seller',
      params: { countries: countriesOf(absent) },
    }),
  ];
}

function countriesOf(storeIds: readonly StoreId[]): string {
  return storeIds.map((storeId) => marketplaceOfStore(storeId).name).join(', ');
}

function ofGrant(facts: OnboardingFacts, now: Instant): readonly Requirement[] {
  const requirements: Requirement[] = [];
  if (facts.disputedAt !== null)
    requirements.push(requirement({ code: 'consent_disputed', since: facts.disputedAt, waitingOn: 'operator' }));
  if (!facts.grant) return requirements;
  const { expiresAt, revokedSince, probe } = facts.grant;
  const dueAt = renewalDueAt(facts) ?? expiresAt;
  if (revokedSince !== null)
    requirements.push(requirement({ code: 'authorization_revoked', since: revokedSince, waitingOn: 'seller' }));
  else if (isExpired(facts.grant, now))
    requirements.push(requirement({ code: 'authorization_expired', since: expiresAt, waitingOn: 'seller' }));
  else if (now >= dueAt || now >= expiresAt)
    requirements.push(requirement({ code: 'renewal_due', since: dueAt, deadline: expiresAt, waitingOn: 'seller' }));
  return [...requirements, ...ofObstacle({ obstacle: null, retry: probe.retry })];
}

/** Stores that the grant in force does not serve, beside the stage: the others are served. */
function ofJoining(facts: OnboardingFacts): readonly Requirement[] {
  const { grant } = facts;
  if (!grant) return [];
  const absent = withAnswer(facts, 'no');
  const taken = withAnswer(facts, 'taken');
  return [
    ...absentStores(absent.storeIds, absent.since, null),
    ...(taken.storeIds.length === 0
      ? []
      : [
          requirement({
            code: 'marketplace_connected_elsewhere',
            pointer: '/stores',
            since: taken.since,
            waitingOn: 'operator',
            params: { countries: countriesOf(taken.storeIds) },
          }),
        ]),
    ...(storesToJoin(facts).length === 0 ? [] : ofObstacle(grant, '/stores')),
  ];
}

function withAnswer({ stores }: OnboardingFacts, answer: Participates) {
  const found = stores.filter(({ participation }) => participation?.answer === answer);
  return {
    storeIds: found.map(({ storeId }) => storeId),
    since: Math.min(...found.map(({ participation }) => participation?.since ?? Infinity)),
  };
}

function ofContact({ contactUnreachableSince }: OnboardingFacts): readonly Requirement[] {
  if (contactUnreachableSince === null) return [];
  return [
    requirement({
      code: 'contact_unreachable',
      pointer: '/contacts',
      since: contactUnreachableSince,
      waitingOn: 'merchant',
    }),
  ];
}
