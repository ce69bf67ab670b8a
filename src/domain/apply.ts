import type { Instant } from './clock';
import {
  newStore,
  type AmazonObstacle,
  type CandidateFacts,
  type ConnectionFacts,
  type GrantFacts,
  type KeyFacts,
  type OnboardingFacts,
  type Retry,
  type StoreFacts,
} from './facts';
import type { Step } from './next-step';
import type {
  AmazonRefusal,
  Joining,
  KeyAndStores,
  KeyCheck,
  MailStep,
  StoreCreation,
  StoreParticipation,
  StoresCreation,
  TakenVerb,
  Unverifiable,
  Verification,
} from './outcomes';
import type { Plan, PlanStep, StepMarks } from './plan';
import { policyDays, policyHours, type Policy } from './policy';
import { storesToJoin } from './readiness';

/** The first wait after a failure to ask; it doubles up to the longest. */
const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 3_600_000;
/** Hours after which a store with problems is looked at again by itself. */
const LOOK_AGAIN_HOURS = 6;
/** After this long Amazon is asked again although an operator has to act: they may have acted. */
const OBSTACLE_RETRY_MS = 3_600_000;

/** What each kind of step can come to. */
export interface OutcomeOf {
  readonly takeVerb: TakenVerb | null;
  readonly verifyCandidate: Verification;
  readonly dropCandidate: Settled;
  readonly validateKey: KeyAndStores;
  readonly createStores: StoresCreation;
  readonly joinStores: Joining;
  readonly askForConsent: MailStep;
  readonly performStep: MailStep;
  /** Older builds answered with the plan alone. */
  readonly planYear: Plan | { readonly plan: Plan; readonly policy: Policy };
  readonly close: Settled;
}

/** A step with what came of it. */
export type Performed = {
  [Kind in keyof OutcomeOf]: {
    readonly kind: Kind;
    readonly step: Extract<Step, { kind: Kind }>;
    readonly outcome: OutcomeOf[Kind];
  };
}[keyof OutcomeOf];

/** The activity has nothing to tell but that it happened. */
export interface Settled {
  readonly outcome: 'done';
}

/** The outcome of a step becomes facts. */
export function apply(facts: OnboardingFacts, performed: Performed, now: Instant): OnboardingFacts {
  switch (performed.kind) {
    case 'takeVerb':
      return applyVerb({ ...facts, verbs: facts.verbs.slice(1) }, performed.outcome, now);
    case 'verifyCandidate':
      return applyVerdict(facts, performed.step.candidate, performed.outcome, now);
    case 'dropCandidate':
      return facts.candidate?.ref === performed.step.candidate.ref ? { ...facts, candidate: null } : facts;
    case 'validateKey':
      return applyKeyAndStores(facts, performed.step, performed.outcome, now);
    case 'createStores':
      return applyCreation(facts, performed.step.stores, performed.outcome, now);
    case 'joinStores':
      return applyJoining(facts, performed.step.grantRef, performed.outcome, now);
    case 'askForConsent':
      return applyConsentMail(facts, performed.step, performed.outcome, now);
    case 'performStep':
      return applyMail(facts, performed.outcome, now, {
        marks: marked(facts.marks, performed.step, performed.outcome),
      });
    case 'planYear':
      return { ...facts, ...planned(performed.outcome), marks: {}, mailRetry: null };
    case 'close':
      return { ...facts, ended: true };
  }
}

function planned(outcome: OutcomeOf['planYear']): Pick<OnboardingFacts, 'plan'> & Partial<OnboardingFacts> {
  return 'plan' in outcome ? outcome : { plan: outcome };
}

function applyVerb(facts: OnboardingFacts, outcome: TakenVerb | null, now: Instant): OnboardingFacts {
  switch (outcome?.verb) {
    case 'disconnect':
      return { ...facts, disconnect: facts.disconnect ?? { at: now } };
    case 'refresh':
      return { ...facts, freshRunWanted: true };
    case 'dispute':
      return { ...facts, disputedAt: facts.disputedAt ?? now };
    default:
      return facts;
  }
}

function applyKeyAndStores(
  facts: OnboardingFacts,
  { revision, stores }: Extract<Step, { kind: 'validateKey' }>,
  outcome: KeyAndStores,
  now: Instant,
): OnboardingFacts {
  const check = outcome.outcome === 'checked' ? outcome.key : outcome;
  const checked =
    facts.apiKey.revision === revision ? { ...facts, apiKey: applyKeyCheck(facts.apiKey, check, now) } : facts;
  if (outcome.outcome !== 'checked' || outcome.stores === null) return checked;
  return applyCreation(checked, stores, outcome.stores, now);
}

function applyKeyCheck(key: KeyFacts, check: KeyCheck, now: Instant): KeyFacts {
  switch (check.outcome) {
    case 'valid':
      return { ...key, verdict: { outcome: 'valid' }, retry: null };
    case 'missing':
      return { ...key, verdict: { outcome: 'missing', part: check.part }, retry: null };
    case 'invalid':
      return { ...key, verdict: { outcome: 'invalid', reason: check.reason }, retry: null };
    case 'unverifiable':
      return { ...key, retry: retryAfter(key.retry, check, now) };
  }
}

