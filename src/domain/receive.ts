import { readBouncedRef, takeBounce } from './bounced-step';
import type { Instant } from './clock';
import { newCandidate, newStore, type OnboardingFacts } from './facts';
import { OFFERED_COUNTRIES, storeIdOf, type StoreId } from './marketplaces';
import type { Message } from './messages';
import { BEFORE_THE_YEAR } from './older-builds';
import type { PlanStep, StepMarks } from './plan';
import { consentAgenda, consentDeadlinePassed } from './readiness';
import { stepsInPlay } from './year';

const SEEN_KEPT = 50;
const STORE_IDS = OFFERED_COUNTRIES.map(storeIdOf);

/**
 * A message becomes facts. Repeated and late messages change nothing: consents and verbs are known by their id, key,
 * connection and stores by a revision that only grows.
 */
export function receive(facts: OnboardingFacts, message: Message, now: Instant): OnboardingFacts {
  switch (message.kind) {
    case 'consentGranted':
      return takeConsent(facts, message.consentId, message.candidateRef, now);
    case 'verb':
      return takeUpdate(facts, message, now);
    case 'factsChanged':
      return takeChange(facts, message.fact, message.ref, message.revision, now);
  }
}

/** Temporal knows a repeated update only within one run. */
function takeUpdate(
  facts: OnboardingFacts,
  message: Extract<Message, { kind: 'verb' }>,
  now: Instant,
): OnboardingFacts {
  const { verb, updateId, actor, reason, detail = null } = message;
  const id = `${verb}/${updateId}`;
  if (facts.seen.includes(id)) return facts;
  const taken = { source: 'update', verb, updateId, actor, reason, detail, askedAt: now } as const;
  return { ...facts, verbs: [...facts.verbs, taken], seen: nowSeen(facts, id) };
}

/** The newest consent is the one that counts; the one before it, if still unverified, is replaced. */
function takeConsent(facts: OnboardingFacts, consentId: string, ref: string, now: Instant): OnboardingFacts {
  if (facts.seen.includes(consentId)) return facts;
  return {
    ...facts,
    candidate: newCandidate(consentId, ref, now),
    consent: { ...facts.consent, problem: null },
    seen: nowSeen(facts, consentId),
  };
}

function takeChange(
  facts: OnboardingFacts,
  fact: string,
  ref: string,
  revision: number,
  now: Instant,
): OnboardingFacts {
  switch (fact) {
    case 'key':
      if (revision <= facts.apiKey.revision) return facts;
      return { ...facts, apiKey: { revision, verdict: null, recheckWanted: false, retry: null, since: now } };
    case 'connection':
      if (revision <= facts.connection.revision) return facts;
      return {
        ...facts,
        connection: { revision, refusal: null, retry: null, since: now },
        stores: facts.stores.map((store) => (store.state === 'problems' ? { ...store, lookAgainAt: now } : store)),
      };
    case 'store':
      return isStoreId(ref) ? takeStore(facts, ref, revision, now) : ignored(facts);
    case 'store_removed':
      return isStoreId(ref) ? takeRemoval(facts, ref, revision, now) : ignored(facts);
    case 'attempt':
      return takeAttempt(facts, now);
    case 'verb':
      if (facts.seen.includes(ref)) return facts;
      return { ...facts, verbs: [...facts.verbs, { source: 'registry', auditId: ref }], seen: nowSeen(facts, ref) };
    case 'contact':
      return takeContact(facts, ref, now);
    case 'policy':
      if (!facts.plan || revision <= facts.plan.policyVersion) return facts;
      return { ...facts, replanWanted: true };
    case 'probe':
      return takeDoubt(facts, ref, now);
    case 'incident':
      return facts.hold?.incidentId === ref ? { ...facts, hold: null } : facts;
    default:
      return ignored(facts);
  }
}

/** A changed store is created and asked about anew: it may have been removed and added again meanwhile. */
function takeStore(facts: OnboardingFacts, storeId: StoreId, revision: number, now: Instant): OnboardingFacts {
  if (revision <= lastRevision(facts, storeId)) return facts;
  const taken = newStore(storeId, revision, now);
  const known = facts.stores.some((store) => store.storeId === storeId);
  const stores = known
    ? facts.stores.map((store) => (store.storeId === storeId ? taken : store))
    : [...facts.stores, taken];
  return askAgain({ ...facts, stores, removedStores: without(facts.removedStores, storeId) }, now);
}

