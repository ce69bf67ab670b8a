import type { Instant } from '../domain/clock';
import type { AmazonIdType, CommerceModules, StoreWarning } from '../domain/outcomes';
import type { Country, StoreId } from '../domain/marketplaces';
import { recordAudit } from './audit';
import { toJson } from './json-column';
import { lockOpenOnboarding } from './onboarding-row';
import { refreshStatus, type StoreView } from './status-view';
import { addStore } from './store-addition';
import { createdAttribute, raiseStoreEvent } from './store-events';
import { findStore, saveStore, storesOf, storeView, type StoreRow } from './store-row';
import { isUniqueViolation, type Database } from './transactions';

export interface StoreInput {
  readonly country: Country;
  readonly websiteCode: string;
  readonly email: string;
  readonly name: string;
  readonly mapping: MappingInput;
}

/** Which Commerce product attribute carries which Amazon product id. */
export interface MappingInput {
  readonly amazonIdType: AmazonIdType;
  readonly attributeCode: string;
  /** Whether the attribute is made in Commerce where it is missing. */
  readonly createAttributeIfMissing?: boolean | undefined;
}

export interface StoreCorrection {
  readonly websiteCode?: string;
  readonly email?: string;
  readonly name?: string;
  readonly mapping?: MappingInput;
}

export type CorrectionResult =
  | { readonly outcome: 'corrected'; readonly store: StoreView }
  | { readonly outcome: 'not_found' }
  /** The website of a ready store never changes. */
  | { readonly outcome: 'website_is_final' }
  | ChangedMeanwhile;

/** The store is no longer of the revision that whoever changes it has seen. */
export interface ChangedMeanwhile {
  readonly outcome: 'changed_meanwhile';
}

export type AdditionResult =
  | { readonly outcome: 'added'; readonly store: StoreView }
  /** The onboarding has a store of this country. */
  | { readonly outcome: 'exists' }
  | { readonly outcome: 'not_found' };

export type RemovalResult =
  | { readonly outcome: 'removed'; readonly revision: number }
  | { readonly outcome: 'not_found' }
  /** Without any store there is nothing left to be connected: that is a disconnect. */
  | { readonly outcome: 'last_store' }
  | ChangedMeanwhile;

export interface StoreReadiness {
  /** Of the connection by which the instance was asked. */
  readonly connectionRevision: number;
  /** Identity of the Commerce instance: host and path of its base URL, lower case. */
  readonly instance: string;
  readonly websiteId: number;
  readonly storeGroupId: number;
  readonly storeViewId: number;
  readonly storeViewCode: string;
  readonly currency: string;
  readonly warnings: readonly StoreWarning[];
  readonly modules: CommerceModules | null;
}

export interface Stores {
  list(onboardingId: string): Promise<readonly StoreView[]>;
  /**
   * Stores the correction as a new revision and signals `factsChanged{kind: store}`, also when nothing differs: the
   * merchant may have mended Commerce. A new name or e-mail of a ready store concerns nobody but us: no signal. With
   * `ifRevision` only while the store is of that revision.
   */
  correct(
    onboardingId: string,
    storeId: StoreId,
    correction: StoreCorrection,
    actor: string,
    at: Instant,
    ifRevision?: number,
  ): Promise<CorrectionResult>;
  /**
   * Adds a store, also to a live grant, and signals `factsChanged{kind: store}`. One that was removed comes back under
   * its next revision. The first store of an onboarding without contacts brings its contact with it.
   */
  add(onboardingId: string, store: StoreInput, actor: string, at: Instant): Promise<AdditionResult>;
  /**
   * Takes a store out, frees its website and marketplace for others, and signals `factsChanged{kind: store_removed}`.
   * Event `store.removed`. What stays is a receipt without name and address.
   */
  remove(
    onboardingId: string,
    storeId: StoreId,
    actor: string,
    at: Instant,
    ifRevision?: number,
  ): Promise<RemovalResult>;
  /**
   * Writes down that Commerce is about to be asked to make an attribute for this store, so that it is told even if its
   * answer is lost; `attributeCode` null takes that back. False if that stood there already.
   */
  noteCreatedAttribute(onboardingId: string, storeId: StoreId, attributeCode: string | null): Promise<boolean>;
  /**
   * Makes the store ready, unless another live onboarding already has this website and marketplace of the instance
   * (`taken`), or store or connection have moved on meanwhile (`stale`). Idempotent. Raises `store.created` once.
   */
  makeReady(
    onboardingId: string,
    storeId: StoreId,
    revision: number,
    readiness: StoreReadiness,
    at: Instant,
  ): Promise<'ready' | 'taken' | 'stale'>;
}