function applyCreation(
  facts: OnboardingFacts,
  asked: readonly StoreFacts[],
  creation: StoresCreation,
  now: Instant,
): OnboardingFacts {
  const { connection } = facts;
  const withConnection = (change: Partial<ConnectionFacts>) => ({ ...facts, connection: { ...connection, ...change } });
  switch (creation.outcome) {
    case 'created': {
      const stores = facts.stores
        .filter((store) => isKnown(store, asked, creation.stores))
        .map((store) => applyToStore(facts, store, creation.stores, now));
      return askToJoin({ ...withConnection({ refusal: null, retry: null }), stores }, now);
    }
    case 'connection_missing':
      return withConnection({ revision: 0, since: now });
    case 'refused':
      return withConnection({ refusal: refusalOf(creation), retry: null, since: now });
    case 'unverifiable':
      if (creation.reason === 'address_refused')
        return withConnection({ refusal: { reason: 'address_refused' }, retry: null, since: now });
      return withConnection({ retry: retryAfter(connection.retry, creation, now) });
  }
}

/** A store that has become ready beside a grant is asked about at once. */
function askToJoin(facts: OnboardingFacts, now: Instant): OnboardingFacts {
  const { grant } = facts;
  if (!grant || !facts.stores.some(({ state, participation }) => state === 'ready' && !participation)) return facts;
  return { ...facts, grant: { ...grant, askAt: Math.min(grant.askAt ?? now, now) } };
}

function applyJoining(facts: OnboardingFacts, grantRef: string, joining: Joining, now: Instant): OnboardingFacts {
  const { grant } = facts;
  if (grant?.ref !== grantRef) return facts;
  const withGrant = (change: Partial<GrantFacts>) => ({ ...facts, grant: { ...grant, ...change } });
  const since = grant.obstacle?.since ?? now;
  switch (joining.outcome) {
    case 'answered': {
      const answered = { ...facts, stores: withParticipation(facts.stores, joining.stores, now) };
      return { ...answered, grant: { ...grant, ...nextJoining(answered, now) } };
    }
    case 'token_refused':
      return withGrant({
        askAt: now + policyDays(facts.policy, 1),
        obstacle: { code: 'authorization_refused', since },
        retry: null,
      });
    case 'misconfigured':
    case 'access_refused':
      return withGrant({ askAt: now + OBSTACLE_RETRY_MS, obstacle: obstacleOf(joining, since), retry: null });
    case 'unverifiable': {
      const retry = retryAfter(grant.retry, joining, now);
      return withGrant({ askAt: retry.at, obstacle: null, retry });
    }
  }
}

/** What has been answered may have changed by tomorrow. */
function nextJoining(facts: OnboardingFacts, now: Instant): Pick<GrantFacts, 'askAt' | 'obstacle' | 'retry'> {
  const askAt = storesToJoin(facts).length === 0 ? null : now + policyDays(facts.policy, 1);
  return { askAt, obstacle: null, retry: null };
}

/** The same answer again stands since it was first given. */
function withParticipation(
  stores: readonly StoreFacts[],
  answers: readonly StoreParticipation[],
  now: Instant,
): readonly StoreFacts[] {
  return stores.map((store) => {
    const answer = answers.find(({ storeId }) => storeId === store.storeId)?.participates;
    if (answer === undefined || answer === store.participation?.answer) return store;
    return { ...store, participation: { answer, since: now } };
  });
}

function refusalOf(refusal: Extract<StoresCreation, { outcome: 'refused' }>): ConnectionFacts['refusal'] {
  return refusal.reason === 'missing_permission'
    ? { reason: 'missing_permission', resources: refusal.resources }
    : { reason: refusal.reason };
}

/** A store that was asked for and not answered for is not in the registry (any more). */
function isKnown({ storeId }: StoreFacts, asked: readonly StoreFacts[], creations: readonly StoreCreation[]): boolean {
  const among = (stores: readonly { readonly storeId: string }[]) => stores.some((store) => store.storeId === storeId);
  return among(creations) || !among(asked);
}

function applyToStore(
  facts: OnboardingFacts,
  store: StoreFacts,
  creations: readonly StoreCreation[],
  now: Instant,
): StoreFacts {
  const creation = creations.find(({ storeId }) => storeId === store.storeId);
  // The activity looks at the newest revision, of which the signal may still be on its way.
  if (!creation || creation.revision < store.revision) return store;
  const { revision } = creation;
  const current = revision === store.revision ? store : newStore(store.storeId, revision, now);
  if (creation.outcome === 'ready') return { ...current, state: 'ready', problems: [], lookAgainAt: null };
  const lookAgainAt = now + policyHours(facts.policy, LOOK_AGAIN_HOURS);
  return { ...current, state: 'problems', problems: creation.problems, lookAgainAt };
}

