import { isoInstant } from '../domain/clock';
import type { MailStep } from '../domain/outcomes';
import type { PlanStep } from '../domain/plan';
import type { MailContent } from '../notifications/render';
import type { Contact, Grant, LinkPurpose, NewEvent } from '../registry/registry';
import { mailOnce, type MailDeps } from './mail-once';
import type { OnboardingActivities } from './onboarding-activities';

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

/** The mails of the process's own steps, to the seller or whom mails reach in their stead. */
export function createSellerMailActivities(deps: MailDeps): SellerMailActivities {
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
    const { onboardingId, step, generation, round, link } = mail;
    for (const contact of await registry.contacts.reachable(onboardingId, 'seller')) {
      const sent = await mailOnce(deps, contact, {
        onboardingId,
        step: step.key,
        generation,
        round,
        content: async (linkFor) => contentOf(mail, contact, await linkFor(link, null)),
        event: eventOf(mail),
      });
      if (sent === 'sent') return { outcome: 'done' };
    }
    // Where no mail reaches anybody, the backend is the only one left to be told.
    const event = eventOf(mail);
    if (event) await registry.events.raise(onboardingId, event, clock.now());
    return { outcome: 'contact_unreachable' };
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
      case 'notice':
      case 'escalation':
      case 'expired':
      case 'revoked':
        throw new Error(`No mail is written for a step of the kind ${step.kind}`);
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
