import { isoInstant, type Instant } from '../domain/clock';
import { destroyAccessToken } from './access-token-row';
import { raiseAlert } from './alerts';
import { raiseEvent } from './events';
import type { GrantRow } from './grant-row';
import type { OnboardingRow } from './onboarding-row';
import { refreshStatus } from './status-view';
import type { Tx } from './transactions';

/*
 * What was found out about whether a grant still lives. Each belongs into a transaction that has locked the onboarding.
 */

/** Amazon has refused its refresh token: a suspicion from its first time on, and no more than that. */
export async function suspectGrant(tx: Tx, grant: GrantRow, onboarding: OnboardingRow, at: Instant): Promise<void> {
  if (grant.status !== 'in_force' || grant.suspected_since !== null) return;
  await setHealth(tx, grant, { suspected_since: at });
  await refreshStatus(tx, onboarding);
}

/** The seller has ended it at Amazon. From this commit on nobody gets an access token of it. */
export async function revokeGrant(tx: Tx, grant: GrantRow, onboarding: OnboardingRow, at: Instant): Promise<void> {
  const { grant_ref: grantRef, generation, onboarding_id: onboardingId } = grant;
  if (grant.status !== 'in_force' || generation === null || grant.revoked_at !== null) return;
  const since = isoInstant(grant.suspected_since ?? at);
  await setHealth(tx, grant, { suspected_since: grant.suspected_since ?? at, revoked_at: at });
  await destroyAccessToken(tx, grant);
  const dedupeKey = `authorization.revoked/${grantRef}/${at}`;
  await raiseEvent(tx, onboarding, { type: 'authorization.revoked', dedupeKey, data: { generation, since } }, at);
  await raiseAlert(tx, { code: 'authorization_revoked', dedupeKey, onboardingId, params: { since } }, at);
  await tellProcess(tx, grant, at);
  await refreshStatus(tx, onboarding);
}

/** Amazon has just given a token for it. */
export async function reviveGrant(tx: Tx, grant: GrantRow, onboarding: OnboardingRow, at: Instant): Promise<void> {
  if (grant.status !== 'in_force' || (grant.suspected_since === null && grant.revoked_at === null)) return;
  await setHealth(tx, grant, { suspected_since: null, revoked_at: null });
  if (grant.revoked_at !== null) await tellProcess(tx, grant, at);
  await refreshStatus(tx, onboarding);
}

async function setHealth(
  tx: Tx,
  grant: GrantRow,
  health: Partial<Pick<GrantRow, 'suspected_since' | 'revoked_at'>>,
): Promise<void> {
  await tx.db.updateTable('grants').set(health).where('grant_ref', '=', grant.grant_ref).execute();
}

async function tellProcess(tx: Tx, { onboarding_id: onboardingId, grant_ref: ref }: GrantRow, at: Instant) {
  await tx.enqueue({ kind: 'factsChanged', onboardingId, fact: 'probe', ref, revision: at }, at);
}
