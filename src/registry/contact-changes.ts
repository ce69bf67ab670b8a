import type { Instant } from '../domain/clock';
import { CONTACT_PROPOSAL_TTL_MS } from '../domain/contact-proposal';
import type { ContactNotice } from '../domain/notice';
import { recordAudit } from './audit';
import { nextContactsRevision, signalContacts } from './contact-reach';
import { contactsOf, findContact, inForce, inOrderFor, proposed, type ContactRow } from './contact-row';
import { randomId } from './fingerprint';
import type { OnboardingRow } from './onboarding-row';
import type { ContactInput } from './contacts';
import type { Tx } from './transactions';

/** What stands between the set as it is and the one that is wanted. */
interface Difference {
  /** Same role, same address: language, zone or place may differ. */
  readonly kept: readonly { readonly row: ContactRow; readonly input: ContactInput; readonly position: number }[];
  readonly added: readonly { readonly input: ContactInput; readonly position: number }[];
  /** In force, and of a role that is not wanted any more. */
  readonly leaving: readonly ContactRow[];
  /** Already proposed like that: they go on waiting. */
  readonly waiting: readonly ContactRow[];
  /** Proposed before, and not wanted any more. */
  readonly withdrawn: readonly ContactRow[];
}

/** Brings the set of a locked onboarding to what is wanted; see `Contacts.replace`. */
export async function changeContacts(
  tx: Tx,
  onboarding: OnboardingRow,
  wanted: readonly ContactInput[],
  actor: string,
  at: Instant,
): Promise<void> {
  const onboardingId = onboarding.onboarding_id;
  const before = await contactsOf(tx.db, onboardingId);
  const difference = differenceOf(before, wanted, at);
  if (changesNothing(difference, before, at)) return;

  const { kept, added, leaving, waiting, withdrawn } = difference;
  const revision = await nextContactsRevision(tx, onboarding);
  await recordAudit(tx, { onboardingId, action: 'replace_contacts', actor, reason: '' }, at);
  await tx.db.updateTable('contacts').set({ leaving: 0 }).where('onboarding_id', '=', onboardingId).execute();
  for (const { row, input, position } of kept) await keep(tx, row, input, position);
  for (const row of withdrawn) await depart(tx, row, at);

  const nobodyBefore = inForce(before).length === 0;
  const someoneWaits = !nobodyBefore && added.length + waiting.length > 0;
  await tellThoseBefore(tx, onboardingId, difference, before, someoneWaits, revision, at);
  for (const { input, position } of added) {
    const contactId = await add(tx, onboardingId, input, position, nobodyBefore ? null : at + CONTACT_PROPOSAL_TTL_MS);
    if (!nobodyBefore) await tell(tx, onboardingId, { kind: 'confirm_contact', contactId, revision }, at);
  }
  for (const row of leaving) {
    if (someoneWaits) await markLeaving(tx, row);
    else await depart(tx, row, at);
  }
  await signalContacts(tx, onboardingId, revision, at);
}

function differenceOf(before: readonly ContactRow[], wanted: readonly ContactInput[], at: Instant): Difference {
  const living = inForce(before);
  const open = proposed(before, at);
  const same = (rows: readonly ContactRow[], { role, email }: ContactInput) =>
    rows.find((row) => row.role === role && row.email === email);
  const placed = wanted.map((input, position) => ({ input, position }));
  const kept = placed.flatMap(({ input, position }) => {
    const row = same(living, input) ?? same(open, input);
    return row ? [{ row, input, position }] : [];
  });
  const waiting = kept.map(({ row }) => row).filter((row) => row.standing === 'proposed');
  return {
    kept,
    added: placed.filter(({ input }) => !kept.some((entry) => entry.input === input)),
    leaving: living.filter((row) => !wanted.some(({ role }) => role === row.role)),
    waiting,
    withdrawn: before.filter((row) => row.standing === 'proposed' && !waiting.includes(row)),
  };
}

/** A call that is repeated changes nothing and mails nobody. */
function changesNothing(
  { kept, added, leaving, withdrawn, waiting }: Difference,
  before: readonly ContactRow[],
  at: Instant,
) {
  const asKept = kept.every(
    ({ row, input, position }) =>
      row.language === input.language &&
      row.time_zone === input.timeZone &&
      row.position === position &&
      row.leaving === 0,
  );
  const leavingAlready = leaving.every((row) => row.leaving === 1 && waiting.length > 0);
  const nothingWithdrawn = !withdrawn.some((row) => proposed(before, at).includes(row));
  return asKept && added.length === 0 && leavingAlready && nothingWithdrawn;
}

