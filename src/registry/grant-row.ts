import type { Kysely, Selectable } from 'kysely';
import type { GrantedAtBasis, Participation } from '../domain/outcomes';
import { fromJson } from './json-column';
import type { Grant, ParkedReason, SellerIdProof } from './registry';
import type { GrantsTable, Tables } from './schema';
import type { VaultPlace } from './vault';

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
