import { readBouncedRef, takeBounce } from './bounced-step';
import type { Instant } from './clock';
import { newStore, type OnboardingFacts } from './facts';
import { OFFERED_COUNTRIES, storeIdOf, type StoreId } from './marketplaces';
import type { Message } from './messages';
import type { StepMarks } from './plan';
import { consentDeadlinePassed } from './readiness';

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
      return { ...facts, verbs: [...facts.verbs, { source: 'update', ...withoutKind(message) }] };
    case 'factsChanged':
      return takeChange(facts, message.fact, message.ref, message.revision, now);
  }
}

function withoutKind(message: Extract<Message, { kind: 'verb' }>) {
  const { verb, updateId, actor, reason } = message;
  return { verb, updateId, actor, reason };
}

/** The newest consent is the one that counts; the one before it, if still unverified, is replaced. */
function takeConsent(facts: OnboardingFacts, consentId: string, ref: string, now: Instant): OnboardingFacts {
  if (facts.seen.includes(consentId)) return facts;
  return {
    ...facts,
    candidate: { ref, consentId, receivedAt: now, askAt: now, verdict: null, obstacle: null, retry: null },
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
      return { ...facts, apiKey: { revision, verdict: null, retry: null, since: now } };
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

/** What could not be delivered is due again: the latest of it is sent to the new address. */
function takeContact(facts: OnboardingFacts, ref: string, now: Instant): OnboardingFacts {
  const bounced = readBouncedRef(ref);
  if (bounced) return takeBounce(facts, bounced, now);
  const { consent } = facts;
  return {
    ...facts,
    contactUnreachableSince: null,
    mailRetry: null,
    marks: withoutUndelivered(facts.marks),
    consent: { ...consent, marks: withoutUndelivered(consent.marks) },
  };
}

function withoutUndelivered(marks: StepMarks): StepMarks {
  return Object.fromEntries(Object.entries(marks).filter(([, mark]) => mark !== 'undelivered'));
}

/** A person pressed Connect: a consent that had lapsed is open again, with its thirty days anew. */
function takeAttempt(facts: OnboardingFacts, now: Instant): OnboardingFacts {
  if (!consentDeadlinePassed(facts, now)) return facts;
  const { round } = facts.consent;
  return { ...facts, consent: { round: round + 1, openedAt: now, marks: { invitation: 'skipped' }, problem: null } };
}

function nowSeen({ seen }: OnboardingFacts, id: string): readonly string[] {
  return [...seen, id].slice(-SEEN_KEPT);
}

function isStoreId(ref: string): ref is StoreId {
  return (STORE_IDS as readonly string[]).includes(ref);
}

/** Unknown kinds come from newer senders: counted, not fatal. */
export function ignored(facts: OnboardingFacts): OnboardingFacts {
  return { ...facts, ignoredMessages: facts.ignoredMessages + 1 };
}
