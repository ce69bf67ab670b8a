import type { Selectable } from 'kysely';
import { holdingsOf, type Holdings } from '../domain/ledger';
import type { Country, OfferedRegion, StoreId } from '../domain/marketplaces';
import type { CommerceModules, GrantedAtBasis, StoreWarning } from '../domain/outcomes';
import type { Requirement } from '../domain/requirements';
import type { Stage, WaitingOn } from '../domain/stages';
import type { ChecklistItem } from '../domain/checklist';
import type { Instant } from '../domain/clock';
import { checklistView, confirmationsOf } from './checklist';
import { grantInForce, participatingIn, type GrantRow, type SellerIdProof } from './grant-row';
import { fromJson, toJson, type Json } from './json-column';
import type { OnboardingRow } from './onboarding-row';
import type { ProjectionsTable } from './schema';
import { storesOf, storeView, type StoreRow } from './store-row';
import type { Tx } from './transactions';
import type { ConnectionInput } from './credentials';
import type { MappingInput } from './stores';

/** The public status document, complete but for figures that depend on the instant of reading. */
export interface StatusView {
  readonly onboardingId: string;
  readonly merchantId: string;
  readonly region: OfferedRegion;
  readonly stage: Stage;
  readonly waitingOn: WaitingOn;
  readonly waitingSince: Instant;
  readonly requirements: readonly Requirement[];
  readonly stores: readonly StoreView[];
  readonly authorization: AuthorizationView | null;
  readonly nextStep: NextStepView | null;
  /** What should be in order before selling; it holds nothing up. */
  readonly checklist: readonly ChecklistItem[];
  readonly apiKey: {
    readonly given: boolean;
    readonly environment: 'production' | 'sandbox' | null;
    readonly revision: number;
  };
  readonly commerceConnection: {
    readonly type: ConnectionInput['type'] | null;
    readonly host: string | null;
    readonly revision: number;
    /** Null while they were not read, or the connection may not read them: information, never a condition. */
    readonly modules: CommerceModules | null;
  };
  readonly metadata: Readonly<Record<string, string>>;
  readonly returnUrl: string | null;
  /** Who held the ball and since when, oldest first; the last entry is still running. At most 100. */
  readonly timeline: readonly { readonly stage: Stage; readonly waitingOn: WaitingOn; readonly from: Instant }[];
  /** For how long each party held the ball, over all of its life. */
  readonly holdings: Holdings;
  readonly createdAt: Instant;
  readonly closedAt: Instant | null;
  readonly stateVersion: number;
}

export interface StoreView {
  readonly storeId: StoreId;
  readonly country: Country;
  readonly marketplaceId: string;
  readonly websiteCode: string;
  readonly email: string;
  readonly name: string;
  readonly mapping: MappingInput & { readonly createAttributeIfMissing: boolean };
  readonly ready: boolean;
  readonly orderImport: {
    readonly storeGroupId: number;
    readonly storeViewId: number;
    readonly storeViewCode: string;
  } | null;
  readonly warnings: readonly StoreWarning[];
  /** Null while that is not known: without a grant in force, and until Amazon was asked about an added store. */
  readonly participates: boolean | null;
  readonly revision: number;
}

export interface AuthorizationView {
  readonly sellerId: string;
  readonly sellerIdProof: SellerIdProof;
  readonly marketplaceIds: readonly string[];
  readonly generation: number;
  readonly grantedAt: Instant;
  readonly expiresAt: Instant;
  /** Since when it is confirmed that Amazon has ended it; null if it is not. */
  readonly revokedSince: Instant | null;
  /** Since when Amazon has refused its refresh token: asks for a probe and proves nothing. Null: not at all. */
  readonly suspectedSince: Instant | null;
  /**
   * `consent`: counted from the consent that we saw. `stated`: from the instant that whoever handed the grant over named.
   * `estimate`: from an instant that nobody is sure of.
   */
  readonly expiryKnownFrom: 'consent' | 'stated' | 'estimate';
}

export interface NextStepView {
  readonly key: string;
  readonly at: Instant;
}

export type ProjectionRow = Selectable<ProjectionsTable>;

/** The part of the status that the workflow publishes. */
export interface Standing {
  readonly stage: Stage;
  readonly waitingOn: WaitingOn;
  readonly waitingSince: number;
  readonly requirements: readonly Requirement[];
  readonly nextStep: NextStepView | null;
  readonly stateVersion: number;
}

