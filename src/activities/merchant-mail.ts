import { createHash } from 'node:crypto';
import { merchantNeeds, merchantStep } from '../domain/notice';
import type { MailStep } from '../domain/outcomes';
import { identityOf, type Requirement } from '../domain/requirements';
import type { Contact } from '../registry/contacts';
import { mailOnceUnmuted, type MailDeps } from './mail-once';

const MANAGE_LINK_TTL_MS = 24 * 60 * 60 * 1000;

/**
 * Tells the merchant, with a copy to the technical contact, that something is needed of them; what, the page says. The
 * same list is mailed once, however often it was news. What was missing as an onboarding was adopted is for whoever did
 * that.
 */
export async function mailMerchant(deps: MailDeps, onboardingId: string): Promise<MailStep> {
  const { contacts, onboardings } = deps.registry;
  const status = await onboardings.status(onboardingId);
  const needs = status?.closedAt === null ? merchantNeeds(status.requirements) : [];
  const quietUntil = (await onboardings.basics(onboardingId))?.quietUntil ?? -Infinity;
  if (!status || needs.every(({ since }) => since <= quietUntil)) return { outcome: 'skipped' };

  const stores = status.stores.map(({ name, country }) => ({ name, country }));
  const send = (contact: Contact) =>
    mailOnceUnmuted(deps, contact, {
      onboardingId,
      step: merchantStep(listKey(needs)),
      generation: 0,
      round: 0,
      content: async (linkFor) => ({
        kind: 'merchant_needed',
        language: contact.language,
        publicName: deps.publicName,
        link: await linkFor('manage', deps.clock.now() + MANAGE_LINK_TTL_MS),
        stores,
        addressConfirmed: contact.confirmed,
      }),
      event: null,
    });

  const told = await firstWhoTakesIt(await contacts.reachable(onboardingId, 'merchant'), send);
  const [technical] = await contacts.reachable(onboardingId, 'technical');
  if (technical?.role === 'technical' && technical.contactId !== told?.contactId) await send(technical);
  return { outcome: told ? 'done' : 'contact_unreachable' };
}

async function firstWhoTakesIt(
  contacts: readonly Contact[],
  send: (contact: Contact) => Promise<'sent' | 'refused'>,
): Promise<Contact | undefined> {
  for (const contact of contacts) if ((await send(contact)) === 'sent') return contact;
  return undefined;
}

function listKey(needs: readonly Requirement[]): string {
  const list = needs.map((need) => `${identityOf(need)} ${need.since}`).sort();
  return createHash('sha256').update(list.join('\n')).digest('hex').slice(0, 16);
}
