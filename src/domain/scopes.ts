/** What an API key may do; a key has any number of them, and none includes another. */
export const SCOPE_WORDS = {
  read: 'See onboardings and events.',
  write: 'Start onboardings and change their credentials, stores, contacts and links.',
  operate: 'Steer onboardings: remind, snooze, probe, disconnect them and take that back.',
  tokens: 'Get access tokens for the Selling Partner API.',
  admin: 'Manage API keys and webhook endpoints, read the audit, adopt, decide about owners, and erase.',
} as const satisfies Readonly<Record<string, string>>;

export type Scope = keyof typeof SCOPE_WORDS;
export const SCOPES = Object.keys(SCOPE_WORDS) as readonly Scope[];