export function createStores(database: Database): Stores {
  return {
    async list(onboardingId) {
      return (await storesOf(database.db, onboardingId)).map(storeView);
    },

    correct: (onboardingId, storeId, correction, actor, at, ifRevision) =>
      database.write(async (tx): Promise<CorrectionResult> => {
        const onboarding = await lockOpenOnboarding(tx, onboardingId);
        const store = onboarding && (await findStore(tx, onboardingId, storeId));
        if (!onboarding || !store) return { outcome: 'not_found' };
        if (store.revision !== (ifRevision ?? store.revision)) return { outcome: 'changed_meanwhile' };
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
          await raiseStoreEvent(tx, onboarding, 'store.updated', corrected, corrected.revision, at);
        }
        await refreshStatus(tx, onboarding);
        return { outcome: 'corrected', store: storeView(corrected) };
      }),

    add: (onboardingId, input, actor, at) =>
      database.write(async (tx): Promise<AdditionResult> => {
        const onboarding = await lockOpenOnboarding(tx, onboardingId);
        if (!onboarding) return { outcome: 'not_found' };
        const store = await addStore(tx, onboardingId, input);
        if (!store) return { outcome: 'exists' };
        const { store_id: storeId, revision } = store;
        await recordAudit(tx, { onboardingId, action: `add_store ${storeId}`, actor, reason: '' }, at);
        await tx.enqueue({ kind: 'factsChanged', onboardingId, fact: 'store', ref: storeId, revision }, at);
        await refreshStatus(tx, onboarding);
        return { outcome: 'added', store: storeView(store) };
      }),

    remove: (onboardingId, storeId, actor, at, ifRevision) =>
      database.write(async (tx): Promise<RemovalResult> => {
        const onboarding = await lockOpenOnboarding(tx, onboardingId);
        const stores = onboarding ? await storesOf(tx.db, onboardingId) : [];
        const store = stores.find((row) => row.store_id === storeId);
        if (!onboarding || !store) return { outcome: 'not_found' };
        if (store.revision !== (ifRevision ?? store.revision)) return { outcome: 'changed_meanwhile' };
        if (stores.length === 1) return { outcome: 'last_store' };
        const receipt = asReceipt(store, at);
        const { revision } = receipt;
        await saveStore(tx, receipt);
        await recordAudit(tx, { onboardingId, action: `remove_store ${storeId}`, actor, reason: '' }, at);
        await tx.enqueue({ kind: 'factsChanged', onboardingId, fact: 'store_removed', ref: storeId, revision }, at);
        await raiseStoreEvent(tx, onboarding, 'store.removed', receipt, revision, at);
        await refreshStatus(tx, onboarding);
        return { outcome: 'removed', revision };
      }),

    noteCreatedAttribute: (onboardingId, storeId, attributeCode) =>
      database.write(async (tx) => {
        const onboarding = await lockOpenOnboarding(tx, onboardingId);
        const store = onboarding && (await findStore(tx, onboardingId, storeId));
        if (!store || store.created_attribute === attributeCode) return false;
        await saveStore(tx, { ...store, created_attribute: attributeCode });
        return true;
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
          const verified = {
            verified_commerce_host: hostOfInstance(readiness.instance),
            commerce_modules: readiness.modules && toJson(readiness.modules),
          };
          await tx.db.updateTable('onboardings').set(verified).where('onboarding_id', '=', onboardingId).execute();
          if (store.ready_at === null) {
            await raiseStoreEvent(tx, onboarding, 'store.created', ready, revision, at);
          } else if (createdAttribute(ready) !== null && ready.warnings !== store.warnings) {
            await raiseStoreEvent(tx, onboarding, 'store.updated', ready, `${revision}/created_attribute`, at);
          }
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

function withCorrection(store: StoreRow, correction: StoreCorrection): StoreRow {
  return {
    ...store,
    website_code: correction.websiteCode ?? store.website_code,
    email: correction.email ?? store.email,
    name: correction.name ?? store.name,
    amazon_id_type: correction.mapping?.amazonIdType ?? store.amazon_id_type,
    attribute_code: correction.mapping?.attributeCode ?? store.attribute_code,
    create_attribute: correction.mapping
      ? Number(correction.mapping.createAttributeIfMissing === true)
      : store.create_attribute,
    revision: store.revision + 1,
  };
}

function withReadiness(store: StoreRow, readiness: StoreReadiness, at: Instant): StoreRow {
  return {
    ...store,
    ready_at: store.ready_at ?? at,
    checked_at: at,
    instance: readiness.instance,
    website_id: readiness.websiteId,
    store_group_id: readiness.storeGroupId,
    store_view_id: readiness.storeViewId,
    store_view_code: readiness.storeViewCode,
    currency: readiness.currency,
    warnings: toJson(warningsOf(store, readiness)),
  };
}

function warningsOf(store: StoreRow, { warnings }: StoreReadiness): readonly StoreWarning[] {
  const attributeCode = createdAttribute(store);
  return attributeCode === null ? warnings : [{ code: 'attribute_created', attributeCode }, ...warnings];
}

/**
 * What stays of a store that is removed. Its website and marketplace are free for others, and its revision goes on, so
 * that a message about what it was is never taken for one about what it may become.
 */
function asReceipt(store: StoreRow, at: Instant): StoreRow {
  const revision = store.revision + 1;
  return {
    ...store,
    revision,
    email: '',
    name: '',
    participates: null,
    seller_id: null,
    closed_at: at,
    removed_at: at,
  };
}

/** An instance is named by host and path. */
function hostOfInstance(instance: string): string {
  return instance.split('/', 1).join('');
}
