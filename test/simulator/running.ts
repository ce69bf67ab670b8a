import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/domain/clock';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/start-simulator';

export const PRODUCT = 'http://localhost:3999';
export const CALLBACK = `${PRODUCT}/amazon/callback`;
export const DAY_MS = 86_400_000;

/** A clock that stands still until a test moves it. */
export interface HandClock extends Clock {
  advance(ms: number): void;
}

export function handClock(): HandClock {
  let now = Date.parse('2026-11-21T10:00:00Z');
  return {
    now: () => now,
    advance(ms) {
      now += ms;
    },
  };
}

export async function freshFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'evergrant-simulator-'));
}

/** A simulator on free ports with a folder of its own. */
export async function start(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  return startSimulator({
    port: 0,
    smtpPort: 0,
    dataDir: options.dataDir ?? (await freshFolder()),
    clock: handClock(),
    dayMs: DAY_MS,
    productBase: PRODUCT,
    ...options,
  });
}

/** A consent URL as the product makes it; `undefined` leaves a parameter out. */
export function consentUrl(simulator: Simulator, change: Readonly<Record<string, string | undefined>> = {}): string {
  const url = new URL(`${simulator.addresses.sellerCentral}/apps/authorize/consent`);
  const parameters: Record<string, string | undefined> = {
    application_id: simulator.application.applicationId,
    state: 'a-state',
    redirect_uri: CALLBACK,
    version: 'beta',
    ...change,
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}

/** Consents without a browser and returns the code. */
export async function codeFor(simulator: Simulator, seller = 'acme'): Promise<string> {
  const result = await simulator.consent({ seller, consentUrl: consentUrl(simulator) });
  if (result.outcome !== 'granted') throw new Error(`Refused with ${result.code}`);
  return result.code;
}

export interface TokenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, string | number>>;
}

/** Asks the token endpoint with the application's own client id and secret; `undefined` leaves a field out. */
export async function askToken(
  simulator: Simulator,
  fields: Readonly<Record<string, string | undefined>>,
  as: 'form' | 'json' = 'form',
): Promise<TokenAnswer> {
  const { clientId, clientSecret } = simulator.application;
  const all = { client_id: clientId, client_secret: clientSecret, ...fields };
  const sent = Object.entries<string | undefined>(all).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const response = await fetch(simulator.addresses.lwaToken, {
    method: 'POST',
    body: as === 'form' ? new URLSearchParams(sent) : JSON.stringify(Object.fromEntries(sent)),
    ...(as === 'json' ? { headers: { 'content-type': 'application/json' } } : {}),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as TokenAnswer['body'] };
}

export async function exchange(simulator: Simulator, code: string): Promise<TokenAnswer> {
  return askToken(simulator, { grant_type: 'authorization_code', code, redirect_uri: CALLBACK });
}

/** A seller's refresh and access token, from a fresh consent. */
export async function grantFor(
  simulator: Simulator,
  seller = 'acme',
): Promise<{ refreshToken: string; accessToken: string }> {
  const { body } = await exchange(simulator, await codeFor(simulator, seller));
  return { refreshToken: String(body['refresh_token']), accessToken: String(body['access_token']) };
}

export async function askParticipations(
  simulator: Simulator,
  accessToken: string | undefined,
  region: 'na' | 'eu' | 'fe' = 'na',
): Promise<Response> {
  return fetch(`${simulator.addresses.spApi[region]}/sellers/v1/marketplaceParticipations`, {
    headers: accessToken === undefined ? {} : { 'x-amz-access-token': accessToken },
  });
}
