import { CONTACT_PROPOSAL_TTL_MS } from '../../src/domain/contact-proposal';
import type { House } from './house';

/** A backend replaces the contacts by one seller. */
export async function changeSeller(house: House, onboardingId: string, email: string): Promise<void> {
  const input = { role: 'seller', email, language: 'en', timeZone: 'Europe/London' } as const;
  const condition = { actor: 'test', ifRevision: null };
  await house.registry.contacts.replace(onboardingId, [input], condition, house.clock.now());
}

/** Changes the address and returns the path of the link that is mailed to the new one. */
export async function confirmationLink(house: House, onboardingId: string, email: string): Promise<string> {
  await changeSeller(house, onboardingId, email);
  const { outbox, links } = house.registry;
  const at = house.clock.now();
  for (;;) {
    const rows = await outbox.claim('test', 50, 1, at);
    if (rows.length === 0) throw new Error('no address is to be confirmed');
    for (const { outboxId, task } of rows) {
      await outbox.done(outboxId, at);
      if (task.kind !== 'notice' || task.notice.kind !== 'confirm_contact') continue;
      const { contactId } = task.notice;
      const link = { onboardingId, purpose: 'confirm_contact', contactId, idempotencyKey: contactId } as const;
      const { token } = await links.mint({ ...link, expiresAt: at + CONTACT_PROPOSAL_TTL_MS }, at);
      return `/c/${token}`;
    }
  }
}
