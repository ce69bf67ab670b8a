import type { AttemptOutcome } from '../../../registry/attempts';

/**
 * What a person is told about their trip to Amazon: the recorded outcomes, a state that has run out unused, and a consent
 * that Amazon gives no access with.
 */
export type ShownOutcome = AttemptOutcome | 'expired' | 'access_refused';

export interface OutcomeFacts {
  readonly outcome: ShownOutcome;
  /** The backend's configured name. */
  readonly name: string;
  /** Countries of the stores, in words: `Canada and Mexico`. */
  readonly countries: string;
  /** What to quote when one writes to us. */
  readonly reference: string;
  /** A consent was in force when this trip began, and it is untouched. */
  readonly renewing: boolean;
  /** That one has neither expired nor been revoked. */
  readonly works: boolean;
  /** The account that is kept aside because it is another one than expected; null where there is none. */
  readonly signedInAs: SignedInAs | null;
  /** The check takes longer than people wait. */
  readonly long: boolean;
}

export interface SignedInAs {
  /** As Amazon calls its stores. */
  readonly stores: readonly string[];
  /** It says that it is the seller who is connected, but no store of theirs was recognised. */
  readonly sameSellerId: boolean;
}

export interface OutcomeWords {
  readonly tone: 'good' | 'waiting' | 'attention';
  readonly title: string;
  readonly sentences: readonly string[];
  /** On the button that starts over; null where trying again would not help. */
  readonly retry: string | null;
}

export function outcomeWords(facts: OutcomeFacts): OutcomeWords {
  const { name, reference } = facts;
  const tryAgain = 'Try again on Amazon';
  const untouched = facts.works ? ['Your existing connection goes on working meanwhile.'] : [];
  const attention = (title: string, sentences: readonly string[], retry: string | null = tryAgain): OutcomeWords => ({
    tone: 'attention',
    title,
    sentences,
    retry,
  });

  switch (facts.outcome) {
    case 'open':
      return attention('You have not finished at Amazon yet', [
        'Finish in the tab in which Amazon is open, or start again here.',
      ]);
    case 'expired':
      return attention('That took longer than 15 minutes', [
        'For your safety a visit to Amazon must be finished within 15 minutes. Nothing was connected.',
        'Please start again; it usually takes a minute.',
      ]);
    case 'exchanging':
    case 'verifying':
      return {
        tone: 'waiting',
        title: 'Checking with Amazon',
        sentences: facts.long
          ? [
              'Amazon takes longer than usual today. Your consent is safe with us and the check goes on by itself.',
              'You may close this page: we will send you a mail as soon as we know.',
            ]
          : ['Amazon has sent you back to us. We are making sure that everything works; this takes a few seconds.'],
        retry: null,
      };
    case 'lost':
      return attention('Amazon’s answer did not reach us', [
        'You did everything right, but the connection to Amazon broke at the last step, and Amazon does not repeat its answer.',
        'Please confirm once more.',
        ...untouched,
      ]);
    case 'code_refused':
      return attention('Amazon no longer accepted the confirmation', [
        'A confirmation is good for five minutes and for one use, and this one was too old or had been used. Nothing was connected.',
        'Please confirm once more.',
        ...untouched,
      ]);
    case 'amazon_unavailable':
      return attention('Amazon could not be reached', [
        'We could not ask Amazon to complete the connection. This is a disturbance between Amazon and us, not a fault of yours.',
        'Please try again in a few minutes.',
        ...untouched,
      ]);
    case 'app_misconfigured':
      return attention('Amazon refuses our application at the moment', [
        'This is a fault on our side that you cannot mend. Our operators have been told.',
        `Please try again later with the link in your mail. If you ask ${name} about it, quote the reference ${reference}.`,
        ...untouched,
      ]);
    case 'overtaken':
      return attention(
        'A newer consent is already in place',
        [
          'Another visit to Amazon was finished before this one. Nothing is missing, and you do not have to do anything.',
        ],
        null,
      );
    case 'connected':
      return {
        tone: 'good',
        title: facts.renewing ? 'Your Amazon connection is renewed' : 'Your store is connected',
        sentences: [],
        retry: null,
      };
    case 'not_participating':
      return attention(
        'This Amazon account does not sell there',
        [
          `Amazon says that the account which you signed in with does not sell in ${facts.countries}.`,
          'If you have another account that does, sign out of Seller Central first, then try again with that one.',
          'If you have only just opened the marketplace, there is nothing to do: we ask Amazon again every day and send you a mail.',
          ...untouched,
        ],
        'Try again with another account',
      );
    case 'access_refused':
      return attention(
        'Amazon gives no access to this account',
        [
          `Amazon has taken your consent, but answers nothing about the account which you signed in with. Most often that account does not sell in ${facts.countries}.`,
          'If you have another account that does, sign out of Seller Central first, then try again with that one.',
          `If it is the right account, there is nothing to do: we go on asking, and a person at our side looks into it. Reference: ${reference}`,
          ...untouched,
        ],
        'Try again with another account',
      );
    case 'parked':
      if (!facts.signedInAs) return checking(reference);
      if (facts.signedInAs.sameSellerId) return sameAccount(reference, untouched);
      return attention(
        'You signed in with another Amazon account',
        [
          ...storesOf(facts.signedInAs),
          facts.renewing
            ? 'It is not the account that is connected so far, and nothing was changed.'
            : 'It is not the account that was to be connected, and nothing was connected.',
          ...untouched,
          'Sign out of Seller Central, then try again and sign in with the right account.',
          `If you do mean this account, ask ${name} and quote the reference ${reference}.`,
        ],
        'Try again with the right account',
      );
    case 'refused':
      return checking(reference);
    case 'void':
      return attention('This consent is no longer valid', [
        'It was replaced by a newer one, or it was ended in Seller Central before we had checked it.',
        'Unless you have finished a newer visit to Amazon, please confirm once more.',
        ...untouched,
      ]);
  }
}

function storesOf({ stores }: SignedInAs): readonly string[] {
  if (stores.length === 0) return [];
  const names = new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(stores.map((name) => `“${name}”`));
  return [`Amazon calls the store that signed in ${names}.`];
}

/** The seller id is a claim, and what Amazon shows of the account does not bear it out. */
function sameAccount(reference: string, untouched: readonly string[]): OutcomeWords {
  return {
    tone: 'waiting',
    title: 'We make sure that this is the same account',
    sentences: [
      'Amazon shows your stores under other names than before. Nothing was changed: before the new consent takes effect, the contact of this connection is asked, and a person at our side looks at it.',
      ...untouched,
      `Reference: ${reference}`,
    ],
    retry: null,
  };
}

/** Says nothing of any other onboarding: whoever signed in may not be the owner of the account. */
function checking(reference: string): OutcomeWords {
  return {
    tone: 'waiting',
    title: 'We are checking this connection',
    sentences: [
      'Amazon has answered, and a person at our side has to look at it before the store can be connected. You do not have to do anything; you will hear from us.',
      `Reference: ${reference}`,
    ],
    retry: null,
  };
}
