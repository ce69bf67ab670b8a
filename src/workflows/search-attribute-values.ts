import type { SearchAttributePair } from '@temporalio/common';
import type { OnboardingFacts } from '../domain/facts';
import { marketplaceOfStore } from '../domain/marketplaces';
import type { Situation } from '../domain/situation';
import {
  AUTHORIZATION_EXPIRES_AT,
  GRANT_GENERATION,
  MARKETPLACES,
  MERCHANT_ID,
  ONBOARDING_STAGE,
  WAITING_ON,
  WAITING_SINCE,
} from './search-attributes';

/** The search attributes that differ from `before`, for one upsert, and the values to compare with next time. */
export function changedSearchAttributes(
  facts: OnboardingFacts,
  { stage, waitingOn }: Situation,
  before: Readonly<Record<string, string>>,
): { readonly pairs: readonly SearchAttributePair[]; readonly values: Readonly<Record<string, string>> } {
  const pairs: SearchAttributePair[] = [
    { key: MERCHANT_ID, value: facts.merchantId },
    { key: ONBOARDING_STAGE, value: stage },
    { key: WAITING_ON, value: waitingOn },
    { key: WAITING_SINCE, value: new Date(facts.standing?.since ?? facts.startedAt) },
    { key: MARKETPLACES, value: facts.stores.map(({ storeId }) => marketplaceOfStore(storeId).country) },
    { key: GRANT_GENERATION, value: facts.grant?.generation ?? 0 },
  ];
  if (facts.grant) pairs.push({ key: AUTHORIZATION_EXPIRES_AT, value: new Date(facts.grant.expiresAt) });
  const values = Object.fromEntries(pairs.map(({ key, value }) => [key.name, JSON.stringify(value)]));
  return { pairs: pairs.filter(({ key }) => before[key.name] !== values[key.name]), values };
}
