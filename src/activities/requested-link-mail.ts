import type { LinkNotice } from '../domain/notice';
import type { MailStep } from '../domain/outcomes';
import { mailOnceUnmuted, type MailDeps } from './mail-once';

const MANAGE_LINK_TTL_MS = 24 * 60 * 60 * 1000;

/** Sends the link that was asked for, to the contact whom it was asked for. Whoever was replaced meanwhile gets none. */
export async function mailRequestedLink(
  deps: MailDeps,
  onboardingId: string,
  { kind, purpose, contactId, at }: LinkNotice,
): Promise<MailStep> {
  const { contacts, onboardings } = deps.registry;
  if ((await onboardings.basics(onboardingId))?.closedAt !== null) return { outcome: 'skipped' };
  const contact = await contacts.find(onboardingId, contactId);
  if (contact?.standing !== 'in_force') return { outcome: 'skipped' };
  const sent = await mailOnceUnmuted(deps, contact, {
    onboardingId,
    step: `${kind}/${purpose}/${at}`,
    generation: 0,
    round: 0,
    content: async (linkFor) => ({
      kind: purpose === 'manage' ? 'manage_link' : 'renew_link',
      language: contact.language,
      publicName: deps.publicName,
      link: await linkFor(purpose, purpose === 'manage' ? deps.clock.now() + MANAGE_LINK_TTL_MS : null),
    }),
    event: null,
  });
  return { outcome: sent === 'sent' ? 'done' : 'contact_unreachable' };
}