function applyConsentMail(
  facts: OnboardingFacts,
  step: Extract<Step, { kind: 'askForConsent' }>,
  outcome: MailStep,
  now: Instant,
): OnboardingFacts {
  const openedAt = facts.consent.openedAt ?? now;
  const marks = marked(facts.consent.marks, step, outcome);
  return applyMail(facts, outcome, now, { consent: { ...facts.consent, openedAt, marks } });
}

function applyMail(
  facts: OnboardingFacts,
  outcome: MailStep,
  now: Instant,
  change: Partial<OnboardingFacts>,
): OnboardingFacts {
  const changed = { ...facts, ...change };
  switch (outcome.outcome) {
    case 'done':
      return { ...changed, mailRetry: null, contactUnreachableSince: null };
    case 'skipped':
      return { ...changed, mailRetry: null };
    case 'contact_unreachable':
      return { ...changed, mailRetry: null, contactUnreachableSince: facts.contactUnreachableSince ?? now };
    case 'held':
      return changed;
    case 'unverifiable':
      return { ...changed, mailRetry: retryAfter(facts.mailRetry, outcome, now) };
  }
}

/** Overtaken steps are skipped for good; the performed one is marked unless it has to be tried again. */
function marked(
  marks: StepMarks,
  step: { readonly mail: PlanStep; readonly overtaken: readonly PlanStep[] },
  outcome: MailStep,
): StepMarks {
  const skipped = Object.fromEntries(step.overtaken.map(({ key }) => [key, 'skipped' as const]));
  if (outcome.outcome === 'unverifiable' || outcome.outcome === 'held') return { ...marks, ...skipped };
  return { ...marks, ...skipped, [step.mail.key]: MARK_OF[outcome.outcome] };
}

const MARK_OF = { done: 'done', skipped: 'skipped', contact_unreachable: 'undelivered' } as const;

function applyVerdict(
  facts: OnboardingFacts,
  judged: CandidateFacts,
  verification: Verification,
  now: Instant,
): OnboardingFacts {
  // A newer consent may have come while the older one was being verified: the verdict over the older one is history,
  // unless it was put in force.
  const current = facts.candidate?.ref === judged.ref ? facts.candidate : null;
  const without = current ? { ...facts, candidate: null } : facts;
  switch (verification.outcome) {
    case 'in_force': {
      const { grantRef: ref, generation, grantedAt, expiresAt } = verification;
      const judged = { ...without, stores: withParticipation(facts.stores, verification.stores, now) };
      const inForce = {
        ...judged,
        grant: { ref, generation, grantedAt, expiresAt, ...nextJoining(judged, now) },
        plan: null,
        marks: {},
        mailRetry: null,
        consent: { ...facts.consent, problem: null },
        freshRunWanted: true,
      };
      // A store that was added while Amazon was being asked is still to be asked about.
      return askToJoin(inForce, now);
    }
    case 'refused':
      return current
        ? { ...without, consent: { ...facts.consent, problem: { code: verification.reason, since: now } } }
        : facts;
    case 'void':
      return current
        ? { ...without, consent: { ...facts.consent, problem: { code: 'consent_void', since: now } } }
        : facts;
    default:
      return current ? { ...facts, candidate: stillCandidate(facts, current, verification, now) } : facts;
  }
}

function stillCandidate(
  facts: OnboardingFacts,
  candidate: CandidateFacts,
  verification: Exclude<Verification, { outcome: 'in_force' | 'refused' | 'void' }>,
  now: Instant,
): CandidateFacts {
  switch (verification.outcome) {
    case 'not_participating': {
      const since = candidate.verdict?.since ?? now;
      return {
        ...candidate,
        askAt: now + policyDays(facts.policy, 1),
        verdict: { outcome: 'not_participating', absent: verification.absent, since },
        obstacle: null,
        retry: null,
      };
    }
    case 'parked':
      return {
        ...candidate,
        askAt: null,
        verdict: { outcome: 'parked', reason: verification.reason, since: now },
        obstacle: null,
        retry: null,
      };
    case 'misconfigured':
    case 'access_refused':
      return {
        ...candidate,
        askAt: now + OBSTACLE_RETRY_MS,
        obstacle: obstacleOf(verification, candidate.obstacle?.since ?? now),
        retry: null,
      };
    case 'unverifiable': {
      const retry = retryAfter(candidate.retry, verification, now);
      return { ...candidate, askAt: retry.at, obstacle: null, retry };
    }
  }
}

function obstacleOf(refusal: AmazonRefusal, since: Instant): AmazonObstacle {
  return refusal.outcome === 'misconfigured'
    ? { code: 'app_misconfigured', error: refusal.error, since }
    : { code: 'amazon_access_refused', requestId: refusal.requestId, since };
}

/** Doubles the wait at each failure in a row, and waits at least as long as the other side asked for. */
export function retryAfter(previous: Retry | null, failure: Unverifiable, now: Instant): Retry {
  const attempts = (previous?.attempts ?? 0) + 1;
  const backoff = Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempts - 1, 20), LONGEST_RETRY_MS);
  return {
    attempts,
    at: now + Math.max(backoff, failure.retryAfterMs ?? 0),
    reason: failure.reason,
    since: previous?.since ?? now,
  };
}
