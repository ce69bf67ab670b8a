import { randomBytes } from 'node:crypto';
import { createAmazonClient, type AmazonClient } from '../src/amazon/client';
import type { Clock } from '../src/domain/clock';
import { marketplaceOfStore } from '../src/domain/marketplaces';
import { Secret } from '../src/domain/secret';
import { parseKeyRing } from '../src/registry/key-ring';
import { openRegistry } from '../src/registry/open';
import type { Registry } from '../src/registry/registry';
import { newMerchants } from './onboardings';
import type { BenchWorld } from './world';

const BROWSER = 'bench';
const GRANT_LIFE_MS = 365 * 86_400_000;

/** A registry of its own, of the kind that the product has. */
export function openFleetRegistry(file: string): Promise<Registry> {
  const ring = (name: string) => parseKeyRing(`k1:${randomBytes(32).toString('base64')}`, name);
  return openRegistry({
    url: `sqlite:${file}`,
    keys: { vault: ring('vault'), links: ring('links') },
    mode: 'simulator',
  });
}

/** The product's client of the simulated Amazon. */
export function amazonOf({ demo }: BenchWorld, clock: Clock): AmazonClient {
  const { applicationId, clientId, clientSecret, redirectUris, draft } = demo.application;
  const { lwaToken: lwaTokenUrl, spApi: spApiBase, sellerCentral } = demo.addresses;
  return createAmazonClient({
    app: { applicationId, clientId, clientSecret: new Secret(clientSecret), redirectUri: redirectUris[0] ?? '', draft },
    endpoints: { lwaTokenUrl, spApiBase, sellerCentralBase: () => sellerCentral },
    clock,
  });
}

/** Refresh tokens of so many sellers who have just consented. */
export async function refreshTokens(
  world: BenchWorld,
  amazon: AmazonClient,
  count: number,
): Promise<readonly Secret[]> {
  const { sellerCentral, control } = world.demo.addresses;
  const merchants = await newMerchants(world, count);
  const tokens: Secret[] = [];
  for (const { name } of merchants) {
    const { applicationId, draft } = world.demo.application;
    const query = new URLSearchParams({
      application_id: applicationId,
      state: name,
      ...(draft && { version: 'beta' }),
    });
    const given = await fetch(`${control}/consent`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ seller: name, consentUrl: `${sellerCentral}/apps/authorize/consent?${query.toString()}` }),
    });
    if (!given.ok) throw new Error(`Amazon refuses the consent of ${name}: ${await given.text()}`);
    const { code } = (await given.json()) as { readonly code: string };
    const exchanged = await amazon.exchangeCode(new Secret(code));
    if (exchanged.outcome !== 'ok') throw new Error(`The code of ${name} was not exchanged: ${exchanged.outcome}`);
    tokens.push(exchanged.refreshToken);
  }
  return tokens;
}

/** Puts a grant in force with this token, for an onboarding of its own. */
export async function putInForce(registry: Registry, onboardingId: string, refreshToken: Secret, at: number) {
  await registry.onboardings.start(
    {
      onboardingId,
      merchantId: onboardingId,
      region: 'na',
      language: 'en',
      expectedSellerId: null,
      returnUrl: null,
      metadata: {},
      apiKey: null,
      connection: null,
      stores: [
        {
          country: 'US',
          websiteCode: 'base',
          email: `owner@${onboardingId}.example`,
          name: onboardingId,
          mapping: { amazonIdType: 'asin', attributeCode: 'asin' },
        },
      ],
      contacts: [],
      bodyHmac: onboardingId,
      actor: BROWSER,
    },
    at,
  );
  const basis = { onboardingId, purpose: 'renew', contactId: null, expiresAt: null, idempotencyKey: BROWSER } as const;
  const { linkId } = await registry.links.mint(basis, at);
  const door = { onboardingId, linkId, browserHash: BROWSER, door: 'link', storeId: 'us' } as const;
  const attempt = await registry.attempts.create(door, at);
  if (attempt.outcome !== 'created') throw new Error(`The attempt of ${onboardingId} was ${attempt.outcome}`);
  await registry.attempts.consume(attempt.state, BROWSER, at);
  const { consentId } = attempt;
  const consent = { consentId, sellerId: `A-${onboardingId}`, refreshToken, grantedAt: at };
  const { candidateRef: grantRef } = await registry.attempts.recordCandidate(consent, at);
  const print = [
    { marketplaceId: marketplaceOfStore('us').id, isParticipating: true, hasSuspendedListings: false, storeName: '' },
  ];
  await registry.grants.swapIn({ grantRef, expiresAt: at + GRANT_LIFE_MS, proof: 'claimed', print }, at);
}
