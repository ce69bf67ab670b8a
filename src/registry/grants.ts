import { isoInstant, type Instant } from '../domain/clock';
import { inLanes } from '../domain/older-builds';
import type { Participation, SellingPlan, StoreParticipation } from '../domain/outcomes';
import type { StoreId } from '../domain/marketplaces';
import type { Plan } from '../domain/plan';
import type { Secret } from '../domain/secret';
import { destroyAccessToken } from './access-token-row';
import { raiseAlert } from './alerts';
import { countAuthorizations } from './authorization-count';
import { grantedKey, raiseEvent } from './events';
import { destroyGrant, finishAttempt } from './grant-ending';
import { revokeGrant, reviveGrant, suspectGrant } from './grant-health';
import {
  grantInForce,
  grantView,
  participatingIn,
  refreshTokenPlace,
  type Grant,
  type GrantRow,
  type GrantStanding,
  type ParkedReason,
  type SellerIdProof,
} from './grant-row';
import { fromJson, toJson } from './json-column';
import type { KeyRing } from './key-ring';
import { lockOnboarding, type OnboardingRow } from './onboarding-row';
import { marksOf, type MarkedStep } from './plan-marks';
import { recordReceipt } from './receipts';
import { countRenewals, type Renewals } from './renewals';
import { refreshStatus } from './status-view';
import { raiseStoreEvent } from './store-events';
import { saveStore, storesOf, type StoreRow } from './store-row';
import { isUniqueViolation, type Database, type Tx } from './transactions';
import { destroySecret, getSecret } from './vault';

export interface Grants {
  find(onboardingId: string, grantRef: string): Promise<Grant | undefined>;
  inForce(onboardingId: string): Promise<Grant | undefined>;
  /** A grant is in force that, as far as is known, has ended neither by the calendar nor at Amazon. */
  isAlive(onboardingId: string, at: Instant): Promise<boolean>;
  /** Of the grant in force; undefined if there is none. */
  standing(onboardingId: string): Promise<GrantStanding | undefined>;
  refreshToken(grantRef: string): Promise<Secret | undefined>;
  /** Live grants of other onboardings that hold this seller id with one of these marketplaces. */
  collisions(onboardingId: string, sellerId: string, marketplaceIds: readonly string[]): Promise<readonly Grant[]>;
  /**
   * Puts the candidate in force as the next generation, ends the previous one (its token is destroyed), writes which
   * stores participate, the attempt's outcome `connected` and the event `authorization.granted` or `.renewed`. Stores
   * in `taken` do not join although the seller sells there.
   * Idempotent: a grant already in force is returned as it is. `collision`: another onboarding was faster.
   */
  swapIn(
    input: {
      readonly grantRef: string;
      readonly expiresAt: Instant;
      readonly proof: SellerIdProof;
      readonly print: readonly Participation[];
      readonly taken?: readonly StoreId[];
    },
    at: Instant,
  ): Promise<{ readonly outcome: 'in_force'; readonly grant: Grant } | { readonly outcome: 'collision' | 'gone' }>;
  /**
   * Writes which of these stores the grant in force serves, and the print by which that is known if it was seen just
   * now. Event `store.updated` for each that changes. `gone`: the grant is no longer in force. `collision`: another
   * onboarding was faster; nothing is written.
   */
  join(
    input: {
      readonly grantRef: string;
      readonly stores: readonly StoreParticipation[];
      /** Null: what was seen before still stands. */
      readonly print: readonly Participation[] | null;
    },
    at: Instant,
  ): Promise<'joined' | 'gone' | 'collision'>;
  /**
   * Keeps the candidate and what was seen of its seller aside, until a newer consent comes. Event
   * `authorization.mismatch`.
   */
  park(grantRef: string, reason: ParkedReason, print: readonly Participation[], at: Instant): Promise<void>;
  /** The one that waits for an operator's decision; of several consents the last. */
  parked(onboardingId: string): Promise<Grant | undefined>;
  /** A parked one of the seller whose grant is in force: their contact may say that it is theirs. */
  toConfirm(onboardingId: string): Promise<Grant | undefined>;
  /** Destroys token and row content of a candidate or parked grant; the attempt's outcome becomes `outcome`. Idempotent. */
  destroy(grantRef: string, outcome: 'refused' | 'void', at: Instant): Promise<void>;
  /** Says at the attempt that nobody participates; the candidate stays. */
  markNotParticipating(grantRef: string, at: Instant): Promise<void>;
  /** Amazon has refused its refresh token: under suspicion from its first time on. */
  suspect(grantRef: string, at: Instant): Promise<void>;
  /**
   * The suspicion is confirmed: the seller has ended the grant at Amazon, and from now on nobody gets an access token of
   * it. Event `authorization.revoked`, an alert, and the process is told (`factsChanged`, kind `probe`, ref the grant).
   */
  confirmRevoked(grantRef: string, at: Instant): Promise<void>;
  /** Amazon has just given a token for it, which ends a suspicion and also what was called revoked: the process is told. */
  foundAlive(grantRef: string, at: Instant): Promise<void>;
  /**
   * Keeps where its seller sells, seen just now. If that is not what the stores know, the process is told (`factsChanged`,
   * kind `probe`, ref `stores`).
   */
  notePrint(grantRef: string, print: readonly Participation[], at: Instant): Promise<void>;
  /** How many seller authorizations of our application are known to stand at Amazon. */
  countAuthorizations(at: Instant): Promise<number>;
  /** Counts authorizations by the week in which they end, from the week that `firstWeek` begins. */
  countRenewals(firstWeek: Instant, at: Instant): Promise<Renewals>;
  /** Keeps which selling plan the seller of a grant in force has. */
  noteSellingPlan(grantRef: string, plan: SellingPlan, at: Instant): Promise<void>;
  savePlan(onboardingId: string, plan: Plan): Promise<void>;
  /** The newest plan, and what became of its steps. */
  plan(onboardingId: string): Promise<{ readonly plan: Plan; readonly marks: readonly MarkedStep[] } | undefined>;
}

