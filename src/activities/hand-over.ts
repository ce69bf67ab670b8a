import type { Clock } from '../domain/clock';
import type { RenderedMail } from '../notifications/render';
import type { Mailer } from '../notifications/smtp';
import type { Contact, Registry } from '../registry/registry';
import { couldNotAsk } from './could-not-ask';

export interface HandOverDeps {
  readonly registry: Pick<Registry, 'contacts'>;
  readonly mailer: Mailer;
  readonly clock: Clock;
}

/**
 * Hands one mail to the mail server. A recipient who is refused for good is noted in the registry; whatever else stops a
 * mail is not the contact's to mend, and throws `couldNotAsk`.
 */
export async function handOver(
  { registry, mailer, clock }: HandOverDeps,
  contact: Contact,
  mail: RenderedMail & { readonly messageId: string },
): Promise<'sent' | 'refused'> {
  const result = await mailer.send({ ...mail, to: { address: contact.email } });
  switch (result.outcome) {
    case 'sent':
      return 'sent';
    case 'unverifiable':
      throw couldNotAsk(result);
    case 'rejected':
      if (result.reason !== 'address_malformed' && result.reason !== 'recipient_refused')
        throw couldNotAsk({ outcome: 'unverifiable', reason: 'unexpected_answer' });
      await registry.contacts.refused(contact.contactId, clock.now());
      return 'refused';
  }
}
