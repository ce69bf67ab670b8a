import { isoInstant, type Instant } from '../domain/clock';
import type { ContactSetDocument } from '../domain/contract/contact';
import type { ContactSet } from '../registry/contacts';

/** The contacts of an onboarding as answers show them. */
export function contactSetDocument(onboardingId: string, { contacts, proposed }: ContactSet): ContactSetDocument {
  return {
    onboardingId,
    contacts: contacts.map((contact) => ({
      ...contact,
      unreachableSince: orNull(contact.unreachableSince),
      remindersOffSince: orNull(contact.remindersOffSince),
    })),
    proposed: proposed.map((contact) => ({
      ...contact,
      unreachableSince: orNull(contact.unreachableSince),
      proposedUntil: isoInstant(contact.proposedUntil),
    })),
  };
}

function orNull(at: Instant | null): string | null {
  return at === null ? null : isoInstant(at);
}
