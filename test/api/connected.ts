import { Secret } from '../../src/domain/secret';
import { START, US_STORE } from './bodies';
import { type RunningApi, T0 } from './running-api';

const DAY_MS = 86_400_000;

/** What `connected` starts it with. */
export function startOf(onboardingId: string) {
  return { ...START, merchantId: `m-${onboardingId}`, stores: [{ ...US_STORE, websiteCode: onboardingId }] };
}

/** The seller that `connected` connects. */
export function sellerOf(onboardingId: string): string {
  return `A2${onboardingId.toUpperCase()}`;
}

/** Leads an onboarding to `connected` as the workflow would, each with an Amazon account and a website of its own. */
export async function connected({ call, registry }: RunningApi, onboardingId: string): Promise<void> {
  await call('PUT', `/v1/onboardings/${onboardingId}`, { body: startOf(onboardingId) });
  const readiness = {
    connectionRevision: 1,
    instance: `${onboardingId}.example`,
    websiteId: 1,
    storeGroupId: 1,
    storeViewId: 1,
    storeViewCode: 'default',
    currency: 'EUR',
    warnings: [{ code: 'currency_differs', storeCurrency: 'EUR', marketplaceCurrency: 'USD' } as const],
    modules: null,
  };
  await registry.stores.makeReady(onboardingId, 'us', 1, readiness, T0);
  const { linkId } = await registry.links.mint(
    { onboardingId, purpose: 'renew', contactId: null, expiresAt: null, idempotencyKey: onboardingId },
    T0,
  );
  const attempt = await registry.attempts.create(
    { onboardingId, linkId, browserHash: 'b', door: 'link', storeId: 'us' },
    T0,
  );
  if (attempt.outcome !== 'created') throw new Error(attempt.outcome);
  await registry.attempts.consume(attempt.state, 'b', T0);
  const { candidateRef } = await registry.attempts.recordCandidate(
    {
      consentId: attempt.consentId,
      sellerId: sellerOf(onboardingId),
      refreshToken: new Secret('canary-refresh-token'),
      grantedAt: T0,
    },
    T0,
  );
  const print = [
    { marketplaceId: 'ATVPDKIKX0DER', isParticipating: true, hasSuspendedListings: false, storeName: 'Acme' },
  ];
  await registry.grants.swapIn({ grantRef: candidateRef, expiresAt: T0 + 365 * DAY_MS, proof: 'claimed', print }, T0);
  await registry.onboardings.publish({
    onboardingId,
    generation: 1,
    stateVersion: T0 + 1,
    at: T0 + 1,
    stage: 'connected',
    waitingOn: 'nobody',
    waitingSince: T0 + 1,
    requirements: [],
    nextStep: { key: 'T-30', at: T0 + 335 * DAY_MS },
    snapshot: {},
  });
}
