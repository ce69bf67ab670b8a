import type { Instant } from '../domain/clock';
import type { DisconnectNotice } from '../domain/notice';
import type { MailStep } from '../domain/outcomes';
import { messageIdOf } from '../notifications/message-id';
import type { Contact } from '../registry/contacts';
import { mailOnceUnmuted, type MailDeps } from './mail-once';

/** Tells the seller of a disconnect, or that it was taken back. */
export function mailAboutDisconnect(
  deps: MailDeps,
  onboardingId: string,
  { kind, at }: DisconnectNotice,
): Promise<MailStep> {
  return kind === 'disconnected' ? mailDisconnected(deps, onboardingId, at) : mailUndone(deps, onboardingId, at);
}

/**
 * That the connection is being ended, and that only the seller can end the permission at Amazon. Whoever is connected
 * again meanwhile is not bothered.
 */
async function mailDisconnected(deps: MailDeps, onboardingId: string, at: Instant): Promise<MailStep> {
  const { contacts, onboardings } = deps.registry;
  if ((await onboardings.basics(onboardingId))?.disconnectedAt !== at) return { outcome: 'skipped' };
  const day = (await onboardings.disconnectFinalAt(onboardingId)) ?? at;
  for (const contact of await contacts.reachable(onboardingId, 'seller')) {
    const sent = await mailOnceUnmuted(deps, contact, {
      ...identityOf('disconnected', onboardingId, at),
      content: async () => ({
        ...(await about(deps, onboardingId, contact)),
        kind: 'disconnected',
        day,
        timeZone: contact.timeZone,
      }),
      event: null,
    });
    if (sent === 'sent') return { outcome: 'done' };
  }
  return { outcome: 'contact_unreachable' };
}

/**
 * To whoever was told of the disconnect. Who is being disconnected anew is told of that instead, and of a grant that has
 * ended the mails of its year speak.
 */
async function mailUndone(deps: MailDeps, onboardingId: string, at: Instant): Promise<MailStep> {
  const { contacts, grants, mails, onboardings } = deps.registry;
  const basics = await onboardings.basics(onboardingId);
  if (!basics || basics.closedAt !== null || basics.disconnectedAt !== null) return { outcome: 'skipped' };
  if (!(await grants.isAlive(onboardingId, deps.clock.now()))) return { outcome: 'skipped' };
  for (const contact of await contacts.reachable(onboardingId, 'seller')) {
    const told = { ...identityOf('disconnected', onboardingId, at), contactId: contact.contactId };
    if (!(await mails.wasSent(messageIdOf(told, deps.mailDomain, deps.messageIdKey)))) continue;
    const sent = await mailOnceUnmuted(deps, contact, {
      ...identityOf('disconnect_undone', onboardingId, at),
      content: async () => ({ ...(await about(deps, onboardingId, contact)), kind: 'disconnect_undone' }),
      event: null,
    });
    return sent === 'sent' ? { outcome: 'done' } : { outcome: 'contact_unreachable' };
  }
  return { outcome: 'skipped' };
}

function identityOf(kind: DisconnectNotice['kind'], onboardingId: string, at: Instant) {
  return { onboardingId, step: `${kind}/${at}`, generation: 0, round: 0 };
}

async function about({ registry, publicName }: MailDeps, onboardingId: string, contact: Contact) {
  const stores = (await registry.stores.list(onboardingId)).map(({ name, country }) => ({ name, country }));
  return { language: contact.language, publicName, stores, addressConfirmed: contact.confirmed };
}
