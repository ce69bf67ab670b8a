import type { Instant } from './clock';
import type { GrantFacts, OnboardingFacts, StoreFacts } from './facts';
import type { Joining, StoreParticipation } from './outcomes';
import { policyDays } from './policy';
import { storesToJoin } from './readiness';
import { OBSTACLE_RETRY_MS, obstacleOf, retryAfter } from './retry';

/** A store that has become ready beside a grant is asked about at once. */
export function askToJoin(facts: OnboardingFacts, now: Instant): OnboardingFacts {
  const { grant } = facts;
  if (!grant || !facts.stores.some(({ state, participation }) => state === 'ready' && !participation)) return facts;
  return { ...facts, grant: { ...grant, askAt: Math.min(grant.askAt ?? now, now) } };
}

/** Which stores the grant serves, as Amazon answers; or why Amazon could not be asked. */
export function applyJoining(
  facts: OnboardingFacts,
  grantRef: string,
  joining: Joining,
  now: Instant,
): OnboardingFacts {
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
export function nextJoining(
  facts: OnboardingFacts,
  now: Instant,
): Pick<GrantFacts, 'askAt' | 'storesDoubted' | 'obstacle' | 'retry'> {
  const askAt = storesToJoin(facts).length === 0 ? null : now + policyDays(facts.policy, 1);
  return { askAt, storesDoubted: false, obstacle: null, retry: null };
}

/** The same answer again stands since it was first given. */
export function withParticipation(
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
