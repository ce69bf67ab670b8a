import type { Tx } from './transactions';
import { destroySecret, type VaultPlace } from './vault';

/** A grant has one generation for ever: its token is kept under both. */
export function accessTokenPlace(grantRef: string, generation: number): VaultPlace {
  return { table: 'access_tokens', row: `${grantRef}/${generation}`, purpose: 'access_token' };
}

/** Destroys the token that is kept for a grant and ends the lease of whoever is fetching a new one. */
export async function destroyAccessToken(
  tx: Tx,
  grant: { readonly grant_ref: string; readonly generation: number | null },
): Promise<void> {
  if (grant.generation === null) return;
  await destroySecret(tx.db, accessTokenPlace(grant.grant_ref, grant.generation));
  await tx.db.deleteFrom('access_tokens').where('grant_ref', '=', grant.grant_ref).execute();
  await tx.db.deleteFrom('token_holders').where('grant_ref', '=', grant.grant_ref).execute();
}
