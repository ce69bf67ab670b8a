import { sql } from 'kysely';
import type { Instant } from '../domain/clock';
import { marketplaceOfStore, storeIdOf } from '../domain/marketplaces';
import type { Secret } from '../domain/secret';
import { randomId, sameText } from './fingerprint';
import { refreshTokenPlace } from './grant-row';
import { toJson } from './json-column';
import type { KeyRing } from './key-ring';
import { startOnboarding } from './onboarding-start';
import type { StartInput } from './onboardings';
import type { OutboxTask } from './outbox';
import type { StoreInput } from './stores';
import type { Database } from './transactions';
import { putSecret } from './vault';

/** An onboarding whose seller consented before it came here. */
export interface AdoptionInput extends StartInput {
  /** Of the account that the token is for. */
  readonly expectedSellerId: string;
  readonly grant: {
    readonly refreshToken: Secret;
    readonly consentedAt: Instant;
    readonly basis: 'stated' | 'estimated';
  };
}

/**
 * What adopting comes to. `same`: it was adopted before, from the same row. `conflict`: the id is taken by another
 * onboarding. `seller_taken`: another onboarding has this seller with one of these marketplaces.
 */
export type AdoptionVerdict = 'new' | 'same' | 'conflict' | 'closed' | 'seller_taken';

export interface Adoptions {
  /** What adopting would come to; nothing is written. */
  judge(adoption: AdoptionInput): Promise<AdoptionVerdict>;
  /**
   * Creates the onboarding with its candidate, whose token goes into the vault. Its process begins at `startsAt` with
   * the verification; nobody is invited, and the merchant is not written to about what is missing by `quietUntil`.
   */
  adopt(
    adoption: AdoptionInput,
    when: { readonly startsAt: Instant; readonly quietUntil: Instant },
    at: Instant,
  ): Promise<'adopted' | Exclude<AdoptionVerdict, 'new'>>;
  /** When the last process begins of those that are still to begin; null if none is. */
  lastStart(): Promise<Instant | null>;
}

const START = '{"kind":"start"%' satisfies `{"kind":"${OutboxTask['kind']}"%`;

export function createAdoptions(database: Database, vault: KeyRing): Adoptions {
  const { db } = database;
  const judge: Adoptions['judge'] = async ({ onboardingId, bodyHmac, expectedSellerId, stores }) => {
    const existing = await db
      .selectFrom('onboardings')
      .select(['body_hmac', 'closed_at'])
      .where('onboarding_id', '=', onboardingId)
      .executeTakeFirst();
    if (existing && existing.closed_at !== null) return 'closed';
    if (existing) return sameText(existing.body_hmac, bodyHmac) ? 'same' : 'conflict';
    const taken = await db
      .selectFrom('grants as g')
      .innerJoin('stores as s', 's.onboarding_id', 'g.onboarding_id')
      .select('g.grant_ref')
      .where('g.seller_id', '=', expectedSellerId)
      .where('g.status', 'in', ['candidate', 'in_force'])
      .where('s.marketplace_id', 'in', marketplacesOf(stores))
      .where('s.closed_at', 'is', null)
      .where('s.removed_at', 'is', null)
      .limit(1)
      .executeTakeFirst();
    return taken ? 'seller_taken' : 'new';
  };

  return {
    judge,

    async adopt(adoption, when, at) {
      const verdict = await judge(adoption);
      if (verdict !== 'new') return verdict;
      const { onboardingId, expectedSellerId, grant } = adoption;
      const candidate = { candidateRef: randomId('grt'), consentId: randomId('adp') };
      const started = await database.write(async (tx) => {
        const result = await startOnboarding(tx, vault, adoption, { ...when, candidate }, at);
        if (result !== 'created') return result;
        await tx.db
          .insertInto('grants')
          .values({
            grant_ref: candidate.candidateRef,
            onboarding_id: onboardingId,
            consent_id: candidate.consentId,
            seller_id: expectedSellerId,
            seller_id_proof: 'claimed',
            granted_at: grant.consentedAt,
            granted_at_basis: grant.basis,
            status: 'candidate',
            print: toJson([]),
            recorded_at: at,
          })
          .execute();
        await putSecret(tx.db, vault, refreshTokenPlace(candidate.candidateRef), onboardingId, grant.refreshToken);
        return result;
      });
      return started === 'created' ? 'adopted' : started;
    },

    async lastStart() {
      const { last } = await db
        .selectFrom('outbox')
        .select((builder) => builder.fn.max('not_before').as('last'))
        .where('not_before', 'is not', null)
        .where(sql<boolean>`task like ${START}`)
        .executeTakeFirstOrThrow();
      return last;
    },
  };
}

function marketplacesOf(stores: readonly StoreInput[]): readonly string[] {
  return stores.map(({ country }) => marketplaceOfStore(storeIdOf(country)).id);
}
