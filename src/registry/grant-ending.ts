import type { Instant } from '../domain/clock';
import { destroyAccessToken } from './access-token-row';
import { grantInForce, refreshTokenPlace } from './grant-row';
import { toJson } from './json-column';
import type { Tx } from './transactions';
import { destroySecret } from './vault';

/** Destroys what was kept of a grant that never came into force, and says at its attempt what became of it. */
export async function destroyGrant(
  tx: Tx,
  grant: { readonly grant_ref: string; readonly consent_id: string },
  outcome: 'refused' | 'void',
  at: Instant,
): Promise<void> {
  await destroySecret(tx.db, refreshTokenPlace(grant.grant_ref));
  await tx.db
    .updateTable('grants')
    .set({ status: 'destroyed', parked_reason: null, seller_id: '', print: toJson([]) })
    .where('grant_ref', '=', grant.grant_ref)
    .execute();
  await finishAttempt(tx, grant.consent_id, outcome, at);
  await endConfirmation(tx, grant.grant_ref, at);
}

/** A link that asks about this grant must never answer for a later one. */
async function endConfirmation({ db }: Tx, grantRef: string, at: Instant): Promise<void> {
  await db
    .updateTable('links')
    .set({ revoked_at: at })
    .where('purpose', '=', 'confirm_owner')
    .where('revoked_at', 'is', null)
    .where('onboarding_id', '=', (query) =>
      query.selectFrom('grants').select('grants.onboarding_id').where('grants.grant_ref', '=', grantRef),
    )
    .execute();
}

/** Destroys all grants of an onboarding that are in this status (at most one is, in practice). */
export async function destroyGrants(
  tx: Tx,
  onboardingId: string,
  status: 'candidate' | 'parked',
  outcome: 'refused' | 'void',
  at: Instant,
): Promise<void> {
  const grants = await tx.db
    .selectFrom('grants')
    .select(['grant_ref', 'consent_id'])
    .where('onboarding_id', '=', onboardingId)
    .where('status', '=', status)
    .execute();
  for (const grant of grants) await destroyGrant(tx, grant, outcome, at);
}

/** Writes the verdict that the return page waits for. */
export async function finishAttempt(
  tx: Tx,
  consentId: string,
  outcome: 'connected' | 'not_participating' | 'parked' | 'refused' | 'void',
  at: Instant,
): Promise<void> {
  await tx.db.updateTable('attempts').set({ outcome, finished_at: at }).where('consent_id', '=', consentId).execute();
}

/**
 * An onboarding is being disconnected: from this commit on nobody gets an access token of it, and the one that is kept is
 * destroyed; the seller is told. The grant stays until the disconnect is final. The onboarding must be locked.
 */
export async function stopAccess(tx: Tx, onboardingId: string, at: Instant): Promise<void> {
  const { numUpdatedRows } = await tx.db
    .updateTable('onboardings')
    .set({ disconnected_at: at })
    .where('onboarding_id', '=', onboardingId)
    .where('disconnected_at', 'is', null)
    .executeTakeFirst();
  const grant = await grantInForce(tx.db, onboardingId);
  if (!grant) return;
  await destroyAccessToken(tx, grant);
  // Of the permission at Amazon only the seller can rid themselves.
  if (numUpdatedRows === 1n)
    await tx.enqueue({ kind: 'notice', onboardingId, notice: { kind: 'disconnected', at } }, at);
}

/**
 * The disconnect was taken back: access tokens can be had again, and the seller who was told of the disconnect is told of
 * that. A later one than `upTo` stands. The onboarding must be locked and open.
 */
export async function restoreAccess(
  tx: Tx,
  onboardingId: string,
  at: Instant,
  upTo: Instant = Number.MAX_SAFE_INTEGER,
): Promise<void> {
  const undone = await tx.db
    .selectFrom('onboardings')
    .select('disconnected_at')
    .where('onboarding_id', '=', onboardingId)
    .where('disconnected_at', '<=', upTo)
    .executeTakeFirst();
  if (!undone?.disconnected_at) return;
  await tx.db
    .updateTable('onboardings')
    .set({ disconnected_at: null })
    .where('onboarding_id', '=', onboardingId)
    .execute();
  if (!(await grantInForce(tx.db, onboardingId))) return;
  const notice = { kind: 'disconnect_undone', at: undone.disconnected_at } as const;
  await tx.enqueue({ kind: 'notice', onboardingId, notice }, at);
}
