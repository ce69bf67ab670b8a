import type { Lwa } from '../amazon/lwa';
import type { Sellers } from '../amazon/sellers';
import type { Clock } from '../domain/clock';
import { marketplaceOfStore, type OfferedRegion, type StoreId } from '../domain/marketplaces';
import type { Participation, Verification } from '../domain/outcomes';
import type { Grant, ParkedReason, Registry, SellerIdProof, StoreView } from '../registry/registry';
import { createAskPrint, type Obstacle } from './account-print';
import type { OnboardingActivities } from './onboarding-activities';

export interface AmazonActivitiesDeps {
  readonly registry: Pick<Registry, 'grants' | 'onboardings' | 'stores'>;
  readonly amazon: Pick<Lwa, 'refresh'> & Sellers;
  readonly clock: Clock;
}

type AmazonActivities = Pick<OnboardingActivities, 'verifyCandidate' | 'dropCandidate'>;

export function createAmazonActivities({ registry, amazon, clock }: AmazonActivitiesDeps): AmazonActivities {
  const { grants } = registry;
  const askPrint = createAskPrint(amazon);

  return {
    async verifyCandidate({ onboardingId, candidateRef, grantLifeMs }) {
      const candidate = await grants.find(onboardingId, candidateRef);
      const basics = await registry.onboardings.basics(onboardingId);
      if (!candidate || !basics) return { outcome: 'void' };
      const stores = await registry.stores.list(onboardingId);
      const known = earlierVerdict(candidate, stores);
      if (known) return known;

      const asked = await askPrint(await grants.refreshToken(candidateRef), basics.region);
      if (asked.outcome === 'dead') {
        await grants.destroy(candidateRef, 'void', clock.now());
        return { outcome: 'void' };
      }
      if (asked.outcome !== 'ok') return asked;
      const print = asked.participations;

      const { expectedSellerId } = basics;
      if (expectedSellerId !== null && expectedSellerId !== candidate.sellerId)
        return park(candidateRef, 'owner_mismatch', print);
      const previous = await grants.inForce(onboardingId);
      const owner = previous ? await compareOwners(previous, candidate, print, basics.region) : SAME_OWNER;
      if (owner.outcome === 'another') return park(candidateRef, 'owner_mismatch', print);
      if (owner.outcome !== 'same') return owner;

      const absent = absentStores(stores, print);
      if (absent.length === stores.length) {
        await grants.markNotParticipating(candidateRef, clock.now());
        return { outcome: 'not_participating', absent };
      }
      const present = stores.filter(({ storeId }) => !absent.includes(storeId));
      const colliding = await grants.collisions(
        onboardingId,
        candidate.sellerId,
        present.map(({ marketplaceId }) => marketplaceId),
      );
      if (colliding.some((other) => overlap(other.print, print))) {
        await grants.destroy(candidateRef, 'refused', clock.now());
        return { outcome: 'refused', reason: 'seller_already_connected' };
      }
      if (colliding.length > 0) return park(candidateRef, 'seller_claim_conflict', print);

      const proof = proofOf(candidate, previous, expectedSellerId);
      const expiresAt = candidate.grantedAt + grantLifeMs;
      const swapped = await grants.swapIn({ grantRef: candidateRef, expiresAt, proof, print }, clock.now());
      if (swapped.outcome === 'in_force') return inForce(swapped.grant, absent);
      if (swapped.outcome === 'gone') return { outcome: 'void' };
      // Another onboarding connected this seller in between: the next try sees the collision and judges it.
      throw new Error('Another onboarding connected this seller at the same time');
    },

    async dropCandidate({ onboardingId, candidateRef }) {
      const candidate = await grants.find(onboardingId, candidateRef);
      if (candidate?.status === 'candidate' || candidate?.status === 'parked')
        await grants.destroy(candidateRef, 'void', clock.now());
    },
  };

  /** On renewal the new account must be the old one: same seller id, and both tokens see a store in common. */
  async function compareOwners(
    previous: Grant,
    candidate: Grant,
    print: readonly Participation[],
    region: OfferedRegion,
  ): Promise<typeof SAME_OWNER | typeof ANOTHER_OWNER | Obstacle> {
    if (previous.sellerId !== candidate.sellerId) return ANOTHER_OWNER;
    const old = await askPrint(await grants.refreshToken(previous.grantRef), region);
    if (old.outcome !== 'ok' && old.outcome !== 'dead') return old;
    // A dead token sees nothing any more: what it saw last has to do.
    const oldPrint = old.outcome === 'ok' ? old.participations : previous.print;
    return overlap(oldPrint, print) ? SAME_OWNER : ANOTHER_OWNER;
  }

  async function park(
    candidateRef: string,
    reason: ParkedReason,
    print: readonly Participation[],
  ): Promise<Verification> {
    await grants.park(candidateRef, reason, print, clock.now());
    return { outcome: 'parked', reason };
  }
}

const SAME_OWNER = { outcome: 'same' } as const;
const ANOTHER_OWNER = { outcome: 'another' } as const;

/** What an earlier try found and wrote down, or what became of the candidate since; undefined if it is still to be judged. */
function earlierVerdict(candidate: Grant, stores: readonly StoreView[]): Verification | undefined {
  if (candidate.status === 'destroyed' || candidate.status === 'replaced') return { outcome: 'void' };
  if (candidate.status === 'in_force') return inForce(candidate, absentStores(stores, candidate.print));
  return candidate.parkedReason ? { outcome: 'parked', reason: candidate.parkedReason } : undefined;
}

function absentStores(stores: readonly StoreView[], print: readonly Participation[]): readonly StoreId[] {
  return stores.map(({ storeId }) => storeId).filter((storeId) => !participates(storeId, print));
}

function participates(storeId: StoreId, print: readonly Participation[]): boolean {
  const { id } = marketplaceOfStore(storeId);
  return print.some(({ marketplaceId, isParticipating }) => marketplaceId === id && isParticipating);
}

/** Two prints show the same account: some marketplace with the same store name in both. Two missing names show nothing. */
function overlap(one: readonly Participation[], other: readonly Participation[]): boolean {
  return one
    .filter(({ storeName }) => storeName.trim() !== '')
    .some((a) => other.some((b) => a.marketplaceId === b.marketplaceId && a.storeName === b.storeName));
}

function proofOf(candidate: Grant, previous: Grant | undefined, expectedSellerId: string | null): SellerIdProof {
  if (previous?.sellerIdProof === 'confirmed') return 'confirmed';
  return expectedSellerId === candidate.sellerId ? 'expected' : 'claimed';
}

function inForce(grant: Grant, absent: readonly StoreId[]): Verification {
  if (grant.generation === null || grant.expiresAt === null)
    throw new Error('A grant in force has a generation and an expiry');
  const { grantRef, generation, grantedAt, expiresAt } = grant;
  return { outcome: 'in_force', grantRef, generation, grantedAt, expiresAt, absent };
}
