import type { Instant } from './clock';
import {
  newStore,
  NO_PROBE,
  type AmazonObstacle,
  type CandidateFacts,
  type ConnectionFacts,
  type GrantFacts,
  type KeyFacts,
  type KeyVerdict,
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
  Probe,
  Standing,
  StoreCreation,
  StoreParticipation,
  StoresCreation,
  TakenVerb,
  Unverifiable,
  Verification,
} from './outcomes';
import { judgeVerb } from './judge-verb';
import { completed, inLanes } from './older-builds';
import type { Plan, PlanStep, StepMarks } from './plan';
import { policyDays, policyHours, type Policy } from './policy';
import { storesToJoin } from './readiness';
import { marksOfNewPlan } from './replanning';
import { isVerb } from './verbs';
import { isExpired, isExtra, isRevocationKey, overtaken, renewedMarks } from './year';

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
  readonly readStanding: Standing | null;
  readonly probeGrant: Probe;
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
      return applyMail(facts, performed.step, performed.outcome, now, {
        marks: marked(facts, facts.marks, performed.step, performed.outcome),
      });
    case 'planYear':
      return applyPlan(facts, performed.outcome, now);
    case 'readStanding':
      return applyStanding(facts, performed.step.grantRef, performed.outcome, now);
    case 'probeGrant':
      return applyProbe(facts, performed.step.grantRef, performed.outcome, now);
    case 'close':
      return ended(facts);
  }
}

/** Nothing will be performed any more, and nobody waits for an answer that will not come. */
function ended(facts: OnboardingFacts): OnboardingFacts {
  const open = [...facts.extraMails.map(({ auditId }) => auditId), ...(facts.grant?.probe.auditIds ?? [])];
  const left = Object.fromEntries(facts.plan?.steps.map(({ key }) => [key, 'skipped' as const]) ?? []);
  return withOutcomes({ ...facts, marks: { ...left, ...facts.marks }, ended: true }, open, 'The onboarding has ended.');
}

/** A plan that is made anew takes over what became of the steps; the first one of a year begins with none. */
function applyPlan(facts: OnboardingFacts, outcome: OutcomeOf['planYear'], now: Instant): OnboardingFacts {
  const { plan: made, policy } = 'plan' in outcome ? outcome : { plan: outcome, policy: facts.policy };
  const plan = inLanes(made);
  const earlier = facts.plan?.generation === plan.generation ? facts.plan : null;
  const hasExpired = facts.grant !== null && isExpired(facts.grant, now);
  // Whoever handed a grant over had it before: there is nothing to confirm to the seller.
  const confirmed: StepMarks = facts.grant?.basis === 'observed' ? {} : { connected: 'skipped' };
  return {
    ...facts,
    policy: completed(policy),
    plan,
    replanWanted: false,
    marks: marksOfNewPlan(earlier, earlier ? facts.marks : confirmed, plan, now, hasExpired),
    mailRetry: earlier ? facts.mailRetry : null,
  };
}

function applyVerb(facts: OnboardingFacts, taken: TakenVerb | null, now: Instant): OnboardingFacts {
  if (!taken || !isVerb(taken.verb)) return facts;
  const { verb, detail = null, auditId = null, askedAt = now } = taken;
  const verdict = judgeVerb(facts, verb, detail, auditId, now, askedAt);
  if ('refused' in verdict) return withOutcomes(facts, [auditId], `Refused: ${verdict.refused}`);
  return verdict.outcome === null ? verdict.facts : withOutcomes(verdict.facts, [auditId], verdict.outcome);
}

/** What verbs have come to; those that an older build took in have no row to write it to. */
function withOutcomes(facts: OnboardingFacts, auditIds: readonly (string | null)[], outcome: string): OnboardingFacts {
  const told = auditIds.flatMap((auditId) => (auditId === null ? [] : [{ auditId, outcome }]));
  return told.length === 0 ? facts : { ...facts, verbOutcomes: [...facts.verbOutcomes, ...told] };
}

/** A grant that was found alive is asked about again where nobody is sure of its last day and that has passed. */
function applyStanding(
  facts: OnboardingFacts,
  grantRef: string,
  standing: Standing | null,
  now: Instant,
): OnboardingFacts {
  const { grant } = facts;
  if (grant?.ref !== grantRef) return facts;
  if (!standing) return { ...facts, grant: { ...grant, standingUnread: false } };
  const { suspectedSince, revokedAt: revokedSince } = standing;
  const isAlive = suspectedSince === null && revokedSince === null;
  const isToBeAsked = isAlive && grant.basis === 'estimated' && isExpired(grant, now);
  const probe = isToBeAsked ? { ...grant.probe, askAt: now } : grant.probe;
  const read = { ...facts, grant: { ...grant, suspectedSince, revokedSince, standingUnread: false, probe } };
  return revokedSince === null ? withoutRevocation(read) : read;
}

