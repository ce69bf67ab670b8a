import type { ContactNotice } from '../domain/notice';
import type { MailStep } from '../domain/outcomes';
import type { MailContent } from '../notifications/render';
import type { StandingContact } from '../registry/contacts';
import { mailOnceUnmuted, type LinkFor, type MailDeps } from './mail-once';

/**
 * Sends a mail about the contacts themselves. To whom is fixed: nobody else may confirm an address, or need know of the
 * change. Whoever had the mails is told in any case, also if the new address was confirmed before.
 */
export async function mailContact(deps: MailDeps, onboardingId: string, notice: ContactNotice): Promise<MailStep> {
  const { contacts, onboardings } = deps.registry;
  // It is tried for days; the link of an onboarding that is closed meanwhile would open nothing.
  if ((await onboardings.basics(onboardingId))?.closedAt !== null) return { outcome: 'skipped' };
  const contact = await contacts.find(onboardingId, notice.contactId);
  const kind = contact && kindFor(notice, contact);
  if (!kind) return { outcome: 'skipped' };
  const sent = await mailOnceUnmuted(deps, contact, {
    onboardingId,
    step: `${notice.kind}/${notice.revision}`,
    generation: 0,
    round: 0,
    content: (linkFor) => contentOf(deps, kind, contact, linkFor),
    event: null,
  });
  return { outcome: sent === 'sent' ? 'done' : 'contact_unreachable' };
}

/** What there is still to be said; undefined for what was taken back meanwhile, or is in force already. */
function kindFor(
  { kind }: ContactNotice,
  { standing, remindersOffSince }: StandingContact,
): ContactNotice['kind'] | undefined {
  switch (kind) {
    case 'confirm_contact':
      return standing === 'proposed' ? kind : undefined;
    case 'reminders_off':
      return standing === 'in_force' && remindersOffSince !== null ? kind : undefined;
    default:
      return standing === 'left' ? 'contact_removed' : 'contact_changing';
  }
}

async function contentOf(
  { clock, publicName }: MailDeps,
  kind: ContactNotice['kind'],
  { language, timeZone, proposedUntil }: StandingContact,
  linkFor: LinkFor,
): Promise<MailContent> {
  const basis = { language, publicName };
  if (kind === 'reminders_off') return { ...basis, kind, link: await linkFor('resubscribe', null) };
  if (kind !== 'confirm_contact') return { ...basis, kind };
  const day = proposedUntil ?? clock.now();
  return { ...basis, kind, link: await linkFor(kind, day), day, timeZone };
}
