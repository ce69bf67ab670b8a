/** What each template is given. Texts are not escaped here: the templates do that. */
import type { Door } from '../registry/attempts';
import type { NoticeWords } from './templates/en/notices';
import type { StageWords } from './templates/en/stages';
import type { OutcomeWords } from './templates/en/outcomes';
import type { AmazonErrorWords } from './templates/en/amazon-errors';
import type { StoreLine } from './store-lines';

export interface Form {
  readonly action: string;
  readonly csrf: string;
}

/** A form that carries what the page was asked with. */
export interface FormWithFields extends Form {
  readonly fields: Readonly<Record<string, string>>;
}

/** An onboarding with which a seller who comes from Seller Central may go on at once. */
export interface LoginChoice {
  readonly host: string | null;
  readonly stores: readonly StoreLine[];
  readonly go: FormWithFields;
}

/** What a link offers beside its one button; null: not now, or not with this link. */
export interface MoreToDo {
  /** `until`: in words. */
  readonly snooze: (Form & { readonly until: string }) | null;
  readonly passOn: { readonly link: string; readonly mailto: string } | null;
  readonly manage: Form | null;
  readonly reminders: ReminderSwitch | null;
}

/** Ends the reminders to the contact to whom the link was mailed, or has them come again. */
export interface ReminderSwitch extends Form {
  readonly turns: 'off' | 'on';
}

/** The newest trip to Amazon that this browser began with the link. */
export type EarlierTrip =
  | { readonly kind: 'unfinished'; readonly startedAt: string; readonly errors: readonly AmazonErrorWords[] }
  | { readonly kind: 'finished'; readonly words: OutcomeWords; readonly address: string | null };

export interface Views {
  readonly notice: { readonly words: NoticeWords; readonly back: string | null };
  readonly link: {
    readonly words: StageWords;
    readonly host: string | null;
    readonly stores: readonly StoreLine[];
    readonly renewal: string | null;
    readonly requirements: readonly string[];
    readonly earlier: EarlierTrip | null;
    readonly connect: Form | null;
    /** This browser came from Seller Central a moment ago, and the button leads back there. */
    readonly fromSellerCentral: boolean;
    readonly more: MoreToDo;
  };
  readonly 'confirm-contact': {
    readonly host: string | null;
    /** What one would be written to about. */
    readonly matters: string;
    readonly confirm: Form;
  };
  readonly 'confirm-owner': { readonly host: string | null; readonly confirm: Form };
  readonly reminders: ReminderSwitch;
  readonly 'not-us': { readonly host: string | null; readonly report: Form };
  readonly login: { readonly ask: FormWithFields };
  readonly 'login-continue': { readonly choices: readonly LoginChoice[] };
  readonly 'hand-off': { readonly host: string; readonly door: Door };
  readonly return: {
    readonly words: OutcomeWords;
    readonly stores: readonly StoreLine[];
    readonly renewal: string | null;
    readonly retry: Form | null;
    /** Where a page that waits looks again. */
    readonly again: string | null;
    readonly backTo: { readonly url: string; readonly host: string } | null;
  };
}
