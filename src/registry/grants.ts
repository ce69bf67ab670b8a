import { isoInstant, type Instant } from '../domain/clock';
import type { Participation } from '../domain/outcomes';
import { destroyAccessToken } from './access-token-row';
import { raiseEvent } from './events';
import { destroyGrant, finishAttempt } from './grant-ending';
import { grantInForce, grantView, refreshTokenPlace, type GrantRow } from './grant-row';
import { fromJson, toJson } from './json-column';
import type { KeyRing } from './key-ring';
import { lockOnboarding, type OnboardingRow } from './onboarding-row';
import type { Grant, Grants } from './registry';
import { refreshStatus } from './status-view';
import { storesOf } from './store-row';
import { isUniqueViolation, type Database, type Tx } from './transactions';
import { destroySecret, getSecret } from './vault';

type SwapIn = Parameters<Grants['swapIn']>[0];
type SwapResult = Awaited<ReturnType<Grants['swapIn']>>;

export function createGrants(database: Database, vault: KeyRing): Grants {
  const { db } = database;

  /** Runs `work` on a grant whose onboarding is locked. A grant that does not exist is left alone. */
  const withGrant = <T>(grantRef: string, work: (tx: Tx, grant: GrantRow, of: OnboardingRow) => Promise<T>) =>
    database.write(async (tx) => {
      const seen = await findGrant(tx, grantRef);
      const onboarding = seen && (await lockOnboarding(tx, seen.onboarding_id));
      const grant = onboarding && (await findGrant(tx, grantRef));
      return grant && work(tx, grant, onboarding);
    });

  return {
    async find(onboardingId, grantRef) {
      const row = await db
        .selectFrom('grants')
        .selectAll()
        .where('grant_ref', '=', grantRef)
        .where('onboarding_id', '=', onboardingId)
        .executeTakeFirst();
      return row && grantView(row);
    },

    async inForce(onboardingId) {
      const row = await grantInForce(db, onboardingId);
      return row && grantView(row);
    },

    refreshToken: (grantRef) => getSecret(db, vault, refreshTokenPlace(grantRef)),

    async collisions(onboardingId, sellerId, marketplaceIds) {
      if (marketplaceIds.length === 0) return [];
      const rows = await db
        .selectFrom('grants')
        .selectAll()
        .where('status', '=', 'in_force')
        .where('onboarding_id', 'in', (builder) =>
          builder
            .selectFrom('stores')
            .select('stores.onboarding_id')
            .where('stores.seller_id', '=', sellerId)
            .where('stores.marketplace_id', 'in', marketplaceIds)
            .where('stores.closed_at', 'is', null)
            .where('stores.onboarding_id', '!=', onboardingId),
        )
        .execute();
      return rows.map(grantView);
    },

    async swapIn(input, at) {
      try {
        const result = await withGrant(input.grantRef, (tx, grant, onboarding) =>
          swapIn(tx, input, grant, onboarding, at),
        );
        return result ?? { outcome: 'gone' };
      } catch (error) {
        if (isUniqueViolation(error)) return { outcome: 'collision' };
        throw error;
      }
    },

    async park(grantRef, reason, print, at) {
      await withGrant(grantRef, async (tx, grant, onboarding) => {
        if (grant.status !== 'candidate') return;
        await tx.db
          .updateTable('grants')
          .set({ status: 'parked', parked_reason: reason, print: toJson(print) })
          .where('grant_ref', '=', grantRef)
          .execute();
        await finishAttempt(tx, grant.consent_id, 'parked', at);
        const data = { reason, consentId: grant.consent_id };
        const type = 'authorization.mismatch';
        await raiseEvent(tx, onboarding, { type, dedupeKey: `${type}/${grantRef}`, data }, at);
      });
    },

    async destroy(grantRef, outcome, at) {
      await withGrant(grantRef, async (tx, grant) => {
        if (grant.status === 'candidate' || grant.status === 'parked') await destroyGrant(tx, grant, outcome, at);
      });
    },

    async markNotParticipating(grantRef, at) {
      await withGrant(grantRef, async (tx, grant) => {
        if (grant.status === 'candidate') await finishAttempt(tx, grant.consent_id, 'not_participating', at);
      });
    },

    async savePlan(onboardingId, plan) {
      const content = toJson(plan);
      await db
        .insertInto('plans')
        .values({ onboarding_id: onboardingId, generation: plan.generation, plan: content })
        .onConflict((conflict) => conflict.columns(['onboarding_id', 'generation']).doUpdateSet({ plan: content }))
        .execute();
    },

    async plan(onboardingId) {
      const row = await db
        .selectFrom('plans')
        .select('plan')
        .where('onboarding_id', '=', onboardingId)
        .orderBy('generation', 'desc')
        .limit(1)
        .executeTakeFirst();
      if (!row) return undefined;
      const plan = fromJson(row.plan);
      return { plan, steps: plan.steps };
    },
  };
}

