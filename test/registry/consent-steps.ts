import { Secret } from '../../src/domain/secret';
import type { Participation } from '../../src/domain/outcomes';
import type { Grant } from '../../src/registry/grant-row';
import type { Publication } from '../../src/registry/publish';
import type { Registry } from '../../src/registry/registry';
import type { StoreReadiness } from '../../src/registry/stores';
import { startInput, T0, US } from './fixture';

/** The steps that many tests have behind them before their own begins. */

export const BROWSER = 'browser-hash';
export const YEAR_MS = 365 * 86_400_000;

export const READINESS: StoreReadiness = {
  connectionRevision: 1,
  instance: 'shop.example/store',
  websiteId: 1,
  storeGroupId: 2,
  storeViewId: 3,
  storeViewCode: 'default',
  currency: 'USD',
  warnings: [],
  modules: null,
};

export function participation(marketplaceId: string, isParticipating = true): Participation {
  return { marketplaceId, isParticipating, hasSuspendedListings: false, storeName: 'Acme' };
}

let counter = 0;
/** An id that no other test of the file has. */
export function freshId(): string {
  counter += 1;
  return `ob-${counter}`;
}

export async function started(registry: Registry, changes: Parameters<typeof startInput>[1] = {}): Promise<string> {
  const onboardingId = freshId();
  await registry.onboardings.start(startInput(onboardingId, changes), T0);
  return onboardingId;
}

export async function renewLink(registry: Registry, onboardingId: string) {
  const link = {
    onboardingId,
    purpose: 'renew',
    contactId: null,
    expiresAt: null,
    idempotencyKey: 'invitation',
  } as const;
  return registry.links.mint(link, T0);
}

export async function openAttempt(registry: Registry, onboardingId: string, at = T0) {
  const { linkId } = await renewLink(registry, onboardingId);
  const created = await registry.attempts.create(
    { onboardingId, linkId, browserHash: BROWSER, door: 'link', storeId: 'us' },
    at,
  );
  if (created.outcome !== 'created') throw new Error(`the attempt was ${created.outcome}`);
  return { ...created, linkId };
}

export async function claimedAttempt(registry: Registry, onboardingId: string, at = T0): Promise<string> {
  const { consentId, state } = await openAttempt(registry, onboardingId, at);
  await registry.attempts.consume(state, BROWSER, at);
  return consentId;
}

export async function candidate(
  registry: Registry,
  onboardingId: string,
  sellerId = 'SELLER-1',
): Promise<{ readonly consentId: string; readonly candidateRef: string }> {
  const consentId = await claimedAttempt(registry, onboardingId);
  const refreshToken = new Secret(`canary-token-of-${consentId}`);
  const recorded = await registry.attempts.recordCandidate({ consentId, sellerId, refreshToken, grantedAt: T0 }, T0);
  return { consentId, ...recorded };
}

export function swapIn(registry: Registry, grantRef: string, print = [participation(US)]) {
  return registry.grants.swapIn({ grantRef, expiresAt: T0 + YEAR_MS, proof: 'claimed', print }, T0);
}

export async function grantInForce(registry: Registry, onboardingId: string, sellerId = 'SELLER-1'): Promise<Grant> {
  const { candidateRef } = await candidate(registry, onboardingId, sellerId);
  const swapped = await swapIn(registry, candidateRef);
  if (swapped.outcome !== 'in_force') throw new Error(`the swap was ${swapped.outcome}`);
  return swapped.grant;
}

export function publication(onboardingId: string, changes: Partial<Publication> = {}): Publication {
  return {
    onboardingId,
    generation: 0,
    stateVersion: 1,
    at: T0 + 1_000,
    stage: 'awaiting_consent',
    waitingOn: 'seller',
    waitingSince: T0 + 1_000,
    requirements: [],
    nextStep: null,
    snapshot: { version: 1 },
    ...changes,
  };
}

export async function eventTypes(registry: Registry, onboardingId: string): Promise<readonly string[]> {
  return (await registry.events.list(onboardingId)).map((event) => event.type);
}

export async function attemptOutcome(registry: Registry, consentId: string, at = T0): Promise<string | undefined> {
  return (await registry.attempts.forBrowser(consentId, BROWSER, at))?.outcome;
}
