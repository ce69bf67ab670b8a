import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import { canonicalJson } from '../domain/canonical-json';
import { isoInstant, type Instant } from '../domain/clock';
import type { OfferedRegion, StoreId } from '../domain/marketplaces';
import { fingerprint } from './fingerprint';
import type { GrantRow } from './grant-row';
import { fromJson, toJson } from './json-column';
import type { OnboardingRow } from './onboarding-row';
import type { Door } from './attempts';
import type { ReceiptsTable } from './schema';
import { storesOf } from './store-row';
import type { Database, Tx } from './transactions';

/**
 * The receipt of one consent. Who consented stands apart from the rest, which holds only a salted hash of it: erasing the
 * names leaves what is proved by `hash` as it was.
 */
export interface Receipt {
  readonly evidence: ReceiptEvidence;
  /** SHA-256 of the canonical JSON of `evidence`, in hexadecimal. */
  readonly hash: string;
  /** Null once it is erased. */
  readonly person: ReceiptPerson | null;
}

export interface ReceiptEvidence {
  readonly onboardingId: string;
  readonly merchantId: string;
  readonly region: OfferedRegion;
  readonly generation: number;
  readonly consentId: string;
  /** Null for a grant that was there before Evergrant. */
  readonly door: Door | null;
  /** When the browser set out for Amazon; null for a grant that was there before. */
  readonly startedAt: string | null;
  readonly consentedAt: string;
  readonly inForceAt: string;
  readonly expiresAt: string | null;
  readonly sellerIdProof: string;
  /** Our application at Amazon; null if whoever put the grant in force had none. */
  readonly applicationId: string | null;
  readonly stores: readonly { readonly storeId: StoreId; readonly marketplaceId: string }[];
  /** SHA-256 of the one-time state, and of the random id of the browser. */
  readonly stateHash: string | null;
  readonly browserHash: string | null;
  /** SHA-256 of the canonical JSON of `person`. */
  readonly personHash: string;
  /** Hash of the receipt of the generation before; null for the first. */
  readonly previousHash: string | null;
}

/** Who consented, and for what: erased with the onboarding. */
export interface ReceiptPerson {
  readonly sellerId: string;
  /** Of the contact whose link was used; null for a link that was made for nobody in particular. */
  readonly email: string | null;
  /** The verified host of the Commerce instance. */
  readonly commerceHost: string | null;
  readonly stores: readonly { readonly storeId: StoreId; readonly name: string; readonly websiteCode: string }[];
  /** Makes the hash unguessable. */
  readonly salt: string;
}

export interface Receipts {
  /** Of every generation, the first one first. */
  list(onboardingId: string): Promise<readonly Receipt[]>;
}

export function createReceipts({ db }: Database): Receipts {
  return {
    async list(onboardingId) {
      const rows = await db
        .selectFrom('receipts')
        .selectAll()
        .where('onboarding_id', '=', onboardingId)
        .orderBy('generation')
        .execute();
      return rows.map(receiptOf);
    },
  };
}

/** Writes the receipt of a grant that has just been put in force, within that transaction. */
export async function recordReceipt(
  tx: Tx,
  grant: GrantRow & { readonly generation: number },
  onboarding: OnboardingRow,
  applicationId: string | null,
  at: Instant,
): Promise<void> {
  const { onboarding_id: onboardingId } = onboarding;
  const attempt = await attemptOf(tx, grant.consent_id);
  const stores = (await storesOf(tx.db, onboardingId)).filter(({ participates }) => participates === 1);
  const person: ReceiptPerson = {
    sellerId: grant.seller_id,
    email: attempt?.email ?? null,
    commerceHost: onboarding.verified_commerce_host,
    stores: stores.map((store) => ({
      storeId: store.store_id as StoreId,
      name: store.name,
      websiteCode: store.website_code,
    })),
    salt: randomBytes(16).toString('base64url'),
  };
  const evidence: ReceiptEvidence = {
    onboardingId,
    merchantId: onboarding.merchant_id,
    region: onboarding.region as OfferedRegion,
    generation: grant.generation,
    consentId: grant.consent_id,
    door: (attempt?.door ?? null) as Door | null,
    startedAt: attempt ? isoInstant(attempt.created_at) : null,
    consentedAt: isoInstant(grant.granted_at),
    inForceAt: isoInstant(at),
    expiresAt: grant.expires_at === null ? null : isoInstant(grant.expires_at),
    sellerIdProof: grant.seller_id_proof,
    applicationId,
    stores: stores.map((store) => ({
      storeId: store.store_id as StoreId,
      marketplaceId: store.marketplace_id,
    })),
    stateHash: attempt?.state_hash ?? null,
    browserHash: attempt?.browser_hash ?? null,
    personHash: fingerprint(canonicalJson(person)),
    previousHash: await latestHash(tx, onboardingId),
  };
  await tx.db
    .insertInto('receipts')
    .values({
      onboarding_id: onboardingId,
      generation: grant.generation,
      evidence: toJson(evidence),
      person: toJson(person),
      hash: fingerprint(canonicalJson(evidence)),
    })
    .execute();
}

/** The trip to Amazon from which a consent came, and whose link began it. */
async function attemptOf(tx: Tx, consentId: string) {
  return tx.db
    .selectFrom('attempts as a')
    .leftJoin('links as l', 'l.link_id', 'a.link_id')
    .leftJoin('contacts as c', 'c.contact_id', 'l.contact_id')
    .select(['a.door', 'a.created_at', 'a.state_hash', 'a.browser_hash', 'c.email'])
    .where('a.consent_id', '=', consentId)
    .executeTakeFirst();
}

async function latestHash(tx: Tx, onboardingId: string): Promise<string | null> {
  const row = await tx.db
    .selectFrom('receipts')
    .select('hash')
    .where('onboarding_id', '=', onboardingId)
    .orderBy('generation', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.hash ?? null;
}

function receiptOf({ evidence, hash, person }: Selectable<ReceiptsTable>): Receipt {
  return { evidence: fromJson(evidence), hash, person: person && fromJson(person) };
}
