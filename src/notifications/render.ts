import type { Instant } from '../domain/clock';
import type { Country } from '../domain/marketplaces';
import { safeName, singleLine } from './safe-name';
import { htmlOf, MAIL_LANGUAGES, wordsOf, type MailLanguage, type MailTemplate, type Words } from './words';

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

interface AboutStores extends WithLink {
  readonly stores: readonly MailStore[];
  /** To an address that nobody has confirmed goes fixed text: the stores' countries, not their names. */
  readonly addressConfirmed: boolean;
}

interface WithExpiry {
  readonly expiresAt: Instant;
  /** The contact's IANA time zone, in which the date of expiry is told. */
  readonly timeZone: string;
}

/** A mail to a contact. `daysLeft` counts whole policy days until the expiry, 0 on its day. */
export type MailContent = MailBasis &
  (
    | ({ readonly kind: 'invitation' | 'nudge' | 'merchant_needed' } & AboutStores)
    | ({ readonly kind: 'connected' } & AboutStores & WithExpiry)
    | ({ readonly kind: 'reminder'; readonly daysLeft: number } & AboutStores & WithExpiry)
    /** Here it is the link that expires. */
    | ({ readonly kind: 'confirm_contact' } & WithLink & WithExpiry)
    | { readonly kind: 'contact_changing' | 'contact_removed' }
  );

export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Up to this many days before the expiry a reminder counts the days. */
const SOON_DAYS = 7;

/** One sentence and, where there is something to do, one button. Throws a RangeError for an unknown time zone and a TypeError for a link that is not http(s). */
export function renderMail(mail: MailContent): RenderedMail {
  const language = mailLanguage(mail.language);
  const link = 'link' in mail ? webAddress(mail.link) : null;
  const words = wordsOf(templateOf(mail), language, {
    who: singleLine(mail.publicName),
    stores: 'stores' in mail ? storeList(mail, language) : '',
    several: 'stores' in mail && mail.stores.length > 1,
    date: 'expiresAt' in mail ? longDate(mail.expiresAt, mail.timeZone, language) : '',
    inDays: 'daysLeft' in mail ? new Intl.RelativeTimeFormat(language).format(mail.daysLeft, 'day') : '',
  });
  return { subject: words.subject, text: textOf(words, link), html: htmlOf(words, link, language) };
}

function templateOf(mail: MailContent): MailTemplate {
  if (mail.kind !== 'reminder') return TEMPLATE_OF[mail.kind];
  if (mail.daysLeft <= 0) return 'reminder-last-day';
  return mail.daysLeft <= SOON_DAYS ? 'reminder-soon' : 'reminder-early';
}

const TEMPLATE_OF = {
  invitation: 'invitation',
  nudge: 'nudge',
  connected: 'connected',
  confirm_contact: 'confirm-contact',
  contact_changing: 'contact-changing',
  contact_removed: 'contact-removed',
  merchant_needed: 'merchant-needed',
} as const;

function textOf({ sentence, button, smallPrint }: Words, link: string | null): string {
  const action = button === null || link === null ? [] : [`${button}:\n${link}`];
  return `${[sentence, ...action, ...smallPrint].join('\n\n')}\n`;
}

function storeList({ stores, addressConfirmed }: AboutStores, language: MailLanguage): string {
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