/** It lives: if it is revoked once more, the seller is to hear of that too. */
function withoutRevocation(facts: OnboardingFacts): OnboardingFacts {
  const told = Object.keys(facts.marks).filter(isRevocationKey);
  if (told.length === 0) return facts;
  return { ...facts, marks: Object.fromEntries(Object.entries(facts.marks).filter(([key]) => !told.includes(key))) };
}

function applyProbe(facts: OnboardingFacts, grantRef: string, outcome: Probe, now: Instant): OnboardingFacts {
  const { grant } = facts;
  if (grant?.ref !== grantRef) return facts;
  const { probe } = grant;
  const nextAskAt = nextProbe(facts, grant, now);
  const answered = (change: Partial<GrantFacts>, refusedAt: Instant | null, askAt: Instant | null) => {
    const asked = { ...grant, ...change, probe: { askAt, refusedAt, auditIds: [], retry: null } };
    return withOutcomes({ ...facts, grant: asked }, probe.auditIds, sentenceOf(outcome, now >= grant.expiresAt));
  };
  switch (outcome.outcome) {
    case 'alive':
      return withoutRevocation(answered({ suspectedSince: null, revokedSince: null }, null, nextAskAt));
    case 'suspected':
      return answered({ suspectedSince: outcome.since }, now, now < grant.expiresAt ? nextAskAt : null);
    case 'revoked':
      return answered({ suspectedSince: outcome.since, revokedSince: outcome.since }, now, null);
    case 'gone':
      return answered({}, probe.refusedAt, nextAskAt);
    case 'unverifiable': {
      const retry = retryAfter(probe.retry, outcome, now);
      const asked = answered({}, probe.refusedAt, nextAskAt);
      // Who asked once has an answer; the last day of an estimate is asked about until there is one.
      if (!isEstimateOver(grant, now) || !asked.grant) return asked;
      return { ...asked, grant: { ...asked.grant, probe: { ...asked.grant.probe, askAt: retry.at, retry } } };
    }
  }
}

/** An estimated last day is asked about when it comes, and from then on every day while the grant lives. */
function nextProbe({ policy }: OnboardingFacts, grant: GrantFacts, now: Instant): Instant | null {
  if (grant.basis !== 'estimated') return null;
  return isEstimateOver(grant, now) ? now + policyDays(policy, 1) : grant.expiresAt;
}

function isEstimateOver({ basis, expiresAt }: GrantFacts, now: Instant): boolean {
  return basis === 'estimated' && now >= expiresAt;
}

function sentenceOf(probe: Probe, isPastItsEnd: boolean): string {
  switch (probe.outcome) {
    case 'alive':
      return 'Amazon accepts the token: the authorization lives.';
    case 'suspected':
      if (isPastItsEnd) return 'Amazon refuses the token, as it does once an authorization has expired.';
      return 'Amazon refuses the token. That is a suspicion: it is confirmed, or found wrong, within some hours.';
    case 'revoked':
      return 'Amazon refuses the token, and that is confirmed: the authorization has ended.';
    case 'gone':
      return 'Another authorization has come into force meanwhile.';
    case 'unverifiable':
      return 'Amazon could not be asked, which says nothing about the authorization.';
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
      return judged(key, { outcome: 'valid' }, now);
    case 'missing':
      return judged(key, { outcome: 'missing', part: check.part }, now);
    case 'invalid':
      return judged(key, { outcome: 'invalid', reason: check.reason }, now);
    case 'unverifiable':
      return { ...key, retry: retryAfter(key.retry, check, now) };
  }
}

