import type { SearchAttributePair, SearchAttributeUpdatePair } from '@temporalio/common';
import { patched, workflowInfo } from '@temporalio/workflow';
import type { OnboardingFacts } from '../domain/facts';
import { marketplaceOfStore } from '../domain/marketplaces';
import type { Situation } from '../domain/situation';
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

/** The search attributes that differ from `before`, for one upsert, and the values to compare with next time. */
export function changedSearchAttributes(
  facts: OnboardingFacts,
  situation: Situation,
  before: Readonly<Record<string, string>>,
): { readonly pairs: readonly SearchAttributeUpdatePair[]; readonly values: Readonly<Record<string, string>> } {
  const { stage, waitingOn } = situation;
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
  const changed = pairs.filter(({ key }) => before[key.name] !== values[key.name]);
  return { pairs: [...changed, ...operatorNeeded(situation)], values };
}

/**
 * Most onboardings never need an operator and never carry this attribute. What is there may be of an earlier run.
 * Runs that began before it was known go on without it.
 */
function operatorNeeded({ requirements }: Situation): readonly SearchAttributeUpdatePair[] {
  const codes = requirements.filter(({ waitingOn }) => waitingOn === 'operator').map(({ code }) => code);
  const needed = [...new Set<string>(codes)].sort();
  const shown = workflowInfo().typedSearchAttributes.get(OPERATOR_NEEDED) ?? [];
  if (needed.join() === [...shown].sort().join() || !patched('operator-needed')) return [];
  return [{ key: OPERATOR_NEEDED, value: needed.length === 0 ? null : needed }];
}
