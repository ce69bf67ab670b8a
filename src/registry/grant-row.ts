import type { Kysely, Selectable } from 'kysely';
import type { GrantedAtBasis, Participation } from '../domain/outcomes';
import type { Instant } from '../domain/clock';
import { fromJson } from './json-column';
import type { GrantsTable, Tables } from './schema';
import type { VaultPlace } from './vault';

export type SellerIdProof = 'claimed' | 'expected' | 'confirmed';

export type ParkedReason = 'owner_mismatch' | 'seller_claim_conflict';

export interface Grant {
  readonly grantRef: string;
  readonly onboardingId: string;
  readonly consentId: string;
  readonly sellerId: string;
  readonly sellerIdProof: SellerIdProof;
  readonly grantedAt: Instant;
  readonly status: 'candidate' | 'in_force' | 'replaced' | 'parked' | 'destroyed';
  /** Null until it is swapped in. */
  readonly generation: number | null;
  readonly expiresAt: Instant | null;
  /** Why it is parked; null unless it is. */
  readonly parkedReason: ParkedReason | null;
  /** The participations as last seen; empty for a candidate. */
  readonly print: readonly Participation[];
  /** When that was seen at Amazon; null while it never was. */
  readonly printAt: Instant | null;
  /** How `grantedAt` is known. */
  readonly grantedAtBasis: GrantedAtBasis;
}

/** Whether the grant in force still lives, as far as is known. */
export interface GrantStanding {
  readonly grantRef: string;
  readonly suspectedSince: Instant | null;
  readonly revokedAt: Instant | null;
}

export type GrantRow = Selectable<GrantsTable>;

export function grantView(row: GrantRow): Grant {
  return {
    grantRef: row.grant_ref,
    onboardingId: row.onboarding_id,
    consentId: row.consent_id,
    sellerId: row.seller_id,
    sellerIdProof: row.seller_id_proof as SellerIdProof,
    grantedAt: row.granted_at,
    status: row.status as Grant['status'],
    generation: row.generation,
    expiresAt: row.expires_at,
    parkedReason: row.parked_reason as ParkedReason | null,
    print: fromJson(row.print),
    printAt: row.print_at,
    grantedAtBasis: row.granted_at_basis as GrantedAtBasis,
  };
}

/** The marketplaces in which a seller sells. */
export function participatingIn(print: readonly Participation[]): readonly string[] {
  return print.filter(({ isParticipating }) => isParticipating).map(({ marketplaceId }) => marketplaceId);
}

export function refreshTokenPlace(grantRef: string): VaultPlace {
  return { table: 'grants', row: grantRef, purpose: 'refresh_token' };
}

export async function grantInForce(db: Kysely<Tables>, onboardingId: string): Promise<GrantRow | undefined> {
  return db
    .selectFrom('grants')
    .selectAll()
    .where('onboarding_id', '=', onboardingId)
    .where('status', '=', 'in_force')
    .executeTakeFirst();
}
