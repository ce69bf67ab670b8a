/** The groups of operations in the public document, in its order. */
export const TAGS = {
  Onboardings: 'One Amazon seller account in one Amazon region for one merchant.',
  Stores: 'The stores of an onboarding: one marketplace country bound to one Commerce website each.',
  Tokens: 'Live access tokens for the Selling Partner API.',
  Authorizations: 'The consents of all sellers together.',
  Events: 'What happened, as a list and as signed webhooks.',
  Administration: 'API keys and the audit.',
  Health: 'For whoever runs this process.',
} as const satisfies Readonly<Record<string, string>>;

export type Tag = keyof typeof TAGS;
