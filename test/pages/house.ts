import { EventEmitter, once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { confirmUrl, readConfirmUri } from '../../src/amazon/confirm-uri';
import { consentUrl } from '../../src/amazon/consent-url';
import { createAmazonClient } from '../../src/amazon/client';
import { productionEndpoints } from '../../src/amazon/endpoints';
import { DAY_MS, DEFAULT_POLICY } from '../../src/domain/policy';
import { marketplaceOfStore, storeIdOf, type Country } from '../../src/domain/marketplaces';
import type { Requirement } from '../../src/domain/requirements';
import type { Stage } from '../../src/domain/stages';
import { Secret } from '../../src/domain/secret';
import { createPages } from '../../src/pages/pages';
import type { LinkPurpose } from '../../src/registry/links';
import type { Registry } from '../../src/registry/registry';
import { CONNECTION, KEY, testDatabase } from '../registry/fixture';
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
  /** Resolves with the consent whose candidate is recorded next. */
  recorded(): Promise<string>;
  /** From now on no candidate can be recorded; the error quotes what was to be written. */
  breakRegistry(): void;
  /** A whole trip, from the link to Amazon and back. */
  consent(visitor: Visitor, link: string): Promise<Returned>;
  /** What was recorded of a consent, for a verdict over it. */
  candidateOf(consentId: string): Promise<string>;
  /** The verdict that the account sells in these countries: swaps the candidate in for a year. */
  swapIn(consentId: string, countries?: readonly Country[]): Promise<void>;
  /** What the workflow would publish. */
  publish(onboardingId: string, stage: Stage, requirements?: readonly Requirement[]): Promise<void>;
  /** Comes back from Amazon. */
  comeBack(visitor: Visitor, trip: Trip): Promise<Answer>;
  close(): Promise<void>;
}

export interface Trip {
  readonly amazon: URL;
  readonly state: string;
  readonly callback: string;
}

export interface Returned {
  readonly consentId: string;
  /** Path of the return page. */
  readonly path: string;
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
  /** Origin of a stand-in for Seller Central; by default the real one. */
  readonly sellerCentral?: string;
  readonly simulator?: boolean;
  readonly patience?: Parameters<typeof createPages>[0]['patience'];
}

export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const database = await testDatabase();
  const registry = await database.open();
  await registry.policies.ensure(DEFAULT_POLICY, START);
  const lwa = await startLwaServer();
  const recordings = new EventEmitter();
  let broken = false;
  const attempts: Registry['attempts'] = {
    ...registry.attempts,
    recordCandidate: async (candidate, at) => {
      if (broken) throw new Error(`disk full while writing ${candidate.refreshToken.reveal()}`);
      const recorded = await registry.attempts.recordCandidate(candidate, at);
      recordings.emit('recorded', candidate.consentId);
      return recorded;
    },
  };
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
  const { sellerCentral } = options;
  const endpoints = {
    ...productionEndpoints,
    lwaTokenUrl: options.tokenUrl ?? lwa.tokenUrl,
    ...(sellerCentral === undefined ? {} : { sellerCentralBase: () => sellerCentral }),
  };
  const amazon = createAmazonClient({ app: amazonApp, endpoints, clock });
  app.use(
    createPages({
      registry: { ...registry, attempts },
      amazon: {
        consentUrl: (storeId, state) => consentUrl(amazonApp, endpoints, marketplaceOfStore(storeId), state),
        readConfirmUri: (given) => readConfirmUri(amazonApp, { moreHosts: [], standIn: sellerCentral ?? null }, given),
        confirmUrl: (visit, state) => confirmUrl(amazonApp, visit, state),
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
    recorded: async () => String((await once(recordings, 'recorded'))[0]),
    breakRegistry: () => void (broken = true),
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
    consent: async (visitor, link) => returnedFrom(await house.comeBack(visitor, await house.connect(visitor, link))),
    candidateOf: (consentId) => candidateOf(registry, consentId, clock.now()),
    swapIn: async (consentId, countries = ['US']) => {
      const swapped = await registry.grants.swapIn(
        {
          grantRef: await house.candidateOf(consentId),
          expiresAt: clock.now() + 365 * DAY_MS,
          proof: 'claimed',
          print: countries.map((country) => ({
            marketplaceId: marketplaceOfStore(storeIdOf(country)).id,
            isParticipating: true,
            hasSuspendedListings: false,
            storeName: 'Acme at Amazon',
          })),
        },
        clock.now(),
      );
      if (swapped.outcome !== 'in_force') throw new Error(`swapIn: ${swapped.outcome}`);
    },
    publish: (onboardingId, stage, requirements) => publish(registry, clock.now(), onboardingId, stage, requirements),
    comeBack: (visitor, trip) => visitor.get(trip.callback),
    close: async () => {
      await closed(server);
      await amazon.close();
      await lwa.close();
      await database.remove();
    },
  };
  return house;
}

/** The return page that a callback leads to. */
export function returnedFrom(callback: Answer): Returned {
  const path = callback.headers.location ?? '';
  const consentId = /^\/return\/(cst_[\w-]+)$/.exec(path)?.[1];
  if (callback.status !== 303 || consentId === undefined) throw new Error(`no return page: ${callback.status} ${path}`);
  return { consentId, path };
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
      apiKey: KEY,
      connection: CONNECTION,
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
        connectionRevision: 1,
        instance: `${COMMERCE_HOST}/${onboardingId}`,
        websiteId: index + 1,
        storeGroupId: index + 1,
        storeViewId: index + 1,
        storeViewCode: 'default',
        currency: 'USD',
        warnings: [],
        modules: null,
      },
      at,
    );
  }
  await publish(registry, at, onboardingId, 'awaiting_consent');
}

async function publish(
  registry: Registry,
  at: number,
  onboardingId: string,
  stage: Stage,
  requirements: readonly Requirement[] = [],
): Promise<void> {
  const status = await registry.onboardings.status(onboardingId);
  const published = await registry.onboardings.publish({
    onboardingId,
    generation: status?.authorization?.generation ?? 0,
    stateVersion: Math.max((status?.stateVersion ?? 0) + 1, at),
    at,
    stage,
    waitingOn: stage === 'connected' ? 'nobody' : 'seller',
    waitingSince: at,
    requirements,
    nextStep: null,
    snapshot: {},
  });
  if (published.outcome !== 'written') throw new Error(`publish: ${published.outcome}`);
}

/** Reads it, as the relay would, from the signal that the consent enqueued. */
async function candidateOf(registry: Registry, consentId: string, at: number): Promise<string> {
  for (;;) {
    const rows = await registry.outbox.claim('test', 50, 1, at);
    if (rows.length === 0) throw new Error(`no candidate of ${consentId}`);
    for (const { outboxId, task } of rows) {
      await registry.outbox.done(outboxId, at);
      if (task.kind === 'consentGranted' && task.consentId === consentId) return task.candidateRef;
    }
  }
}

async function closed(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
