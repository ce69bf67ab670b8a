/**
 * What an operator is told at once, by mail and webhook. Values are short and are never a secret, an address of a
 * contact or a person's name.
 */
export type Alert = {
  readonly [C in AlertCode]: {
    readonly code: C;
    /** A second alert of this code with the same key is not raised. */
    readonly dedupeKey: string;
    /** Null for what concerns no single onboarding. */
    readonly onboardingId: string | null;
    /** Values that its sentences name; more may be given. */
    readonly params: Readonly<Record<string, string>> & Readonly<Record<ParamOf<C>, string>>;
  };
}[AlertCode];

interface Texts {
  readonly subject: string;
  /** What happened. */
  readonly sentence: string;
  /** What to do now. */
  readonly remedy: string;
}

/** Every code there is. Codes are stable; texts may change. Names in braces are the values that must be given. */
const TEXTS = {
  incident_opened: {
    subject: 'An incident was opened',
    sentence:
      'Incident {incidentId} ({kind}) is open. Nobody is called revoked while it lasts, and reminders are held for a day at most.',
    remedy: 'Run "evergrant incidents". Mend the cause if it is ours; if it is Amazon\'s, wait. It closes by itself.',
  },
  incident_closed: {
    subject: 'An incident is over',
    sentence: 'Incident {incidentId} ({kind}) is closed. What was held goes on by itself.',
    remedy: 'Nothing to do.',
  },
  app_secret_expiring: {
    subject: 'The Amazon client secret expires in {daysLeft} days',
    sentence:
      'The client secret of our Amazon application expires on {expiresOn}. Without it no token can be refreshed.',
    remedy:
      'Rotate the secret in the Solution Provider Portal, set the new one as AMAZON_CLIENT_SECRET and the old one as AMAZON_CLIENT_SECRET_PREVIOUS, and restart.',
  },
  app_secret_refused: {
    subject: 'Amazon refuses our client secret',
    sentence:
      'Amazon answers invalid_client: our own client id or secret is wrong or has expired. No token can be refreshed. No seller can mend this.',
    remedy:
      'Check AMAZON_CLIENT_ID and AMAZON_CLIENT_SECRET, rotate the secret if it has expired, and restart. No seller is to be asked for anything.',
  },
  app_role_missing: {
    subject: 'Our Amazon application lacks a role',
    sentence: 'Amazon refuses a call that our application needs, for want of a role.',
    remedy:
      'Add the role in the Solution Provider Portal. Grants that exist do not have it: ask every seller to renew with "evergrant campaign start".',
  },
  escalation_no_click: {
    subject: 'A seller does not react: {daysLeft} days left',
    sentence:
      'Nobody has pressed the button in the mails since the first reminder. The authorization expires on {expiresOn}.',
    remedy: 'Reach the seller in another way and hand them a new link.',
  },
  escalation_not_renewed: {
    subject: 'An authorization is about to expire',
    sentence: 'The authorization expires on {expiresOn} and is not renewed.',
    remedy: 'Call the seller now and hand them a new link.',
  },
  amazon_host_refused: {
    subject: 'A host that looks like Amazon was refused',
    sentence:
      'A sign-in from Seller Central asked to be sent back to {host}, which is none of the hosts we know. It was refused.',
    remedy:
      'If Amazon has a new host, add it to SELLER_CENTRAL_HOSTS. Otherwise somebody tried to lead a seller away: do nothing.',
  },
  owner_mismatch: {
    subject: 'A seller signed in with another Amazon account',
    sentence:
      'A consent came from another Amazon account than the one expected. The account that is connected still works; the new consent is kept for 14 days.',
    remedy: 'Ask the seller which account is meant, then accept or reject the consent with "evergrant decide-owner".',
  },
  seller_claim_conflict: {
    subject: 'Two onboardings claim the same Amazon account',
    sentence:
      'A consent came from an Amazon account that another onboarding has connected, and the two do not match. Nothing was connected.',
    remedy: 'Find out to whom the account belongs, by addresses that you already had. One of the two may be a fraud.',
  },
  seller_already_connected: {
    subject: 'A seller came whose account is connected already',
    sentence:
      'A consent came from an Amazon account that another onboarding has connected, for the same stores. It was destroyed. What is connected here stays so; where nothing is, the seller is asked for nothing meanwhile.',
    remedy:
      'Find out which of the two onboardings is right. If it is this one, disconnect the other and, once it has ended (seven days later), invite here again with "evergrant reopen".',
  },
  authorization_revoked: {
    subject: 'A seller has revoked the authorization',
    sentence:
      'Amazon has refused the refresh token since {since}, while our application was healthy. The seller has ended the authorization.',
    remedy: 'The seller is written to. If it was not meant, they consent again with the link.',
  },
  consent_disputed: {
    subject: 'A contact says: this was not us',
    sentence: 'The contact says that they did not connect this Amazon account.',
    remedy: 'Talk to the contact; disconnect if the consent was not theirs.',
  },
  mail_blocked: {
    subject: 'No mail is sent',
    sentence: 'Evergrant sends no mail to sellers and merchants: {reason}.',
    remedy:
      'If this is a copy of another environment, leave it so. If the database has really moved, say so with "evergrant mail move".',
  },
} as const satisfies Record<string, Texts>;

export type AlertCode = keyof typeof TEXTS;
export const ALERT_CODES = Object.keys(TEXTS) as readonly AlertCode[];

type NamesIn<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type ParamOf<C extends AlertCode> = {
  [K in keyof Texts]: NamesIn<(typeof TEXTS)[C][K]>;
}[keyof Texts];

/** Outside text is capped to this many characters wherever a sentence names it. */
const PARAM_MAX_LENGTH = 200;

/** What an alert says to a person. */
export function describeAlert({ code, params }: Pick<Alert, 'code' | 'params'>): Texts {
  const values: Readonly<Record<string, string>> = params;
  const fill = (template: string) =>
    template.replace(/\{(\w+)\}/g, (_, name: string) => (values[name] ?? '?').slice(0, PARAM_MAX_LENGTH));
  const { subject, sentence, remedy } = TEXTS[code];
  return { subject: fill(subject), sentence: fill(sentence), remedy: fill(remedy) };
}
