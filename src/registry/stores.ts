import type { Instant } from '../domain/clock';
import { marketplaceOfStore, storeIdOf } from '../domain/marketplaces';
import { recordAudit } from './audit';
import { raiseEvent } from './events';
import { toJson } from './json-column';
import { lockOpenOnboarding, type OnboardingRow } from './onboarding-row';
import type { CorrectionResult, StoreCorrection, StoreInput, StoreReadiness, Stores } from './registry';
import { refreshStatus } from './status-view';
import { storesOf, storeView, type StoreRow } from './store-row';
import { isUniqueViolation, type Database, type Tx } from './transactions';

export function createStores(database: Database): Stores {
  return {
    async list(onboardingId) {
      return (await storesOf(database.db, onboardingId)).map(storeView);
    },

    correct: (onboardingId, storeId, correction, actor, at) =>
      database.write(async (tx): Promise<CorrectionResult> => {
        const onboarding = await lockOpenOnboarding(tx, onboardingId);
        const store = onboarding && (await findStore(tx, onboardingId, storeId));
        if (!onboarding || !store) return { outcome: 'not_found' };
        const corrected = withCorrection(store, correction);
        if (store.ready_at !== null && corrected.website_code !== store.website_code) {
          return { outcome: 'website_is_final' };
        }
        await saveStore(tx, corrected);
        await recordAudit(tx, { onboardingId, action: `correct_store ${storeId}`, actor, reason: '' }, at);
        if (store.ready_at === null || correction.mapping !== undefined || correction.websiteCode !== undefined) {
          const { revision } = corrected;
          await tx.enqueue({ kind: 'factsChanged', onboardingId, fact: 'store', ref: storeId, revision }, at);
        }
        if (store.ready_at !== null) {
          await raiseStoreEvent(tx, onboarding, 'store.updated', corrected, `/${corrected.revision}`, at);
        }
        await refreshStatus(tx, onboarding);
        return { outcome: 'corrected', store: storeView(corrected) };
      }),

    async makeReady(onboardingId, storeId, revision, readiness, at) {
      try {
        return await database.write(async (tx) => {
          const onboarding = await lockOpenOnboarding(tx, onboardingId);
          const store = onboarding && (await findStore(tx, onboardingId, storeId));
          if (!onboarding || store?.revision !== revision) return 'stale';
          if (onboarding.connection_revision !== readiness.connectionRevision) return 'stale';
          const ready = withReadiness(store, readiness, at);
          await saveStore(tx, ready);
          const verified = { verified_commerce_host: hostOfInstance(readiness.instance) };
          await tx.db.updateTable('onboardings').set(verified).where('onboarding_id', '=', onboardingId).execute();
          await raiseStoreEvent(tx, onboarding, 'store.created', ready, '', at);
          await refreshStatus(tx, { ...onboarding, ...verified });
          return 'ready';
        });
      } catch (error) {
        if (isUniqueViolation(error)) return 'taken';
        throw error;
      }
    },
  };
}

/** Writes the stores of a new onboarding. */
export async function addStores(tx: Tx, onboardingId: string, stores: readonly StoreInput[]): Promise<void> {
  if (stores.length === 0) return;
  await tx.db
    .insertInto('stores')
    .values(
      stores.map((store, position) => {
        const storeId = storeIdOf(store.country);
        return {
          onboarding_id: onboardingId,
          store_id: storeId,
          position,
          country: store.country,
          marketplace_id: marketplaceOfStore(storeId).id,
          website_code: store.websiteCode,
          email: store.email,
          name: store.name,
          amazon_id_type: store.mapping.amazonIdType,
          attribute_code: store.mapping.attributeCode,
          revision: 1,
          warnings: toJson([]),
        };
      }),
    )
    .execute();
}

async function findStore(tx: Tx, onboardingId: string, storeId: string): Promise<StoreRow | undefined> {
  return tx.db
    .selectFrom('stores')
    .selectAll()
    .where('onboarding_id', '=', onboardingId)
    .where('store_id', '=', storeId)
    .executeTakeFirst();
}

async function saveStore(tx: Tx, store: StoreRow): Promise<void> {
  await tx.db
    .updateTable('stores')
    .set(store)
    .where('onboarding_id', '=', store.onboarding_id)
    .where('store_id', '=', store.store_id)
    .execute();
}

function withCorrection(store: StoreRow, correction: StoreCorrection): StoreRow {
  return {
    ...store,
    website_code: correction.websiteCode ?? store.website_code,
    email: correction.email ?? store.email,
    name: correction.name ?? store.name,
    amazon_id_type: correction.mapping?.amazonIdType ?? store.amazon_id_type,
    attribute_code: correction.mapping?.attributeCode ?? store.attribute_code,
    revision: store.revision + 1,
  };
}

function withReadiness(store: StoreRow, readiness: StoreReadiness, at: Instant): StoreRow {
  return {
    ...store,
    ready_at: store.ready_at ?? at,
    instance: readiness.instance,
    website_id: readiness.websiteId,
    store_group_id: readiness.storeGroupId,
    store_view_id: readiness.storeViewId,
    store_view_code: readiness.storeViewCode,
    currency: readiness.currency,
    warnings: toJson(readiness.warnings),
  };
}

/** An instance is named by host and path. */
function hostOfInstance(instance: string): string {
  return instance.split('/', 1).join('');
}

async function raiseStoreEvent(
  tx: Tx,
  onboarding: OnboardingRow,
  type: 'store.created' | 'store.updated',
  store: StoreRow,
  occasion: string,
  at: Instant,
): Promise<void> {
  const data = { storeId: store.store_id, country: store.country, websiteCode: store.website_code };
  await raiseEvent(tx, onboarding, { type, dedupeKey: `${type}/${store.store_id}${occasion}`, data }, at);
}