async function findGrant(tx: Tx, grantRef: string): Promise<GrantRow | undefined> {
  return tx.db.selectFrom('grants').selectAll().where('grant_ref', '=', grantRef).executeTakeFirst();
}

async function swapIn(
  tx: Tx,
  input: SwapIn,
  grant: GrantRow,
  onboarding: OnboardingRow,
  at: Instant,
): Promise<SwapResult> {
  if (grant.status === 'in_force') return { outcome: 'in_force', grant: grantView(grant) };
  if (grant.status !== 'candidate' && grant.status !== 'parked') return { outcome: 'gone' };

  const generation = (await latestGeneration(tx, grant.onboarding_id)) + 1;
  const previous = await endGrantInForce(tx, grant.onboarding_id);
  const row: GrantRow = {
    ...grant,
    status: 'in_force',
    parked_reason: null,
    generation,
    expires_at: input.expiresAt,
    seller_id_proof: input.proof,
    print: toJson(input.print),
  };
  await tx.db.updateTable('grants').set(row).where('grant_ref', '=', grant.grant_ref).execute();
  await recordParticipation(tx, row, input.print);
  await finishAttempt(tx, grant.consent_id, 'connected', at);
  await raiseGranted(tx, onboarding, { ...row, generation, expires_at: input.expiresAt }, previous, at);
  await refreshStatus(tx, onboarding);
  return { outcome: 'in_force', grant: grantView(row) };
}

async function latestGeneration(tx: Tx, onboardingId: string): Promise<number> {
  const { latest } = await tx.db
    .selectFrom('grants')
    .select((builder) => builder.fn.max('generation').as('latest'))
    .where('onboarding_id', '=', onboardingId)
    .executeTakeFirstOrThrow();
  return latest ?? 0;
}

async function endGrantInForce(tx: Tx, onboardingId: string): Promise<GrantRow | undefined> {
  const previous = await grantInForce(tx.db, onboardingId);
  if (!previous) return undefined;
  await tx.db.updateTable('grants').set({ status: 'replaced' }).where('grant_ref', '=', previous.grant_ref).execute();
  await destroySecret(tx.db, refreshTokenPlace(previous.grant_ref));
  await destroyAccessToken(tx, previous);
  return previous;
}

/** A store that participates claims its marketplace for this seller; the unique index lets one onboarding do so. */
async function recordParticipation(tx: Tx, grant: GrantRow, print: readonly Participation[]): Promise<void> {
  const stores = await storesOf(tx.db, grant.onboarding_id);
  // In one order for all: two swaps of one seller then wait for each other in turn, never in a circle.
  for (const store of [...stores].sort((a, b) => (a.store_id < b.store_id ? -1 : 1))) {
    const participates = print.some(
      ({ marketplaceId, isParticipating }) => isParticipating && marketplaceId === store.marketplace_id,
    );
    await tx.db
      .updateTable('stores')
      .set({ participates: participates ? 1 : 0, seller_id: participates ? grant.seller_id : null })
      .where('onboarding_id', '=', grant.onboarding_id)
      .where('store_id', '=', store.store_id)
      .execute();
  }
}

/** Exactly one event tells of each generation. */
async function raiseGranted(
  tx: Tx,
  onboarding: OnboardingRow,
  grant: GrantRow & { readonly generation: number; readonly expires_at: Instant },
  previous: GrantRow | undefined,
  at: Instant,
): Promise<void> {
  const { generation } = grant;
  const hadExpired = previous?.expires_at != null && previous.expires_at <= at;
  const type =
    generation === 1 ? 'authorization.granted' : hadExpired ? 'authorization.recovered' : 'authorization.renewed';
  const data = {
    generation,
    sellerId: grant.seller_id,
    grantedAt: isoInstant(grant.granted_at),
    expiresAt: isoInstant(grant.expires_at),
  };
  await raiseEvent(tx, onboarding, { type, dedupeKey: `authorization/${generation}`, data }, at);
}
