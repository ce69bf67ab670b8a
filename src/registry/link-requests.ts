import type { Instant } from '../domain/clock';
import type { RequestedPurpose } from '../domain/notice';
import { DAY_MS } from '../domain/policy';
import { contactsOf, inOrderFor } from './contact-row';
import type { Tx } from './transactions';

/** Anybody who knows a seller's id, or has a link that was passed on, can have mails sent: to one contact no more than this. */
export const LINK_REQUESTS_PER_HOUR = 3;
export const LINK_REQUESTS_PER_DAY = 10;
const HOUR_MS = 3_600_000;

/**
 * Counts one more thing that has a mail sent to this contact, if the limits let it pass. The onboarding must be locked.
 */
export async function countRequest(
  tx: Tx,
  request: { readonly contact_id: string; readonly onboarding_id: string; readonly purpose: string },
  at: Instant,
): Promise<boolean> {
  const { contact_id: contactId } = request;
  await tx.db
    .deleteFrom('link_requests')
    .where('contact_id', '=', contactId)
    .where('requested_at', '<=', at - DAY_MS)
    .execute();
  const today = await tx.db
    .selectFrom('link_requests')
    .select('requested_at')
    .where('contact_id', '=', contactId)
    .execute();
  const thisHour = today.filter((row) => row.requested_at > at - HOUR_MS);
  if (thisHour.length >= LINK_REQUESTS_PER_HOUR || today.length >= LINK_REQUESTS_PER_DAY) return false;
  await tx.db
    .insertInto('link_requests')
    .values({ ...request, requested_at: at })
    .execute();
  return true;
}

/**
 * Has a new link mailed to the seller's contact in force, and nowhere else, whoever asks. The onboarding must be locked
 * and open.
 */
export async function requestLink(
  tx: Tx,
  onboardingId: string,
  purpose: RequestedPurpose,
  at: Instant,
): Promise<'requested' | 'limited' | 'nobody'> {
  const contacts = inOrderFor('seller', await contactsOf(tx.db, onboardingId));
  const contact = contacts.find((row) => row.unreachable_at === null);
  if (!contact) return 'nobody';
  const { contact_id: contactId } = contact;
  if (!(await countRequest(tx, { contact_id: contactId, onboarding_id: onboardingId, purpose }, at))) return 'limited';
  const notice = { kind: 'link_requested', purpose, contactId, at } as const;
  await tx.enqueue({ kind: 'notice', onboardingId, notice }, at);
  return 'requested';
}
