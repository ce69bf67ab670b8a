import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/**
 * What operators filter onboardings by in the Temporal UI. Search attributes are never encrypted: no names, no e-mail
 * addresses, no secrets. Persisted names: never rename one while onboardings are open.
 */
export const MERCHANT_ID = defineSearchAttributeKey('MerchantId', SearchAttributeType.KEYWORD);
export const ONBOARDING_STAGE = defineSearchAttributeKey('OnboardingStage', SearchAttributeType.KEYWORD);
export const WAITING_ON = defineSearchAttributeKey('WaitingOn', SearchAttributeType.KEYWORD);
export const WAITING_SINCE = defineSearchAttributeKey('WaitingSince', SearchAttributeType.DATETIME);
export const AUTHORIZATION_EXPIRES_AT = defineSearchAttributeKey(
  'AuthorizationExpiresAt',
  SearchAttributeType.DATETIME,
);
export const MARKETPLACES = defineSearchAttributeKey('Marketplaces', SearchAttributeType.KEYWORD_LIST);
export const GRANT_GENERATION = defineSearchAttributeKey('GrantGeneration', SearchAttributeType.INT);
/** Codes of what only an operator can mend, also beside a stage that waits for somebody else or for nobody. */
export const OPERATOR_NEEDED = defineSearchAttributeKey('OperatorNeeded', SearchAttributeType.KEYWORD_LIST);

/** Every key above; a server must know all of them before a workflow that carries them can start. */
export const SEARCH_ATTRIBUTES = [
  MERCHANT_ID,
  ONBOARDING_STAGE,
  WAITING_ON,
  WAITING_SINCE,
  AUTHORIZATION_EXPIRES_AT,
  MARKETPLACES,
  GRANT_GENERATION,
  OPERATOR_NEEDED,
] as const;
