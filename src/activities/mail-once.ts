import type { KeyObject } from 'node:crypto';
import type { Instant, Clock } from '../domain/clock';
import { messageIdOf, type MailIdentity } from '../notifications/message-id';
import { renderMail, type MailContent } from '../notifications/render';
import type { Mailer } from '../notifications/smtp';
import type { Contact } from '../registry/contacts';
import type { NewEvent } from '../registry/events';
import type { LinkPurpose } from '../registry/links';
import type { Registry } from '../registry/registry';
import { couldNotAsk } from './could-not-ask';

export interface MailDeps {
  readonly registry: Pick<
    Registry,
    | 'alerts'
    | 'campaigns'
    | 'contacts'
    | 'events'
    | 'grants'
    | 'incidents'
    | 'links'
    | 'mailing'
    | 'mails'
    | 'onboardings'
    | 'policies'
    | 'stores'
  >;
  readonly mailer: Mailer;
  readonly clock: Clock;
  /** The backend's name, as sellers read it. */
  readonly publicName: string;
  /** The only source of absolute addresses. */
  readonly publicBaseUrl: string;
  /** Length of a policy day in milliseconds. */
  readonly dayMs: number;
  /** Right-hand side of Message-IDs. */
  readonly mailDomain: string;
  /** Makes Message-IDs that nobody can work out. */
  readonly messageIdKey: KeyObject;
  /** Where this process runs: mails leave a database only in the environment that it belongs to. */
  readonly environment: string;
  /** The settings say that nothing is mailed. */
  readonly muted: boolean;
}

/** Makes the absolute address of a link. The same mail carries the same address, however often it is made. */
export type LinkFor = (purpose: LinkPurpose, expiresAt: Instant | null) => Promise<string>;

export interface MailToSend extends Omit<MailIdentity, 'contactId'> {
  readonly content: (linkFor: LinkFor) => Promise<MailContent>;
  /** What the backend is told in the same transaction. */
  readonly event: NewEvent | null;
  /** The mail can be ended by one POST (RFC 8058). */
  readonly unsubscribable?: boolean;
}

/**
 * Sends a mail to a contact unless it was sent before: ask the registry, send under a deterministic Message-ID, record. A
 * second copy is possible only if the process dies between the two.
 *
 * A recipient who is refused for good is noted in the registry. `muted`: the operators want no mails to leave, and
 * nothing was done. Whatever else stops a mail is not the contact's to mend, and throws `couldNotAsk`.
 */
export async function mailOnce(
  deps: MailDeps,
  contact: Contact,
  mail: MailToSend,
): Promise<'sent' | 'refused' | 'muted'> {
  const { registry, mailer, clock, publicBaseUrl } = deps;
  const { onboardingId, step, generation, round } = mail;
  const { contactId } = contact;
  const identity = { onboardingId, step, generation, round, contactId };
  const messageId = messageIdOf(identity, deps.mailDomain, deps.messageIdKey);
  if (await registry.mails.wasSent(messageId)) return 'sent';

  const { standing } = await registry.mailing.standing(deps.environment);
  if (standing === 'foreign') throw couldNotAsk({ outcome: 'unverifiable', reason: 'mail_blocked' });
  if (standing === 'muted' || deps.muted) return 'muted';

  const linkFor: LinkFor = async (purpose, expiresAt) => {
    const link = { onboardingId, purpose, contactId, expiresAt, idempotencyKey: `${messageId} ${purpose}` };
    const { token } = await registry.links.mint(link, clock.now());
    return `${publicBaseUrl}/c/${token}`;
  };
  const unsubscribe = mail.unsubscribable === true ? await linkFor('unsubscribe', null) : null;
  const content = await mail.content(linkFor);
  const result = await mailer.send({
    messageId,
    to: { address: contact.email },
    ...renderMail(content),
    unsubscribe,
  });
  if (result.outcome === 'unverifiable') throw couldNotAsk(result);
  if (result.outcome === 'rejected') {
    if (result.reason !== 'address_malformed' && result.reason !== 'recipient_refused')
      throw couldNotAsk({ outcome: 'unverifiable', reason: 'unexpected_answer' });
    await registry.contacts.refused(contactId, clock.now());
    return 'refused';
  }
  await registry.mails.recordSent({ messageId, onboardingId, step, generation, contactId }, mail.event, clock.now());
  return 'sent';
}

/** For a mail that nothing makes up for: it waits until mails may leave again. */
export async function mailOnceUnmuted(deps: MailDeps, contact: Contact, mail: MailToSend): Promise<'sent' | 'refused'> {
  const sent = await mailOnce(deps, contact, mail);
  if (sent === 'muted') throw couldNotAsk({ outcome: 'unverifiable', reason: 'mail_blocked' });
  return sent;
}