/** What a key that was checked anew is found to be, it is since now. */
function judged(key: KeyFacts, verdict: KeyVerdict, now: Instant): KeyFacts {
  const since = key.verdict && key.verdict.outcome !== verdict.outcome ? now : key.since;
  return { ...key, verdict, recheckWanted: false, retry: null, since };
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
        storesDoubted: false,
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
function nextJoining(
  facts: OnboardingFacts,
  now: Instant,
): Pick<GrantFacts, 'askAt' | 'storesDoubted' | 'obstacle' | 'retry'> {
  const askAt = storesToJoin(facts).length === 0 ? null : now + policyDays(facts.policy, 1);
  return { askAt, storesDoubted: false, obstacle: null, retry: null };
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
  const marks = isExtra(step.mail) ? facts.consent.marks : marked(facts, facts.consent.marks, step, outcome);
  return applyMail(facts, step, outcome, now, { consent: { ...facts.consent, openedAt, marks } });
}

function applyMail(
  facts: OnboardingFacts,
  { mail }: { readonly mail: PlanStep },
  outcome: MailStep,
  now: Instant,
  change: Partial<OnboardingFacts>,
): OnboardingFacts {
  const changed = { ...facts, ...change };
  if (mail.lane === 'operator') return changed;
  if (mail.kind === 'notice' && outcome.outcome === 'done') return { ...changed, mailRetry: null };
  switch (outcome.outcome) {
    case 'done':
      return mailDone(
        { ...changed, mailRetry: null, hold: null, contactUnreachableSince: null },
        mail,
        'The mail was sent.',
      );
    case 'skipped':
      return mailDone({ ...changed, mailRetry: null, hold: null }, mail, NOT_SENT[outcome.reason ?? 'no_reason']);
    case 'contact_unreachable':
      return mailDone(
        { ...changed, mailRetry: null, hold: null, contactUnreachableSince: facts.contactUnreachableSince ?? now },
        mail,
        'No mail was sent: mails reach none of the contacts.',
      );
    case 'held': {
      if (isExtra(mail)) return mailDone(changed, mail, NOT_SENT.held);
      const { incidentId } = outcome;
      // Never at once, should the clocks differ; where days are short, their hours are too.
      const until = Math.max(outcome.until, now + Math.min(FIRST_RETRY_MS, policyHours(facts.policy, 1)));
      return { ...changed, mailRetry: null, hold: { incidentId, key: mail.key, until } };
    }
    case 'unverifiable':
      return { ...changed, mailRetry: retryAfter(facts.mailRetry, outcome, now) };
  }
}

const NOT_SENT = {
  opted_out: 'No mail was sent: the contact wants no reminders.',
  muted: 'No mail was sent: mails are muted.',
  snoozed: 'No mail was sent: the contact asked to be left alone for some days.',
  renewed: 'No mail was sent: the seller has consented meanwhile.',
  held: 'No mail was sent: an incident holds the mails. Ask again when it is over.',
  no_reason: 'No mail was sent: it was not needed any more.',
} as const;

/** If an operator asked for the mail, they are told what has become of it. */
function mailDone(facts: OnboardingFacts, mail: PlanStep, outcome: string): OnboardingFacts {
  const [extra, ...others] = facts.extraMails;
  if (!extra || !isExtra(mail)) return facts;
  return withOutcomes({ ...facts, extraMails: others }, [extra.auditId], outcome);
}

/** Overtaken steps are left out for good; the performed one is marked unless it has to be tried again. */
function marked(
  { hold }: OnboardingFacts,
  marks: StepMarks,
  step: { readonly mail: PlanStep; readonly overtaken: readonly PlanStep[] },
  outcome: MailStep,
): StepMarks {
  const before = { ...marks, ...overtaken(step.overtaken, hold?.key) };
  // An alert is a row of our own: it was written, or it was not needed.
  if (step.mail.lane === 'operator')
    return { ...before, [step.mail.key]: outcome.outcome === 'done' ? 'done' : 'skipped' };
  switch (outcome.outcome) {
    case 'unverifiable':
    case 'held':
      return before;
    case 'skipped':
      return { ...before, [step.mail.key]: outcome.reason ?? 'skipped' };
    case 'done':
      return { ...before, [step.mail.key]: 'done' };
    case 'contact_unreachable':
      return { ...before, [step.mail.key]: 'undelivered' };
  }
}

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
      const judged = { ...without, stores: withParticipation(facts.stores, verification.stores, now) };
      const inForce = {
        ...judged,
        grant: { ...newGrant(verification), ...nextJoining(judged, now) },
        ...withoutYear(facts),
        consent: { ...facts.consent, problem: null },
        freshRunWanted: true,
      };
      const asked = facts.extraMails.map(({ auditId }) => auditId);
      const told = withOutcomes(inForce, asked, NOT_SENT.renewed);
      // A store that was added while Amazon was being asked is still to be asked about.
      return askToJoin(withOutcomes(told, facts.grant?.probe.auditIds ?? [], NOT_PROBED), now);
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

const NOT_PROBED = 'It was not probed: a new consent has taken its place meanwhile, and that works.';

function newGrant(verification: Extract<Verification, { outcome: 'in_force' }>) {
  const { grantRef: ref, generation, grantedAt, expiresAt, basis = 'observed' } = verification;
  const askAt = basis === 'estimated' ? expiresAt : null;
  const alive = { suspectedSince: null, revokedSince: null, standingUnread: false, probe: { ...NO_PROBE, askAt } };
  return { ref, generation, grantedAt, expiresAt, basis, ...alive };
}

/** A new grant ends the year of the one before: what was left of its plan is silent from this moment on. */
function withoutYear({ plan, marks, pastYear }: OnboardingFacts) {
  return {
    plan: null,
    replanWanted: false,
    marks: {},
    pastYear: plan ? { generation: plan.generation, marks: renewedMarks(plan.steps, marks) } : pastYear,
    snoozedUntil: null,
    hold: null,
    extraMails: [],
    mailRetry: null,
  };
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