function takeRemoval(facts: OnboardingFacts, storeId: StoreId, revision: number, now: Instant): OnboardingFacts {
  if (revision <= lastRevision(facts, storeId)) return facts;
  const removedStores = [...without(facts.removedStores, storeId), { storeId, revision }];
  return askAgain({ ...facts, stores: without(facts.stores, storeId), removedStores }, now);
}

/** Who changes the stores may have changed something at Amazon too. */
function askAgain(facts: OnboardingFacts, now: Instant): OnboardingFacts {
  const { candidate } = facts;
  if (candidate?.verdict?.outcome !== 'not_participating') return facts;
  return { ...facts, candidate: { ...candidate, askAt: now } };
}

function without<S extends { readonly storeId: StoreId }>(stores: readonly S[], storeId: StoreId): readonly S[] {
  return stores.filter((store) => store.storeId !== storeId);
}

/** The newest revision of a store that we know of, be it that of its removal; 0 if it was never there. */
function lastRevision({ stores, removedStores }: OnboardingFacts, storeId: StoreId): number {
  return [...stores, ...removedStores].find((known) => known.storeId === storeId)?.revision ?? 0;
}

/** Something that was sure is sure no longer: it is looked at anew, and stands until then. */
function takeDoubt(facts: OnboardingFacts, ref: string, now: Instant): OnboardingFacts {
  const { apiKey, grant } = facts;
  if (ref === 'key') return { ...facts, apiKey: { ...apiKey, recheckWanted: apiKey.verdict !== null } };
  if (!grant) return facts;
  if (ref === 'stores') return { ...facts, grant: { ...grant, askAt: now, storesDoubted: true } };
  return ref === grant.ref ? { ...facts, grant: { ...grant, standingUnread: true } } : facts;
}

/** What could not be delivered is due again: the latest of it is sent to the new address. */
function takeContact(facts: OnboardingFacts, ref: string, now: Instant): OnboardingFacts {
  const bounced = readBouncedRef(ref);
  if (bounced) return takeBounce(facts, bounced, now);
  const { consent } = facts;
  return {
    ...facts,
    contactUnreachableSince: null,
    mailRetry: null,
    // Runs of older builds make no plan anew within the run.
    replanWanted: facts.replanWanted || (facts.plan !== null && facts.begunBy > BEFORE_THE_YEAR),
    marks: dueForNewContact(stepsInPlay(facts, now), facts.marks),
    consent: { ...consent, marks: dueForNewContact(consentAgenda(facts, now), consent.marks) },
  };
}

/** The latest step that reached nobody is due again, unless a later one has been done with since. */
function dueForNewContact(steps: readonly PlanStep[], marks: StepMarks): StepMarks {
  const latest = steps.filter(({ key, lane }) => lane === 'seller' && marks[key] !== undefined).at(-1);
  if (!latest || marks[latest.key] !== 'undelivered') return marks;
  return Object.fromEntries(Object.entries(marks).filter(([key]) => key !== latest.key));
}

/** A person pressed Connect: a consent that had lapsed is open again, with its thirty days anew. */
function takeAttempt(facts: OnboardingFacts, now: Instant): OnboardingFacts {
  if (!consentDeadlinePassed(facts, now)) return facts;
  const { round } = facts.consent;
  const consent = {
    round: round + 1,
    openedAt: now,
    quiet: false,
    marks: { invitation: 'skipped' },
    problem: null,
  } as const;
  return { ...facts, consent };
}

export function nowSeen({ seen }: OnboardingFacts, id: string): readonly string[] {
  return [...seen, id].slice(-SEEN_KEPT);
}

function isStoreId(ref: string): ref is StoreId {
  return (STORE_IDS as readonly string[]).includes(ref);
}

/** Unknown kinds come from newer senders: counted, not fatal. */
export function ignored(facts: OnboardingFacts): OnboardingFacts {
  return { ...facts, ignoredMessages: facts.ignoredMessages + 1 };
}
