import type { Instant } from '../domain/clock';
import { nextContactsRevision, signalContacts } from './contact-reach';
import type { ContactRow } from './contact-row';
import { raiseEvent } from './events';
import { countRequest } from './link-requests';
import type { OnboardingRow } from './onboarding-row';
import type { ContactRole } from './contacts';
import type { Tx } from './transactions';

/** The contact wants no reminders any more; see `Contacts.optOut`. The onboarding must be locked. */
export async function endReminders(
  tx: Tx,
  onboarding: OnboardingRow,
  row: ContactRow,
  at: Instant,
): Promise<'off' | 'gone'> {
  if (row.standing !== 'in_force') return 'gone';
  if (row.reminders_off_since !== null) return 'off';
  const revision = await prefer(tx, onboarding, row, at, 'contact.opted_out', at);
  const notice = { kind: 'reminders_off', contactId: row.contact_id, revision } as const;
  await tx.enqueue({ kind: 'notice', onboardingId: row.onboarding_id, notice }, at);
  return 'off';
}

/** The contact wants reminders again; see `Contacts.optIn`. The onboarding must be locked. */
export async function resumeReminders(
  tx: Tx,
  onboarding: OnboardingRow,
  row: ContactRow,
  at: Instant,
): Promise<'on' | 'gone' | 'limited'> {
  if (row.standing !== 'in_force') return 'gone';
  if (row.reminders_off_since === null) return 'on';
  // To end them is always possible and is confirmed by mail, so it is the way back that must be counted.
  const { contact_id, onboarding_id } = row;
  if (!(await countRequest(tx, { contact_id, onboarding_id, purpose: 'reminders_on' }, at))) return 'limited';
  await prefer(tx, onboarding, row, null, 'contact.opted_in', at);
  return 'on';
}

async function prefer(
  tx: Tx,
  onboarding: OnboardingRow,
  row: ContactRow,
  offSince: Instant | null,
  type: 'contact.opted_out' | 'contact.opted_in',
  at: Instant,
): Promise<number> {
  await tx.db
    .updateTable('contacts')
    .set({ reminders_off_since: offSince })
    .where('contact_id', '=', row.contact_id)
    .execute();
  const revision = await nextContactsRevision(tx, onboarding);
  const data = { role: row.role as ContactRole };
  await raiseEvent(tx, onboarding, { type, dedupeKey: `${type}/${revision}`, data }, at);
  await signalContacts(tx, row.onboarding_id, revision, at);
  return revision;
}