export function standingOf(row: ProjectionRow): Standing {
  return {
    stage: row.stage as Stage,
    waitingOn: row.waiting_on as WaitingOn,
    waitingSince: row.waiting_since,
    requirements: fromJson(row.requirements),
    nextStep: row.next_step === null ? null : fromJson(row.next_step),
    stateVersion: row.state_version,
  };
}

/** Entries of the timeline that a status shows. */
const TIMELINE_LENGTH = 100;

/** The status document of an onboarding as the rows of this transaction tell it, with the columns derived with it. */
export async function projected(
  tx: Tx,
  onboarding: OnboardingRow,
  standing: Standing,
): Promise<{ readonly view: Json<StatusView>; readonly generation: number; readonly expires_at: number | null }> {
  const id = onboarding.onboarding_id;
  const grant = await grantInForce(tx.db, id);
  const stores = await storesOf(tx.db, id);
  const timeline = await wholeTimeline(tx, id);
  const confirmations = await confirmationsOf(tx.db, id);
  const checklist = checklistView(onboarding, standing.requirements, stores, grant, confirmations);
  return {
    view: toJson(statusView(onboarding, standing, stores, grant, timeline, checklist)),
    generation: grant?.generation ?? 0,
    expires_at: grant?.expires_at ?? null,
  };
}

/** Rebuilds the status after a write to anything that stands in it. Belongs into the transaction of that write. */
export async function refreshStatus(tx: Tx, onboarding: OnboardingRow): Promise<void> {
  const id = onboarding.onboarding_id;
  const row = await tx.db
    .selectFrom('projections')
    .selectAll()
    .where('onboarding_id', '=', id)
    .executeTakeFirstOrThrow();
  const columns = await projected(tx, onboarding, standingOf(row));
  await tx.db.updateTable('projections').set(columns).where('onboarding_id', '=', id).execute();
}

async function wholeTimeline(tx: Tx, onboardingId: string): Promise<StatusView['timeline']> {
  const entries = await tx.db
    .selectFrom('timeline')
    .select(['stage', 'waiting_on', 'from_at'])
    .where('onboarding_id', '=', onboardingId)
    .orderBy('entry')
    .execute();
  return entries.map((entry) => ({
    stage: entry.stage as Stage,
    waitingOn: entry.waiting_on as WaitingOn,
    from: entry.from_at,
  }));
}

function statusView(
  onboarding: OnboardingRow,
  standing: Standing,
  stores: readonly StoreRow[],
  grant: GrantRow | undefined,
  timeline: StatusView['timeline'],
  checklist: StatusView['checklist'],
): StatusView {
  return {
    onboardingId: onboarding.onboarding_id,
    merchantId: onboarding.merchant_id,
    region: onboarding.region as OfferedRegion,
    stage: standing.stage,
    waitingOn: standing.waitingOn,
    waitingSince: standing.waitingSince,
    requirements: standing.requirements,
    stores: stores.map(storeView),
    authorization: grant ? authorizationView(grant) : null,
    nextStep: standing.nextStep,
    checklist,
    apiKey: {
      given: onboarding.key_revision > 0,
      environment: onboarding.key_environment as StatusView['apiKey']['environment'],
      revision: onboarding.key_revision,
    },
    commerceConnection: {
      type: onboarding.connection_type as StatusView['commerceConnection']['type'],
      host: onboarding.connection_host,
      revision: onboarding.connection_revision,
      modules: onboarding.commerce_modules && fromJson(onboarding.commerce_modules),
    },
    metadata: fromJson(onboarding.metadata),
    returnUrl: onboarding.return_url,
    timeline: timeline.slice(-TIMELINE_LENGTH),
    holdings: holdingsOf(timeline),
    createdAt: onboarding.created_at,
    closedAt: onboarding.closed_at,
    stateVersion: standing.stateVersion,
  };
}

const KNOWN_FROM = { observed: 'consent', stated: 'stated', estimated: 'estimate' } as const;

function authorizationView(grant: GrantRow): AuthorizationView | null {
  if (grant.generation === null || grant.expires_at === null) return null;
  return {
    sellerId: grant.seller_id,
    sellerIdProof: grant.seller_id_proof as SellerIdProof,
    marketplaceIds: participatingIn(fromJson(grant.print)),
    generation: grant.generation,
    grantedAt: grant.granted_at,
    expiresAt: grant.expires_at,
    suspectedSince: grant.suspected_since,
    revokedSince: grant.revoked_at,
    expiryKnownFrom: KNOWN_FROM[grant.granted_at_basis as GrantedAtBasis],
  };
}
