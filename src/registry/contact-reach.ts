import type { Instant } from '../domain/clock';
import type { ContactRow } from './contact-row';
import { raiseEvent } from './events';
import type { OnboardingRow } from './onboarding-row';
import type { ContactRole } from './contacts';
import type { Tx } from './transactions';

/**
 * Writes that mails do not reach a contact and raises `contact.unreachable`, once until it is reachable again. Whom it
 * is about the event tells by the role: an address is no matter of events.
 */
export async function markUnreachable(
  tx: Tx,
  onboarding: OnboardingRow,
  row: ContactRow,
  reason: 'refused' | 'bounced',
  at: Instant,
): Promise<void> {
  if (row.unreachable_at !== null || row.standing === 'left') return;
  await tx.db.updateTable('contacts').set({ unreachable_at: at }).where('contact_id', '=', row.contact_id).execute();
  const revision = await nextContactsRevision(tx, onboarding);
  const type = 'contact.unreachable';
  const data = { role: row.role as ContactRole, reason, proposed: row.standing === 'proposed' };
  await raiseEvent(tx, onboarding, { type, dedupeKey: `${type}/${revision}`, data }, at);
}

/** Counts a change of the set. The onboarding must be locked. */
export async function nextContactsRevision(tx: Tx, onboarding: OnboardingRow): Promise<number> {
  const { contacts_revision: revision } = await tx.db
    .updateTable('onboardings')
    .set((builder) => ({ contacts_revision: builder('contacts_revision', '+', 1) }))
    .where('onboarding_id', '=', onboarding.onboarding_id)
    .returning('contacts_revision')
    .executeTakeFirstOrThrow();
  return revision;
}

/** Tells the process that whom it writes to, and how, has changed. */
export async function signalContacts(tx: Tx, onboardingId: string, revision: number, at: Instant): Promise<void> {
  await tx.enqueue({ kind: 'factsChanged', onboardingId, fact: 'contact', ref: 'contacts', revision }, at);
}
