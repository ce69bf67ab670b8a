import { askToJoin } from './apply-joining';
import type { Instant } from './clock';
import {
  newStore,
  type ConnectionFacts,
  type KeyFacts,
  type KeyVerdict,
  type OnboardingFacts,
  type StoreFacts,
} from './facts';
import type { Step } from './next-step';
import type { KeyAndStores, KeyCheck, StoreCreation, StoresCreation } from './outcomes';
import { policyHours } from './policy';
import { retryAfter } from './retry';

/** Hours after which a store with problems is looked at again by itself. */
const LOOK_AGAIN_HOURS = 6;

/** What is found out on the way to Commerce: whether the key works and, if they were asked for, which stores stand. */
export function applyKeyAndStores(
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

/** Which stores stand now, and what is wrong with the others; or why none could be created. */
export function applyCreation(
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