/** The mailed link was pressed: what was proposed is in force, the one before it goes, and in the end those that leave. */
export async function putInForce(
  tx: Tx,
  onboarding: OnboardingRow,
  contactId: string,
  at: Instant,
): Promise<'in_force' | 'gone'> {
  const onboardingId = onboarding.onboarding_id;
  const row = await findContact(tx.db, contactId);
  if (row?.standing === 'in_force') return 'in_force';
  const before = await contactsOf(tx.db, onboardingId);
  if (!row || !proposed(before, at).some((open) => open.contact_id === contactId)) return 'gone';

  for (const previous of inForce(before)) if (previous.role === row.role) await depart(tx, previous, at);
  await tx.db
    .updateTable('contacts')
    .set({ standing: 'in_force', proposed_until: null, confirmed_at: at, unreachable_at: null })
    .where('contact_id', '=', contactId)
    .execute();
  const after = await contactsOf(tx.db, onboardingId);
  if (proposed(after, at).length === 0) {
    for (const left of inForce(after)) if (left.leaving === 1) await depart(tx, left, at);
  }
  const revision = await nextContactsRevision(tx, onboarding);
  const actor = `contact:${row.role}`;
  await recordAudit(tx, { onboardingId, action: 'confirm_contact', actor, reason: '' }, at);
  await signalContacts(tx, onboardingId, revision, at);
  return 'in_force';
}

/** Whoever got the mails so far learns that they shall go elsewhere, or that they do. */
async function tellThoseBefore(
  tx: Tx,
  onboardingId: string,
  { added, leaving }: Difference,
  before: readonly ContactRow[],
  someoneWaits: boolean,
  revision: number,
  at: Instant,
): Promise<void> {
  const replaced = added.flatMap(({ input }) => inOrderFor(input.role, before).slice(0, 1));
  const newlyLeaving = leaving.filter((row) => row.leaving === 0);
  const kind = someoneWaits ? 'contact_changing' : 'contact_removed';
  for (const { contact_id: contactId } of new Set([...replaced, ...newlyLeaving])) {
    await tell(tx, onboardingId, { kind, contactId, revision }, at);
  }
}

async function tell(tx: Tx, onboardingId: string, notice: ContactNotice, at: Instant): Promise<void> {
  await tx.enqueue({ kind: 'notice', onboardingId, notice }, at);
}

async function keep(tx: Tx, row: ContactRow, input: ContactInput, position: number): Promise<void> {
  await tx.db
    .updateTable('contacts')
    .set({ language: input.language, time_zone: input.timeZone, position })
    .where('contact_id', '=', row.contact_id)
    .execute();
}

/** Adds a contact: in force, or proposed until then. */
export async function add(
  tx: Tx,
  onboardingId: string,
  input: ContactInput,
  position: number,
  proposedUntil: Instant | null,
): Promise<string> {
  const contactId = randomId('ctc');
  await tx.db
    .insertInto('contacts')
    .values({
      contact_id: contactId,
      onboarding_id: onboardingId,
      position,
      role: input.role,
      email: input.email,
      language: input.language,
      time_zone: input.timeZone,
      standing: proposedUntil === null ? 'in_force' : 'proposed',
      proposed_until: proposedUntil,
    })
    .execute();
  return contactId;
}

async function markLeaving(tx: Tx, row: ContactRow): Promise<void> {
  await tx.db.updateTable('contacts').set({ leaving: 1 }).where('contact_id', '=', row.contact_id).execute();
}

/** It gets no mails any more, and what it was mailed opens nothing any more. */
async function depart(tx: Tx, { contact_id: contactId }: ContactRow, at: Instant): Promise<void> {
  await tx.db
    .updateTable('contacts')
    .set({ standing: 'left', leaving: 0, proposed_until: null })
    .where('contact_id', '=', contactId)
    .execute();
  await tx.db
    .deleteFrom('browser_sessions')
    .where('link_id', 'in', (links) =>
      links.selectFrom('links').select('links.link_id').where('links.contact_id', '=', contactId),
    )
    .execute();
  // Who is on the way to Amazon does not come back with a consent of somebody who was replaced.
  await tx.db
    .updateTable('attempts')
    .set({ state_expires_at: at })
    .where('outcome', '=', 'open')
    .where('state_expires_at', '>', at)
    .where('link_id', 'in', (links) =>
      links.selectFrom('links').select('links.link_id').where('links.contact_id', '=', contactId),
    )
    .execute();
  await tx.db
    .updateTable('links')
    .set({ revoked_at: at })
    .where('contact_id', '=', contactId)
    .where('revoked_at', 'is', null)
    .execute();
}
