import type { Lwa } from '../amazon/lwa';
import type { Sellers } from '../amazon/sellers';
import type { Clock } from '../domain/clock';
import { marketplaceOfStore, type OfferedRegion, type StoreId } from '../domain/marketplaces';
import type { Participation, StoreParticipation, Verification } from '../domain/outcomes';
import type { Secret } from '../domain/secret';
import type { Grant, ParkedReason, SellerIdProof } from '../registry/grant-row';
import type { Registry } from '../registry/registry';
import type { StoreView } from '../registry/status-view';
import { createAskPrint, type Obstacle, type Print } from './account-print';
import type { OnboardingActivities } from './onboarding-activities';

export interface AmazonActivitiesDeps {
  readonly registry: Pick<Registry, 'grants' | 'onboardings' | 'stores'>;
  readonly amazon: Pick<Lwa, 'refresh'> & Sellers;
  readonly clock: Clock;
}

type AmazonActivities = Pick<OnboardingActivities, 'verifyCandidate' | 'joinStores' | 'dropCandidate'>;

export function createAmazonActivities({ registry, amazon, clock }: AmazonActivitiesDeps): AmazonActivities {
  const { grants } = registry;
  const askPrint = createAskPrint(amazon);

  return {
    async verifyCandidate({ onboardingId, candidateRef, grantLifeMs, acceptedOwner }) {
      const candidate = await grants.find(onboardingId, candidateRef);
      const basics = await registry.onboardings.basics(onboardingId);
      if (!candidate || !basics) return { outcome: 'void' };
      const stores = await registry.stores.list(onboardingId);
      const known = earlierVerdict(candidate, stores, acceptedOwner);
      if (known) return known;

      const asked = await askPrint(await grants.refreshToken(candidateRef), basics.region);
      if (asked.outcome === 'dead') {
        await grants.destroy(candidateRef, 'void', clock.now());
        return { outcome: 'void' };
      }
      if (asked.outcome !== 'ok') return asked;
      const print = asked.participations;

      const { expectedSellerId } = basics;
      if (!acceptedOwner && expectedSellerId !== null && expectedSellerId !== candidate.sellerId)
        return park(candidateRef, 'owner_mismatch', print);
      const previous = await grants.inForce(onboardingId);
      const owner =
        previous && !acceptedOwner ? await compareOwners(previous, candidate, print, basics.region) : SAME_OWNER;
      if (owner.outcome === 'another') return park(candidateRef, 'owner_mismatch', print);
      if (owner.outcome !== 'same') return owner;

      const present = stores.filter(({ storeId }) => participates(storeId, print));
      if (present.length === 0) {
        await grants.markNotParticipating(candidateRef, clock.now());
        return { outcome: 'not_participating', absent: stores.map(({ storeId }) => storeId) };
      }
      const collisions = await collisionsOf(candidate, present);
      const isKnown = previous?.sellerId === candidate.sellerId;
      const colliding = isKnown ? [] : collisions.flatMap(({ others }) => others);
      if (colliding.some((other) => overlap(other.print, print))) {
        await grants.destroy(candidateRef, 'refused', clock.now());
        return { outcome: 'refused', reason: 'seller_already_connected' };
      }
      if (colliding.length > 0) return park(candidateRef, 'seller_claim_conflict', print);
      // The account is connected here already: what a renewal cannot have are single stores, not the consent.
      const taken = collisions.map(({ storeId }) => storeId);

      const proof = acceptedOwner ? 'confirmed' : proofOf(candidate, previous, expectedSellerId);
      const expiresAt = candidate.grantedAt + grantLifeMs;
      const swapped = await grants.swapIn({ grantRef: candidateRef, expiresAt, proof, print, taken }, clock.now());
      if (swapped.outcome === 'in_force') {
        await noteSellingPlan(candidateRef, basics.region, asked.accessToken);
        return inForce(swapped.grant, participations(stores, print, taken));
      }
      if (swapped.outcome === 'gone') return { outcome: 'void' };
      // Another onboarding connected this seller in between: the next try sees the collision and judges it.
      throw new Error('Another onboarding connected this seller at the same time');
    },

    async joinStores({ onboardingId, grantRef, freshForMs }) {
      const grant = await grants.inForce(onboardingId);
      const basics = await registry.onboardings.basics(onboardingId);
      // Another grant is in force: its own verdict tells of the stores.
      if (grant?.grantRef !== grantRef || !basics) return { outcome: 'answered', stores: [] };
      const stores = (await registry.stores.list(onboardingId)).filter(
        (store) => store.ready || store.participates !== null,
      );

      const isFresh = grant.printAt !== null && clock.now() < grant.printAt + freshForMs;
      // That a seller did not sell somewhere may have changed since, and most likely for the sake of this store.
      const isKnown = isFresh && stores.every(({ storeId }) => participates(storeId, grant.print));
      const asked: Print = isKnown
        ? { outcome: 'ok', participations: grant.print }
        : await askPrint(await grants.refreshToken(grantRef), basics.region);
      if (asked.outcome === 'dead') return { outcome: 'token_refused' };
      if (asked.outcome !== 'ok') return asked;

      const print = asked.participations;
      const present = stores.filter(({ storeId }) => participates(storeId, print));
      const taken = (await collisionsOf(grant, present)).map(({ storeId }) => storeId);
      const answered = participations(stores, print, taken);
      const joined = await grants.join({ grantRef, stores: answered, print: isKnown ? null : print }, clock.now());
      // The next try sees who was faster.
      if (joined === 'collision') throw new Error('Another onboarding connected this marketplace at the same time');
      return { outcome: 'answered', stores: joined === 'gone' ? [] : answered };
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

  /** The stores whose marketplace other live onboardings have with the same seller, and their grants. */
  async function collisionsOf({ onboardingId, sellerId }: Grant, stores: readonly StoreView[]) {
    const collisions: { readonly storeId: StoreId; readonly others: readonly Grant[] }[] = [];
    for (const { storeId, marketplaceId } of stores) {
      const others = await grants.collisions(onboardingId, sellerId, [marketplaceId]);
      if (others.length > 0) collisions.push({ storeId, others });
    }
    return collisions;
  }

  /** Advice for the checklist, after the verdict: whatever Amazon says to this, the verdict stands. */
  async function noteSellingPlan(grantRef: string, region: OfferedRegion, accessToken: Secret): Promise<void> {
    const plan = await amazon.sellingPlan({ region, accessToken });
    if (plan !== null) await grants.noteSellingPlan(grantRef, plan, clock.now());
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
function earlierVerdict(
  candidate: Grant,
  stores: readonly StoreView[],
  acceptedOwner: boolean,
): Verification | undefined {
  if (candidate.status === 'destroyed' || candidate.status === 'replaced') return { outcome: 'void' };
  if (candidate.status === 'in_force') return inForce(candidate, recordedParticipations(candidate, stores));
  return candidate.parkedReason && !acceptedOwner ? { outcome: 'parked', reason: candidate.parkedReason } : undefined;
}

function participations(
  stores: readonly StoreView[],
  print: readonly Participation[],
  taken: readonly StoreId[],
): readonly StoreParticipation[] {
  return stores.map(({ storeId }) => {
    if (!participates(storeId, print)) return { storeId, participates: 'no' };
    return { storeId, participates: taken.includes(storeId) ? 'taken' : 'yes' };
  });
}

/** What was written down at the swap. A store that was added since is still to be asked about. */
function recordedParticipations(grant: Grant, stores: readonly StoreView[]): readonly StoreParticipation[] {
  const judged = stores.filter((store) => store.participates !== null);
  const left = judged.filter((store) => store.participates === false).map(({ storeId }) => storeId);
  return participations(judged, grant.print, left);
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

function inForce(grant: Grant, stores: readonly StoreParticipation[]): Verification {
  if (grant.generation === null || grant.expiresAt === null)
    throw new Error('A grant in force has a generation and an expiry');
  const { grantRef, generation, grantedAt, expiresAt, grantedAtBasis: basis } = grant;
  return { outcome: 'in_force', grantRef, generation, grantedAt, expiresAt, basis, stores };
}
