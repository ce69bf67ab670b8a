/** What Seller Central answers instead of the consent page; the application never hears of it. */
export interface Refusal {
  readonly outcome: 'refused';
  readonly code: RefusalCode;
  readonly text: string;
}

/** Amazon's own error codes (developer-docs.amazon.com, page "Authorization errors"); the sentences are ours. */
const TEXTS = {
  MD1000:
    'The application could not be found, is a draft that was not asked for with version=beta, or the address is incomplete.',
  MD5101: 'The redirect address is not one that is registered for this application.',
  MD5110: 'The redirect address must not contain a fragment.',
  MD9100: 'The application has no login or redirect address registered.',
  SPDC8143: 'You are not the primary user of this selling account. Ask the primary user to authorize the application.',
  SPSA0404: 'The application does not support this account.',
  CONSENT_LIMIT_REACHED: 'The application has reached the number of sellers that may authorize it before it is listed.',
  CONSENT_EXPIRED:
    'This page was open for too long or was opened in another session. Start again from the application.',
  REGION_NOT_CHOSEN: 'This seller has accounts in several regions: say which one is meant.',
} as const;

export type RefusalCode = keyof typeof TEXTS;

export function refusal(code: RefusalCode): Refusal {
  return { outcome: 'refused', code, text: TEXTS[code] };
}
