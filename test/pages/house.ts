import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { consentUrl } from '../../src/amazon/consent-url';
import { createAmazonClient } from '../../src/amazon/client';
import { productionEndpoints } from '../../src/amazon/endpoints';
import { DAY_MS } from '../../src/domain/policy';
import { marketplaceOfStore, type Country } from '../../src/domain/marketplaces';
import { Secret } from '../../src/domain/secret';
import { createPages } from '../../src/pages/pages';
import type { LinkPurpose, Registry } from '../../src/registry/registry';
import { fakeRegistry } from './fake-registry';
import { startLwaServer, type LwaServer } from './lwa-server';
import { amazonAddress, Visitor, type Answer } from './visitor';

export const SELLER_ID = 'A3FHEXAMPLEYWS';
export const COMMERCE_HOST = 'shop.acme.example';
export const CONTACT_EMAIL = 'anna@acme.example';
const START = Date.UTC(2026, 10, 22, 14, 2);

/** The pages over a registry of their own and a token endpoint that does as it is told. */
export interface House {
  readonly origin: string;
  readonly registry: Registry;
  readonly lwa: LwaServer;
  /** Everything that was logged, as JSON lines. */
  readonly logged: string[];
  readonly clock: { now(): number; advance(ms: number): void };
  visitor(): Visitor;
  /** An onboarding whose stores are ready, waiting for consent. */
  onboard(onboardingId: string, options?: OnboardOptions): Promise<void>;
  /** `/c/<token>` of a new link. */
  link(onboardingId: string, purpose?: LinkPurpose, mailed?: boolean): Promise<string>;
  /** Opens the link and presses Connect; Amazon's address and what its redirect will say. */
  connect(visitor: Visitor, link: string): Promise<Trip>;
  /** Comes back from Amazon. */
  comeBack(visitor: Visitor, trip: Trip): Promise<Answer>;
  close(): Promise<void>;
}

export interface Trip {
  readonly amazon: URL;
  readonly state: string;
  readonly callback: string;
}

export interface OnboardOptions {
  readonly countries?: readonly Country[];
  readonly storeName?: string;
  readonly ready?: boolean;
  readonly returnUrl?: string;
}

export interface HouseOptions {
  /** By default the address of the server. */
  readonly publicBaseUrl?: string;
  readonly tokenUrl?: string;
  readonly simulator?: boolean;
  readonly patience?: Parameters<typeof createPages>[0]['patience'];
}

export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const { registry } = fakeRegistry();
  const lwa = await startLwaServer();
  let offset = 0;
  const clock = { now: () => START + offset, advance: (ms: number) => void (offset += ms) };
  const logged: string[] = [];
  const record = (fields: unknown, message: string) => void logged.push(JSON.stringify({ fields, message }));

  const app = express();
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const publicBaseUrl = options.publicBaseUrl ?? origin;

  const amazonApp = {
    applicationId: 'amzn1.sp.solution.0f1e2d3c',
    clientId: 'amzn1.application-oa2-client.test',
    clientSecret: new Secret('amzn1.oa2-cs.v1.canary-client-secret'),
    redirectUri: `${publicBaseUrl}/amazon/callback`,
    draft: true,
  };
  const endpoints = { ...productionEndpoints, lwaTokenUrl: options.tokenUrl ?? lwa.tokenUrl };
  const amazon = createAmazonClient({ app: amazonApp, endpoints, clock });
  app.use(
    createPages({
      registry,
      amazon: {
        consentUrl: (storeId, state) => consentUrl(amazonApp, endpoints, marketplaceOfStore(storeId), state),
        exchangeCode: amazon.exchangeCode,
      },
      publicBaseUrl,
      publicName: 'Acme Commerce Cloud',
      csrfKey: new Secret('a key of the test'),
      clock,
      log: { warn: record, error: record },
      simulator: options.simulator ?? false,
      patience: options.patience ?? { firstMs: 0, laterMs: 0, lookEveryMs: 5 },
    }),
  );

  const house: House = {
    origin,
    registry,
    lwa,
    logged,
    clock,
    visitor: () => new Visitor(origin),
    onboard: (onboardingId, onboarding) => onboard(registry, clock.now(), onboardingId, onboarding),
    link: async (onboardingId, purpose = 'renew', mailed = true) => {
      const contact = mailed ? await registry.contacts.forRole(onboardingId, 'seller') : undefined;
      const { token } = await registry.links.mint(
        {
          onboardingId,
          purpose,
          contactId: contact?.contactId ?? null,
          expiresAt: purpose === 'manage' ? clock.now() + DAY_MS : null,
          idempotencyKey: `${onboardingId} ${purpose} ${clock.now()} ${Math.random()}`,
        },
        clock.now(),
      );
      return `/c/${token}`;
    },
    connect: async (visitor, link) => tripOf(await visitor.press(link)),
    comeBack: (visitor, trip) => visitor.get(trip.callback),
    close: async () => {
      await closed(server);
      await amazon.close();
      await lwa.close();
    },
  };
  return house;
}

/** What Amazon's redirect will say to a hand-off page. */
export function tripOf(handOff: Answer): Trip {
  const amazon = amazonAddress(handOff.body);
  const state = amazon.searchParams.get('state') ?? '';
  return { amazon, state, callback: callbackOf({ state }) };
}

export function callbackOf(parameters: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams({
    selling_partner_id: SELLER_ID,
    spapi_oauth_code: 'canary-oauth-code',
    ...parameters,
  });
  return `/amazon/callback?${query.toString()}`;
}

async function onboard(
  registry: Registry,
  at: number,
  onboardingId: string,
  { countries = ['US'], storeName = 'Acme Outdoor', ready = true, returnUrl }: OnboardOptions = {},
): Promise<void> {
  await registry.onboardings.start(
    {
      onboardingId,
      merchantId: `merchant-${onboardingId}`,
      region: countries[0] === 'UK' ? 'eu' : 'na',
      language: 'en',
      expectedSellerId: null,
      returnUrl: returnUrl ?? null,
      metadata: {},
      apiKey: null,
      connection: null,
      stores: countries.map((country) => ({
        country,
        websiteCode: `base_${country.toLowerCase()}`,
        email: CONTACT_EMAIL,
        name: storeName,
        mapping: { amazonIdType: 'asin', attributeCode: 'asin' },
      })),
      contacts: [{ role: 'seller', email: CONTACT_EMAIL, language: 'en', timeZone: 'Europe/London' }],
      bodyHmac: `hmac of ${onboardingId}`,
      actor: 'test',
    },
    at,
  );
  if (!ready) return;
  const status = await registry.onboardings.status(onboardingId);
  for (const [index, store] of (status?.stores ?? []).entries()) {
    await registry.stores.makeReady(
      onboardingId,
      store.storeId,
      store.revision,
      {
        instance: `${onboardingId}.${COMMERCE_HOST}`,
        websiteId: index + 1,
        storeGroupId: index + 1,
        storeViewId: index + 1,
        storeViewCode: 'default',
        currency: 'USD',
        warnings: [],
      },
      at,
    );
  }
  await registry.onboardings.publish({
    onboardingId,
    generation: 0,
    stateVersion: at,
    at,
    stage: 'awaiting_consent',
    waitingOn: 'seller',
    waitingSince: at,
    requirements: [],
    nextStep: null,
    snapshot: {},
  });
}

async function closed(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
