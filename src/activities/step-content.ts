import { ORDERS_KEPT_DAYS } from '../amazon/facts';
import { calendarUidOf } from '../notifications/calendar-file';
import type { MailContent } from '../notifications/render';
import type { Contact } from '../registry/registry';
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
      const link = await renew();
      const calendar = estimated ? null : calendarOf(deps, mail, link);
      return { ...basis, kind: 'reminder', link, day: expiresAt, daysLeft: daysLeft(deps, mail), estimated, calendar };
    }
    case 'expired': {
      const daysDark = Math.max(0, Math.floor((clock.now() - mail.expiresAt) / dayMs));
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

/** Counted anew, because a reminder can be late; on the last day it is not a day before it. */
function daysLeft({ clock, dayMs }: MailDeps, { step, expiresAt }: ConfirmationOrReminder): number {
  const left = Math.max(0, Math.round((expiresAt - clock.now()) / dayMs));
  return step.daysBefore === null ? left : Math.min(step.daysBefore, left);
}
