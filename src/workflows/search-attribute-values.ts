import type { SearchAttributePair, SearchAttributeUpdatePair } from '@temporalio/common';
import type { OnboardingFacts } from '../domain/facts';
import { marketplaceOfStore } from '../domain/marketplaces';
import { BEFORE_THE_YEAR } from '../domain/older-builds';
import type { Situation } from '../domain/situation';
import type { AttributeValues } from './messages';
import {
  AUTHORIZATION_EXPIRES_AT,
  GRANT_GENERATION,
  MARKETPLACES,
  MERCHANT_ID,
  ONBOARDING_STAGE,
  OPERATOR_NEEDED,
  WAITING_ON,
  WAITING_SINCE,
} from './search-attributes';

/** What an onboarding is found by, and the same as text to see what changes. */
export function searchAttributesOf(
  facts: OnboardingFacts,
  { stage, waitingOn, requirements }: Situation,
): { readonly pairs: readonly SearchAttributePair[]; readonly values: AttributeValues } {
  const pairs: SearchAttributePair[] = [
    { key: MERCHANT_ID, value: facts.merchantId },
    { key: ONBOARDING_STAGE, value: stage },
    { key: WAITING_ON, value: waitingOn },
    { key: WAITING_SINCE, value: new Date(facts.standing?.since ?? facts.startedAt) },
    { key: MARKETPLACES, value: facts.stores.map(({ storeId }) => marketplaceOfStore(storeId).country) },
    { key: GRANT_GENERATION, value: facts.grant?.generation ?? 0 },
  ];
  if (facts.grant) pairs.push({ key: AUTHORIZATION_EXPIRES_AT, value: new Date(facts.grant.expiresAt) });
  const codes = requirements.flatMap(({ waitingOn: who, code }) => (who === 'operator' ? [code] : []));
  // Most onboardings never need an operator and never carry this one. Runs of older builds go on without it.
  if (codes.length > 0 && facts.begunBy > BEFORE_THE_YEAR)
    pairs.push({ key: OPERATOR_NEEDED, value: [...new Set(codes)].sort() });
  return { pairs, values: Object.fromEntries(pairs.map(({ key, value }) => [key.name, JSON.stringify(value)])) };
}

/** The search attributes that differ from `before`, for one upsert, and the values to compare with next time. */
export function changedSearchAttributes(
  facts: OnboardingFacts,
  situation: Situation,
  before: AttributeValues,
): { readonly pairs: readonly SearchAttributeUpdatePair[]; readonly values: AttributeValues } {
  const { pairs, values } = searchAttributesOf(facts, situation);
  const changed = pairs.filter(({ key }) => before[key.name] !== values[key.name]);
  const isOver = before[OPERATOR_NEEDED.name] !== undefined && values[OPERATOR_NEEDED.name] === undefined;
  return { pairs: isOver ? [...changed, { key: OPERATOR_NEEDED, value: null }] : changed, values };
}
