import type { KeyObject } from 'node:crypto';
import { isoInstant, type Clock } from '../domain/clock';
import type { MailStep } from '../domain/outcomes';
import type { PlanStep } from '../domain/plan';
import { messageIdOf } from '../notifications/message-id';
import { renderMail, type MailContent } from '../notifications/render';
import type { Mailer } from '../notifications/smtp';
import type { Contact, Grant, LinkPurpose, NewEvent, Registry } from '../registry/registry';
import { handOver } from './hand-over';
import type { OnboardingActivities } from './onboarding-activities';

export interface SellerMailDeps {
  readonly registry: Pick<Registry, 'contacts' | 'grants' | 'links' | 'mails' | 'onboardings' | 'stores'>;
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
}

type SellerMailActivities = Pick<OnboardingActivities, 'askForConsent' | 'performStep'>;

/** One mail of one step, to the seller's contact. */
interface StepMail {
  readonly onboardingId: string;
  readonly step: PlanStep;
  readonly generation: number;
  readonly round: number;
  readonly link: LinkPurpose;
  readonly grant: Grant | undefined;
}

/**
 * Mails are sent by the step's own activity: ask the registry whether it is still wanted, send under a deterministic
 * Message-ID, record. A second copy is possible only if the process dies between the two.
 */
export function createSellerMailActivities(deps: SellerMailDeps): SellerMailActivities {
  const { registry, clock } = deps;
  return {
    async askForConsent({ onboardingId, round, step }) {
      if (await registry.grants.inForce(onboardingId)) return { outcome: 'skipped' };
      return send({ onboardingId, step, generation: 0, round, link: 'renew', grant: undefined });
    },

    async performStep({ onboardingId, generation, step }) {
      const grant = await registry.grants.inForce(onboardingId);
      if (grant?.generation !== generation) return { outcome: 'skipped' };
      return send({
        onboardingId,
        step,
        generation,
        round: 0,
        link: step.kind === 'connected' ? 'not_us' : 'renew',
        grant,
      });
    },
  };

  /** Tries one contact after the other, until one of them does not refuse it. */
  async function send(mail: StepMail): Promise<MailStep> {
    for (const contact of await registry.contacts.reachable(mail.onboardingId, 'seller')) {
      if ((await sendTo(contact, mail)) === 'sent') return { outcome: 'done' };
    }
    return { outcome: 'contact_unreachable' };
  }

  async function sendTo(contact: Contact, mail: StepMail): Promise<'sent' | 'refused'> {
    const { onboardingId, step, generation, round } = mail;
    const { contactId } = contact;
    const identity = { onboardingId, step: step.key, generation, round, contactId };
    const messageId = messageIdOf(identity, deps.mailDomain, deps.messageIdKey);
    if (await registry.mails.wasSent(messageId)) return 'sent';

    const rendered = renderMail(await contentOf(mail, contact, await linkFor(mail, contact, messageId)));
    if ((await handOver(deps, contact, { messageId, ...rendered })) === 'refused') return 'refused';
    await registry.mails.recordSent(
      { messageId, onboardingId, step: step.key, generation, contactId },
      eventOf(mail),
      clock.now(),
    );
    return 'sent';
  }

  /** The same mail carries the same address, however often it is made. */
  async function linkFor({ onboardingId, link }: StepMail, { contactId }: Contact, messageId: string): Promise<string> {
    const { token } = await registry.links.mint(
      { onboardingId, purpose: link, contactId, expiresAt: null, idempotencyKey: messageId },
      clock.now(),
    );
    return `${deps.publicBaseUrl}/c/${token}`;
  }

  /** Counted anew, because a reminder can be late; on the last day it is not a day before it. */
  function daysLeft({ daysBefore }: PlanStep, expiresAt: number): number {
    return Math.min(daysBefore ?? 0, Math.max(0, Math.round((expiresAt - clock.now()) / deps.dayMs)));
  }

  async function contentOf(
    { onboardingId, step, grant }: StepMail,
    contact: Contact,
    link: string,
  ): Promise<MailContent> {
    const stores = (await registry.stores.list(onboardingId)).map(({ name, country }) => ({ name, country }));
    const basis = {
      language: contact.language,
      publicName: deps.publicName,
      link,
      stores,
      addressConfirmed: contact.confirmed,
    };
    const expiry = { expiresAt: grant?.expiresAt ?? 0, timeZone: contact.timeZone };
    switch (step.kind) {
      case 'invitation':
      case 'nudge':
        return { ...basis, kind: step.kind };
      case 'connected':
        return { ...basis, ...expiry, kind: 'connected' };
      case 'reminder':
        return { ...basis, ...expiry, kind: 'reminder', daysLeft: daysLeft(step, expiry.expiresAt) };
    }
  }
}

/** A reminder also tells the backend, in the same transaction as its sent mark. */
function eventOf({ onboardingId, step, generation, grant }: StepMail): NewEvent | null {
  if (step.kind !== 'reminder' || step.daysBefore === null || grant?.expiresAt == null) return null;
  return {
    type: 'authorization.expiring',
    dedupeKey: `${onboardingId}/${generation}/${step.key}`,
    data: { generation, expiresAt: isoInstant(grant.expiresAt), daysBefore: step.daysBefore },
  };
}