type SwapIn = Parameters<Grants['swapIn']>[0];
type JoinInput = Parameters<Grants['join']>[0];
type SwapResult = Awaited<ReturnType<Grants['swapIn']>>;

/** `applicationId`: our application at Amazon, as receipts of consent name it. */
export function createGrants(database: Database, vault: KeyRing, applicationId: string | null): Grants {
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

    async isAlive(onboardingId, at) {
      const row = await grantInForce(db, onboardingId);
      return row !== undefined && !hasEnded(row, at);
    },

    async standing(onboardingId) {
      const row = await grantInForce(db, onboardingId);
      return row && { grantRef: row.grant_ref, suspectedSince: row.suspected_since, revokedAt: row.revoked_at };
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
          swapIn(tx, input, grant, onboarding, applicationId, at),
        );
        return result ?? { outcome: 'gone' };
      } catch (error) {
        if (isUniqueViolation(error)) return { outcome: 'collision' };
        throw error;
      }
    },

    async join(input, at) {
      try {
        const result = await withGrant(input.grantRef, (tx, grant, onboarding) =>
          join(tx, input, grant, onboarding, at),
        );
        return result ?? 'gone';
      } catch (error) {
        if (isUniqueViolation(error)) return 'collision';
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
        const { onboarding_id: onboardingId } = onboarding;
        const alert = { dedupeKey: grantRef, onboardingId, params: { consentId: grant.consent_id } };
        await raiseAlert(tx, { code: reason, ...alert }, at);
        if (reason !== 'owner_mismatch') return;
        // The seller id is the right one, and what the account shows is not: the contact may say that it is theirs.
        const looksLikeAnother = (await grantInForce(tx.db, onboardingId))?.seller_id === grant.seller_id;
        const kind = looksLikeAnother ? 'confirm_owner' : 'wrong_account';
        await tx.enqueue({ kind: 'notice', onboardingId, notice: { kind, grantRef } }, at);
      });
    },

    async parked(onboardingId) {
      const row = await db
        .selectFrom('grants')
        .selectAll()
        .where('onboarding_id', '=', onboardingId)
        .where('status', '=', 'parked')
        .executeTakeFirst();
      return row && grantView(row);
    },

    async toConfirm(onboardingId) {
      const inForce = await grantInForce(db, onboardingId);
      if (!inForce) return undefined;
      const row = await db
        .selectFrom('grants')
        .selectAll()
        .where('onboarding_id', '=', onboardingId)
        .where('status', '=', 'parked')
        .where('parked_reason', '=', 'owner_mismatch')
        .where('seller_id', '=', inForce.seller_id)
        .executeTakeFirst();
      return row && grantView(row);
    },

    async destroy(grantRef, outcome, at) {
      await withGrant(grantRef, async (tx, grant) => {
        if (grant.status === 'candidate' || grant.status === 'parked') await destroyGrant(tx, grant, outcome, at);
      });
    },

    async markNotParticipating(grantRef, at) {
      await withGrant(grantRef, async (tx, grant) => {
        if (grant.status === 'candidate' || grant.status === 'parked')
          await finishAttempt(tx, grant.consent_id, 'not_participating', at);
      });
    },

    async suspect(grantRef, at) {
      await withGrant(grantRef, (tx, grant, onboarding) => suspectGrant(tx, grant, onboarding, at));
    },

    async confirmRevoked(grantRef, at) {
      await withGrant(grantRef, (tx, grant, onboarding) => revokeGrant(tx, grant, onboarding, at));
    },

    async foundAlive(grantRef, at) {
      await withGrant(grantRef, (tx, grant, onboarding) => reviveGrant(tx, grant, onboarding, at));
    },

    async notePrint(grantRef, print, at) {
      await withGrant(grantRef, (tx, grant, onboarding) => notePrint(tx, print, grant, onboarding, at));
    },

    countAuthorizations: (at) => countAuthorizations(db, at),

    countRenewals: (firstWeek, at) => countRenewals(db, firstWeek, at),

    async noteSellingPlan(grantRef, plan, at) {
      await withGrant(grantRef, async (tx, grant, onboarding) => {
        if (grant.status !== 'in_force') return;
        await tx.db
          .updateTable('grants')
          .set({ selling_plan: plan, selling_plan_at: at })
          .where('grant_ref', '=', grantRef)
          .execute();
        await refreshStatus(tx, onboarding);
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
      const plan = inLanes(fromJson(row.plan));
      return { plan, marks: await marksOf(db, onboardingId, plan.generation) };
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
  applicationId: string | null,
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
    print_at: at,
  };
  await tx.db.updateTable('grants').set(row).where('grant_ref', '=', grant.grant_ref).execute();
  const changed = await recordParticipation(
    tx,
    row,
    (store) => participatesIn(store, input.print) && !input.taken?.some((storeId) => storeId === store.store_id),
  );
  await recordReceipt(tx, { ...row, generation }, onboarding, applicationId, at);
  await finishAttempt(tx, grant.consent_id, 'connected', at);
  await raiseGranted(tx, onboarding, { ...row, generation, expires_at: input.expiresAt }, previous, at);
  // That the first consent serves the stores for which it was given goes without saying.
  const news = changed.filter((store) => store.ready_at !== null && (generation > 1 || store.participates === 0));
  for (const store of news)
    await raiseStoreEvent(tx, onboarding, 'store.updated', store, `generation/${generation}`, at);
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
async function recordParticipation(tx: Tx, grant: GrantRow, participating: (store: StoreRow) => boolean | undefined) {
  const changed: StoreRow[] = [];
  const stores = await storesOf(tx.db, grant.onboarding_id);
  // In one order for all: two swaps of one seller then wait for each other in turn, never in a circle.
  for (const store of [...stores].sort((a, b) => (a.store_id < b.store_id ? -1 : 1))) {
    const participates = participating(store);
    if (participates === undefined) continue;
    const judged = {
      ...store,
      participates: Number(participates),
      seller_id: participates ? grant.seller_id : null,
    };
    await saveStore(tx, judged);
    if (judged.participates !== store.participates) changed.push(judged);
  }
  return changed;
}

function participatesIn({ marketplace_id: marketplaceId }: StoreRow, print: readonly Participation[]): boolean {
  return participatingIn(print).includes(marketplaceId);
}

/** Lets stores join the grant in force, or says of them that it does not serve them. */
async function join(
  tx: Tx,
  { stores, print }: JoinInput,
  grant: GrantRow,
  onboarding: OnboardingRow,
  at: Instant,
): Promise<'joined' | 'gone'> {
  if (grant.status !== 'in_force') return 'gone';
  if (print) {
    const seen = { print: toJson(print), print_at: at };
    await tx.db.updateTable('grants').set(seen).where('grant_ref', '=', grant.grant_ref).execute();
  }
  const changed = await recordParticipation(tx, grant, ({ store_id: storeId }) => {
    const answer = stores.find((store) => store.storeId === storeId);
    return answer && answer.participates === 'yes';
  });
  for (const store of changed) await raiseStoreEvent(tx, onboarding, 'store.updated', store, `participates/${at}`, at);
  await refreshStatus(tx, onboarding);
  return 'joined';
}

async function raiseGranted(
  tx: Tx,
  onboarding: OnboardingRow,
  grant: GrantRow & { readonly generation: number; readonly expires_at: Instant },
  previous: GrantRow | undefined,
  at: Instant,
): Promise<void> {
  const { generation } = grant;
  const hadEnded = previous !== undefined && hasEnded(previous, at);
  const type =
    generation === 1 ? 'authorization.granted' : hadEnded ? 'authorization.recovered' : 'authorization.renewed';
  const data = {
    generation,
    sellerId: grant.seller_id,
    grantedAt: isoInstant(grant.granted_at),
    expiresAt: isoInstant(grant.expires_at),
  };
  await raiseEvent(tx, onboarding, { type, dedupeKey: grantedKey(generation), data }, at);
}

async function notePrint(
  tx: Tx,
  print: readonly Participation[],
  grant: GrantRow,
  onboarding: OnboardingRow,
  at: Instant,
): Promise<void> {
  if (grant.status !== 'in_force') return;
  const seen = { print: toJson(print), print_at: at };
  await tx.db.updateTable('grants').set(seen).where('grant_ref', '=', grant.grant_ref).execute();
  const stores = await storesOf(tx.db, grant.onboarding_id);
  const isNews = stores.some(
    (store) => store.participates !== null && store.participates !== Number(participatesIn(store, print)),
  );
  if (isNews) {
    const onboardingId = grant.onboarding_id;
    await tx.enqueue({ kind: 'factsChanged', onboardingId, fact: 'probe', ref: 'stores', revision: at }, at);
  }
  await refreshStatus(tx, onboarding);
}

/** Where nobody is sure of the day of the expiry, that Amazon refuses the token has to do. */
function hasEnded({ expires_at, granted_at_basis, suspected_since, revoked_at }: GrantRow, at: Instant): boolean {
  if (revoked_at !== null) return true;
  if (expires_at === null || expires_at > at) return false;
  return granted_at_basis !== 'estimated' || suspected_since !== null;
}
