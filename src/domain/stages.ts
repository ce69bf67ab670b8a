/** Where an onboarding stands. Derived from its facts by one pure function; never stored as a state of its own. */
export const STAGES = [
  'validating_key',
  'awaiting_key',
  'creating_store',
  'awaiting_correction',
  'awaiting_consent',
  'consent_lapsed',
  'verifying_grant',
  'connected',
  'expiring',
  'expired',
  'revoked',
  'disconnected',
] as const;
export type Stage = (typeof STAGES)[number];

/** Who holds the ball. */
export const PARTIES = ['seller', 'merchant', 'operator', 'amazon', 'commerce', 'us', 'nobody'] as const;
export type WaitingOn = (typeof PARTIES)[number];

/** A stage in words that a person who knows nothing of Evergrant understands. */
export const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  validating_key: 'Checking the Commerce API key',
  awaiting_key: 'Waiting for a working Commerce API key',
  creating_store: 'Creating the store against the Commerce instance',
  awaiting_correction: 'Waiting for a correction of the store or the Commerce connection',
  awaiting_consent: 'Waiting for the seller to consent at Amazon',
  consent_lapsed: 'The seller did not consent in time; the link still works',
  verifying_grant: 'Verifying the consent with Amazon',
  connected: 'Connected',
  expiring: 'Connected; the yearly renewal is due',
  expired: 'The authorization has expired; the seller must renew it',
  revoked: 'The seller has ended the authorization at Amazon',
  disconnected: 'Disconnected',
};
