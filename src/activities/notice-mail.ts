import type { Notice } from '../domain/notice';
import { messageIdOf } from '../notifications/message-id';
import { renderMail, type MailContent } from '../notifications/render';
import type { ContactStanding, StandingContact } from '../registry/registry';
import { handOver } from './hand-over';
import type { OnboardingActivities } from './onboarding-activities';
import type { SellerMailDeps } from './seller-mail';

/** In which standing a contact is told what; another one means that it was overtaken. */
const STANDING_OF: Readonly<Record<Notice['kind'], ContactStanding>> = {
  confirm_contact: 'proposed',
  contact_changing: 'in_force',
  contact_removed: 'left',
};

/** Mails about the contacts themselves. To whom is fixed: nobody else may confirm an address, or need not know. */
export function createNoticeMailActivities(deps: SellerMailDeps): Pick<OnboardingActivities, 'sendNotice'> {
  const { registry, clock } = deps;
  return {
    async sendNotice({ onboardingId, notice }) {
      const contact = await registry.contacts.find(onboardingId, notice.contactId);
      if (contact?.standing !== STANDING_OF[notice.kind]) return { outcome: 'skipped' };
      const step = `${notice.kind}/${notice.revision}`;
      const { contactId } = contact;
      const messageId = messageIdOf(
        { onboardingId, step, generation: 0, round: 0, contactId },
        deps.mailDomain,
        deps.messageIdKey,
      );
      if (await registry.mails.wasSent(messageId)) return { outcome: 'done' };

      const rendered = renderMail(await contentOf(onboardingId, notice, contact, messageId));
      if ((await handOver(deps, contact, { messageId, ...rendered })) === 'refused')
        return { outcome: 'contact_unreachable' };
      await registry.mails.recordSent({ messageId, onboardingId, step, generation: 0, contactId }, null, clock.now());
      return { outcome: 'done' };
    },
  };

  async function contentOf(
    onboardingId: string,
    { kind }: Notice,
    { contactId, language, timeZone, proposedUntil }: StandingContact,
    idempotencyKey: string,
  ): Promise<MailContent> {
    const basis = { language, publicName: deps.publicName };
    if (kind !== 'confirm_contact') return { ...basis, kind };
    const expiresAt = proposedUntil ?? clock.now();
    const { token } = await registry.links.mint(
      { onboardingId, purpose: 'confirm_contact', contactId, expiresAt, idempotencyKey },
      clock.now(),
    );
    return { ...basis, kind, link: `${deps.publicBaseUrl}/c/${token}`, expiresAt, timeZone };
  }
}
