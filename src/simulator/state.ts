import { randomBytes } from 'node:crypto';
import type { Instant } from '../domain/clock';
import type { Region } from '../domain/marketplaces';
import { SEEDED_SELLERS, type Seller } from './amazon/sellers';
import type { CommerceInstance, PaasInstance } from './commerce/instances';
import type { RegisteredApiKey } from './commerce/gateway-signature';
import type { Fault } from './faults';

/** One seller's permission for the application in one region; each consent makes a new one. */
export interface Authorization {
  readonly id: string;
  readonly sellerKey: string;
  readonly region: Region;
  readonly consentedAt: Instant;
  disabledAt?: Instant;
}

export interface AuthorizationCode {
  readonly authorizationId: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly issuedAt: Instant;
  usedAt?: Instant;
}

export interface RefreshToken {
  readonly authorizationId: string;
  readonly clientId: string;
  readonly issuedAt: Instant;
}

export interface AccessToken {
  /** Absent for a grantless token (client_credentials). */
  readonly authorizationId?: string;
  readonly expiresAt: Instant;
}

/** An access token of Adobe's IMS. */
export interface ImsToken {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Instant;
}

/** A browser signed in, or on its way, at the simulated Seller Central. */
export interface BrowserSession {
  /** The password was right, the two-step code is still asked for. */
  halfwaySellerKey?: string;
  sellerKey?: string;
  readonly startedAt: Instant;
}

/** A consent page that was shown and not yet answered. */
export interface OpenConsent {
  readonly sessionId: string;
  /** Path and query of the page, to open it anew for another seller. */
  readonly requestPath: string;
  readonly redirectUri: string;
  readonly state: string;
  readonly openedAt: Instant;
}

/** A seller sent from Manage Your Apps to the application's Login URI; keyed by `amazon_state`. */
export interface LoginVisit {
  readonly sellerKey: string;
  readonly region: Region;
  readonly startedAt: Instant;
}

export interface SimulatorState {
  clientSecret: string;
  sellers: Seller[];
  sessions: Record<string, BrowserSession>;
  openConsents: Record<string, OpenConsent>;
  loginVisits: Record<string, LoginVisit>;
  authorizations: Authorization[];
  codes: Record<string, AuthorizationCode>;
  refreshTokens: Record<string, RefreshToken>;
  accessTokens: Record<string, AccessToken>;
  imsTokens: Record<string, ImsToken>;
  /** The client secret before the last rotation, and until when LWA takes it. */
  formerSecret: { readonly value: string; readonly until: Instant } | null;
  /** The application's client secret was not rotated in time. */
  secretExpired: boolean;
  /** Requests left per seller, application, region and operation, and when that was true. */
  buckets: Record<string, { left: number; at: Instant }>;
  apiKeys: RegisteredApiKey[];
  instances: CommerceInstance[];
  /** When each OAuth 1.0a nonce was seen, by consumer and nonce. */
  nonces: Record<string, Instant>;
  faults: Fault[];
}

/** What happens in a run, as opposed to who exists: emptied by a reset. */
export function emptyHistory(): Omit<SimulatorState, 'clientSecret' | 'apiKeys' | 'instances'> {
  return {
    sellers: [...SEEDED_SELLERS],
    sessions: {},
    openConsents: {},
    loginVisits: {},
    authorizations: [],
    codes: {},
    refreshTokens: {},
    accessTokens: {},
    imsTokens: {},
    formerSecret: null,
    secretExpired: false,
    buckets: {},
    nonces: {},
    faults: [],
  };
}

export function newClientSecret(): string {
  return `amzn1.oa2-cs.v1.${randomBytes(32).toString('hex')}`;
}

export function firstState(): SimulatorState {
  return {
    clientSecret: newClientSecret(),
    apiKeys: [],
    instances: [],
    ...emptyHistory(),
  };
}

/** Adds what a file of an earlier version does not have. */
export function completeState(state: SimulatorState): void {
  const { sellers, ...history } = emptyHistory();
  Object.assign(state, { ...history, ...state });
  state.sellers.push(...sellers.filter(({ key }) => !state.sellers.some((present) => present.key === key)));
  const older: Pick<PaasInstance, 'edition' | 'bearerTokensAllowed'> = { edition: 'paas', bearerTokensAllowed: false };
  state.instances = state.instances.map((instance) => Object.assign({ ...older }, instance));
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Forgets what can no longer change an answer, so that the file does not grow for ever. */
export function forgetOld(state: SimulatorState, now: Instant): void {
  dropWhere(state.codes, (code) => code.issuedAt < now - HOUR_MS);
  dropWhere(state.accessTokens, (token) => token.expiresAt < now - DAY_MS);
  dropWhere(state.imsTokens, (token) => token.expiresAt < now - DAY_MS);
  dropWhere(state.nonces, (seenAt) => Math.abs(now - seenAt) > HOUR_MS);
  dropWhere(state.openConsents, (consent) => consent.openedAt < now - HOUR_MS);
  dropWhere(state.loginVisits, (visit) => visit.startedAt < now - HOUR_MS);
  dropWhere(state.sessions, (session) => session.startedAt < now - 400 * DAY_MS);
}

function dropWhere<T>(record: Record<string, T>, isOld: (value: T) => boolean): void {
  for (const [key, value] of Object.entries(record)) {
    if (isOld(value)) Reflect.deleteProperty(record, key);
  }
}
