import type { Kysely } from 'kysely';
import { sameText } from './fingerprint';
import { grantInForce } from './grant-row';
import { fromJson } from './json-column';
import type { Tables } from './schema';

/** An Amazon account that a seller signed in with, and that is not the one expected. */
export interface OtherAccount {
  /** As Amazon calls its stores, each once: outside text. */
  readonly storeNames: readonly string[];
  /** It says that it is the seller who is connected, but no store of theirs was recognised. */
  readonly sameSellerId: boolean;
}

/** What the account calls itself that a seller signed in with by mistake. It is nobody else's business but this browser's. */
export async function otherAccountOf(
  db: Kysely<Tables>,
  consentId: string,
  browserHash: string,
): Promise<OtherAccount | undefined> {
  const row = await db
    .selectFrom('attempts as a')
    .innerJoin('grants as g', 'g.consent_id', 'a.consent_id')
    .select(['a.browser_hash', 'g.onboarding_id', 'g.seller_id', 'g.print'])
    .where('a.consent_id', '=', consentId)
    .where('g.status', '=', 'parked')
    .where('g.parked_reason', '=', 'owner_mismatch')
    .executeTakeFirst();
  if (!row || !sameText(row.browser_hash, browserHash)) return undefined;
  const inForce = await grantInForce(db, row.onboarding_id);
  const names = fromJson(row.print).flatMap(({ storeName }) => (storeName.trim() === '' ? [] : [storeName]));
  return { storeNames: [...new Set(names)], sameSellerId: inForce?.seller_id === row.seller_id };
}
