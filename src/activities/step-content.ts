import { ORDERS_KEPT_DAYS } from '../amazon/facts';
import { daysBetween } from '../domain/calendar';
import type { Instant } from '../domain/clock';
import { DAY_MS } from '../domain/policy';
import { calendarUidOf } from '../notifications/calendar-file';
import type { MailContent } from '../notifications/render';
import type { Contact } from '../registry/contacts';
import type { LinkFor, MailDeps } from './mail-once';
import type { StepMail } from './step-mail';

/** What the mail of a step says to a contact. */
export async function contentOf(
  deps: MailDeps,
  mail: StepMail,
  contact: Contact,
  linkFor: LinkFor,
): Promise<MailContent> {
  const { registry, clock, dayMs } = deps;
  const stores = await registry.stores.list(mail.onboardingId);
  const basis = {
    language: contact.language,
    publicName: deps.publicName,
    stores: stores.map(({ name, country }) => ({ name, country })),
    addressConfirmed: contact.confirmed,
    timeZone: contact.timeZone,
  };
  const renew = () => linkFor('renew', null);
  switch (mail.kind) {
    case 'invitation':
    case 'nudge':
      return { ...basis, kind: mail.kind, link: await renew() };
    case 'connected': {
      const calendar = mail.estimated ? null : calendarOf(deps, mail, await renew());
      const link = await linkFor('not_us', null);
      return { ...basis, kind: await confirmationKind(deps, mail), link, day: mail.expiresAt, calendar };
    }
    case 'reminder': {
      const { estimated, expiresAt } = mail;
      const daysLeft = daysTo(dayMs, clock.now(), expiresAt, contact.timeZone);
      const link = await renew();
      const calendar = estimated ? null : calendarOf(deps, mail, link);
      return { ...basis, kind: 'reminder', link, day: expiresAt, daysLeft, estimated, calendar };
    }
    case 'expired': {
      const daysDark = daysTo(dayMs, mail.expiresAt, clock.now(), contact.timeZone);
      const daysToRecover = Math.max(0, ORDERS_KEPT_DAYS - daysDark);
      return { ...basis, kind: 'expired', link: await renew(), day: mail.expiresAt, daysDark, daysToRecover };
    }
    case 'revoked':
      return { ...basis, kind: 'revoked', link: await renew(), day: mail.since };
  }
}

type ConfirmationOrReminder = Extract<StepMail, { readonly kind: 'connected' | 'reminder' }>;

/** One entry in the calendar for the permission, which moves with every renewal. */
function calendarOf(deps: MailDeps, { onboardingId, generation, expiresAt }: ConfirmationOrReminder, url: string) {
  const uid = calendarUidOf(onboardingId, deps.mailDomain, deps.messageIdKey);
  return { uid, sequence: generation, writtenAt: deps.clock.now(), at: expiresAt, url };
}

/** In the words in which the backend was told of it. */
async function confirmationKind({ registry }: MailDeps, { onboardingId, generation }: ConfirmationOrReminder) {
  switch (await registry.events.toldAs(onboardingId, generation)) {
    case 'authorization.renewed':
      return 'renewed';
    case 'authorization.recovered':
      return 'recovered';
    default:
      return 'connected';
  }
}

/**
 * Whole days from one instant to another, as the contact counts them: by the calendar, because a reminder may have been
 * moved off a weekend or be late. Where a policy day is no real day there is no calendar; a step half a day ahead is then
 * one of the day itself.
 */
function daysTo(dayMs: number, from: Instant, to: Instant, timeZone: string): number {
  const days = dayMs === DAY_MS ? daysBetween(from, to, timeZone) : Math.ceil((to - from) / dayMs - 0.5);
  return Math.max(0, days);
}
