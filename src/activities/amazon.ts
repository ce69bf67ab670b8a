import type { Lwa, Tokens } from '../amazon/lwa';
import type { Sellers } from '../amazon/sellers';
import type { Clock } from '../domain/clock';
import { marketplaceOfStore, type OfferedRegion, type StoreId } from '../domain/marketplaces';
import type { LwaFailure, Participation, Unverifiable, Verification } from '../domain/outcomes';
import type { Secret } from '../domain/secret';
import type { Grant, ParkedReason, Registry, SellerIdProof } from '../registry/registry';
import { couldNotAsk } from './could-not-ask';
import type { OnboardingActivities } from './onboarding-activities';

export interface AmazonActivitiesDeps {
  readonly registry: Pick<Registry, 'grants' | 'onboardings' | 'stores'>;
  readonly amazon: Pick<Lwa, 'refresh'> & Sellers;
  readonly clock: Clock;
}

type AmazonActivities = Pick<OnboardingActivities, 'verifyCandidate' | 'dropCandidate'>;

/** What Amazon says of a token: where its seller sells, or why we do not know. */
type Print =
  | { readonly outcome: 'ok'; readonly participations: readonly Participation[] }
  | { readonly outcome: 'dead' }
  | Extract<Verification, { outcome: 'misconfigured' | 'access_refused' }>;

export function createAmazonActivities({ registry, amazon, clock }: AmazonActivitiesDeps): AmazonActivities {
  const { grants } = registry;

  async function printOf(refreshToken: Secret, region: OfferedRegion): Promise<Print> {
    const tokens = await amazon.refresh(refreshToken);
    if (tokens.outcome !== 'ok') return afterLwaFailure(tokens);
    const asked = await amazon.marketplaceParticipations({ region, accessToken: tokens.accessToken });
    if (asked.outcome !== 'token_refused') return afterAsking(asked);

    // A fresh token may be refused once when Amazon's hosts disagree; refused again, it is a matter of the account.
    const again: Tokens | LwaFailure = await amazon.refresh(refreshToken);
    if (again.outcome !== 'ok') return afterLwaFailure(again);
    const askedAgain = await amazon.marketplaceParticipations({ region, accessToken: again.accessToken });
    return askedAgain.outcome === 'token_refused'
      ? { outcome: 'access_refused', requestId: 'unknown' }
      : afterAsking(askedAgain);
  }

  /** On renewal the new account must be the old one: same seller id, and both tokens see a store in common. */
  async function isSameSeller(
    previous: Grant,
    candidate: Grant,
    print: readonly Participation[],
    region: OfferedRegion,
  ): Promise<boolean | Print> {
    if (previous.sellerId !== candidate.sellerId) return false;
    const token = await grants.refreshToken(previous.grantRef);
    const old: Print = token ? await printOf(token, region) : { outcome: 'dead' };
    if (old.outcome === 'misconfigured' || old.outcome === 'access_refused') return old;
    return overlap(old.outcome === 'ok' ? old.participations : previous.print, print);
  }

  return {
    async verifyCandidate({ onboardingId, candidateRef, grantLifeMs }) {
      const candidate = await grants.find(onboardingId, candidateRef);
      const basics = await registry.onboardings.basics(onboardingId);
      const stores = await registry.stores.list(onboardingId);
      const absentFrom = (print: readonly Participation[]) =>
        stores.map(({ storeId }) => storeId).filter((storeId) => !participates(storeId, print));

      if (!candidate || !basics || candidate.status === 'destroyed' || candidate.status === 'replaced')
        return { outcome: 'void' };
      if (candidate.status === 'in_force') return inForce(candidate, absentFrom(candidate.print));
      const previous = await grants.inForce(onboardingId);
      if (candidate.parkedReason) return { outcome: 'parked', reason: candidate.parkedReason };

      const token = await grants.refreshToken(candidateRef);
      const print: Print = token ? await printOf(token, basics.region) : { outcome: 'dead' };
      if (print.outcome === 'dead') {
        await grants.destroy(candidateRef, 'void', clock.now());
        return { outcome: 'void' };
      }
      if (print.outcome !== 'ok') return print;
      const { participations } = print;

      if (basics.expectedSellerId !== null && basics.expectedSellerId !== candidate.sellerId)
        return park(candidateRef, 'owner_mismatch', participations);
      if (previous) {
        const same = await isSameSeller(previous, candidate, participations, basics.region);
        if (same === false) return park(candidateRef, 'owner_mismatch', participations);
        if (same !== true && (same.outcome === 'misconfigured' || same.outcome === 'access_refused')) return same;
      }

      const absent = absentFrom(participations);
      if (absent.length === stores.length) {
        await grants.markNotParticipating(candidateRef, clock.now());
        return { outcome: 'not_participating', absent };
      }
      const present = stores
        .filter(({ storeId }) => !absent.includes(storeId))
        .map(({ marketplaceId }) => marketplaceId);
      const colliding = await grants.collisions(onboardingId, candidate.sellerId, present);
      if (colliding.some((other) => overlap(other.print, participations))) {
        await grants.destroy(candidateRef, 'refused', clock.now());
        return { outcome: 'refused', reason: 'seller_already_connected' };
      }
      if (colliding.length > 0) return park(candidateRef, 'seller_claim_conflict', participations);

      const proof = proofOf(candidate, previous, basics.expectedSellerId);
      const swapped = await grants.swapIn(
        { grantRef: candidateRef, expiresAt: candidate.grantedAt + grantLifeMs, proof, print: participations },
        clock.now(),
      );
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

  async function park(
    candidateRef: string,
    reason: ParkedReason,
    print: readonly Participation[],
  ): Promise<Verification> {
    await grants.park(candidateRef, reason, print, clock.now());
    return { outcome: 'parked', reason };
  }
}

function afterLwaFailure(failure: LwaFailure): Print {
  switch (failure.outcome) {
    case 'invalid_grant':
      return { outcome: 'dead' };
    case 'misconfigured':
      return { outcome: 'misconfigured', error: failure.error };
    case 'not_sent':
    case 'ambiguous':
      // A refresh changes nothing at Amazon, so both may be asked again.
      throw couldNotAsk({ ...failure, outcome: 'unverifiable' } satisfies Unverifiable);
  }
}

function afterAsking(
  asked: Exclude<Awaited<ReturnType<Sellers['marketplaceParticipations']>>, { outcome: 'token_refused' }>,
): Print {
  switch (asked.outcome) {
    case 'ok':
    case 'misconfigured':
      return asked;
    case 'forbidden':
      return { outcome: 'access_refused', requestId: asked.requestId ?? 'unknown' };
    case 'unverifiable':
      throw couldNotAsk(asked);
  }
}

function participates(storeId: StoreId, print: readonly Participation[]): boolean {
  const { id } = marketplaceOfStore(storeId);
  return print.some(({ marketplaceId, isParticipating }) => marketplaceId === id && isParticipating);
}

/** Two prints show the same account: some marketplace with the same store name in both. */
function overlap(one: readonly Participation[], other: readonly Participation[]): boolean {
  return one.some((a) => other.some((b) => a.marketplaceId === b.marketplaceId && a.storeName === b.storeName));
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
