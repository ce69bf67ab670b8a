import type { Instant } from '../domain/clock';
import type { Country } from '../domain/marketplaces';
import { calendarFile, type CalendarEntry } from './calendar-file';
import { safeName, singleLine } from './safe-name';
import {
  htmlOf,
  MAIL_LANGUAGES,
  wordsOf,
  type MailLanguage,
  type MailTemplate,
  type Words,
  type WordsInput,
} from './words';

export interface MailStore {
  /** As the merchant chose it; what is shown of it is decided here. */
  readonly name: string;
  readonly country: Country;
}

interface MailBasis {
  /** The contact's language, a BCP 47 tag; English where there are no texts in it. */
  readonly language: string;
  /** Who asks: the backend's name, from the operator's configuration. */
  readonly publicName: string;
}

interface WithLink {
  /** Where the one button leads, absolute: to connect, to renew, or to say "this was not us". */
  readonly link: string;
}

interface OfStores {
  readonly stores: readonly MailStore[];
  /** To an address that nobody has confirmed goes fixed text: the stores' countries, not their names. */
  readonly addressConfirmed: boolean;
}

type AboutStores = OfStores & WithLink;

interface WithDay {
  /** The day that the mail names. */
  readonly day: Instant;
  /** The contact's IANA time zone, in which it is told. */
  readonly timeZone: string;
}

interface WithCalendar {
  /** The entry for the end of the permission; null for none. Its link is the one that renews. */
  readonly calendar: Pick<CalendarEntry, 'uid' | 'sequence' | 'writtenAt' | 'at' | 'url'> | null;
}

interface Reminder extends AboutStores, WithDay, WithCalendar {
  readonly kind: 'reminder';
  /** Whole policy days until the expiry, 0 on its day. */
  readonly daysLeft: number;
  /** The day of the expiry is our estimate. */
  readonly estimated: boolean;
}

interface Expired extends AboutStores, WithDay {
  readonly kind: 'expired';
  /** Whole policy days since the expiry. */
  readonly daysDark: number;
  /** For how many more days Amazon still has everything that was missed. */
  readonly daysToRecover: number;
}

/** A mail to a contact. */
export type MailContent = MailBasis &
  (
    | ({
        readonly kind: 'invitation' | 'nudge' | 'merchant_needed' | 'wrong_account' | 'confirm_owner' | 'role_added';
      } & AboutStores)
    | ({ readonly kind: 'connected' | 'renewed' | 'recovered' } & AboutStores & WithDay & WithCalendar)
    | Reminder
    | Expired
    /** `day`: since when it no longer works. */
    | ({ readonly kind: 'revoked' } & AboutStores & WithDay)
    /** `day`: when it is final. */
    | ({ readonly kind: 'disconnected' } & OfStores & WithDay)
    | ({ readonly kind: 'disconnect_undone' } & OfStores)
    /** `day`: when the link expires. */
    | ({ readonly kind: 'confirm_contact' } & WithLink & WithDay)
    | ({ readonly kind: 'reminders_off' | 'renew_link' | 'manage_link' } & WithLink)
    | { readonly kind: 'contact_changing' | 'contact_removed' }
  );

export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** An iCalendar file; null where there is no date to keep. */
  readonly calendar: string | null;
}

/** Up to this many days before the expiry a reminder counts the days. */
const SOON_DAYS = 7;

/** One sentence and, where there is something to do, one button. Throws a RangeError for an unknown time zone and a TypeError for a link that is not http(s). */
export function renderMail(mail: MailContent): RenderedMail {
  const language = mailLanguage(mail.language);
  const link = 'link' in mail ? webAddress(mail.link) : null;
  const input = wordsInput(mail, language);
  const words = wordsOf(templateOf(mail), language, input);
  const calendar = 'calendar' in mail && mail.calendar ? mail.calendar : null;
  return {
    subject: words.subject,
    text: textOf(words, link),
    html: htmlOf(words, link, language),
    calendar: calendar && calendarOf(calendar, wordsOf('calendar', language, input)),
  };
}

function wordsInput(mail: MailContent, language: MailLanguage): WordsInput {
  return {
    who: singleLine(mail.publicName),
    stores: 'stores' in mail ? storeList(mail, language) : '',
    several: 'stores' in mail && mail.stores.length > 1,
    date: 'day' in mail ? longDate(mail.day, mail.timeZone, language) : '',
    inDays: 'daysLeft' in mail ? new Intl.RelativeTimeFormat(language).format(mail.daysLeft, 'day') : '',
    pastDays: 'daysDark' in mail && mail.daysDark > 0 ? days(mail.daysDark, language) : '',
    daysToRecover: 'daysToRecover' in mail ? days(mail.daysToRecover, language) : '',
  };
}

/** To be forwarded and shared is what calendars are for: the entry tells no more than the mail. */
function calendarOf(entry: NonNullable<WithCalendar['calendar']>, { subject, sentence, smallPrint }: Words): string {
  const url = webAddress(entry.url);
  return calendarFile({ ...entry, url, summary: subject, description: [sentence, url, ...smallPrint].join('\n\n') });
}

function templateOf(mail: MailContent): MailTemplate {
  if (mail.kind !== 'reminder') return TEMPLATE_OF[mail.kind];
  if (mail.estimated) return 'reminder-estimated';
  if (mail.daysLeft <= 0) return 'reminder-last-day';
  return mail.daysLeft <= SOON_DAYS ? 'reminder-soon' : 'reminder-early';
}

const TEMPLATE_OF = {
  invitation: 'invitation',
  nudge: 'nudge',
  connected: 'connected',
  renewed: 'renewed',
  recovered: 'recovered',
  expired: 'expired',
  revoked: 'revoked',
  wrong_account: 'wrong-account',
  confirm_owner: 'confirm-owner',
  disconnected: 'disconnected',
  disconnect_undone: 'disconnect-undone',
  role_added: 'role-added',
  reminders_off: 'reminders-off',
  confirm_contact: 'confirm-contact',
  renew_link: 'renew-link',
  manage_link: 'manage-link',
  contact_changing: 'contact-changing',
  contact_removed: 'contact-removed',
  merchant_needed: 'merchant-needed',
} as const;

function textOf({ sentence, button, smallPrint }: Words, link: string | null): string {
  const action = button === null || link === null ? [] : [`${button}:\n${link}`];
  return `${[sentence, ...action, ...smallPrint].join('\n\n')}\n`;
}

function storeList({ stores, addressConfirmed }: OfStores, language: MailLanguage): string {
  const labels = stores.map((store) => {
    const country = countryName(store.country, language);
    const name = addressConfirmed ? safeName(store.name) : undefined;
    return name === undefined ? country : `“${name}” (${country})`;
  });
  return new Intl.ListFormat(language).format(labels);
}

/** ISO 3166-1, which Intl speaks, calls the United Kingdom GB. */
function countryName(country: Country, language: MailLanguage): string {
  const region = country === 'UK' ? 'GB' : country;
  return new Intl.DisplayNames(language, { type: 'region' }).of(region) ?? country;
}

function longDate(at: Instant, timeZone: string, language: MailLanguage): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone }).format(at);
}

function days(count: number, language: MailLanguage): string {
  return new Intl.NumberFormat(language, { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(count);
}

function mailLanguage(tag: string): MailLanguage {
  const primary = tag.toLowerCase().split('-')[0];
  return MAIL_LANGUAGES.find((language) => language === primary) ?? 'en';
}

/** The link is a secret of its own: no error repeats it. */
function webAddress(link: string): string {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    throw new TypeError('The link of a mail must be http(s)');
  return url.href;
}
