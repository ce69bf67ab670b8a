import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createProbeActivities } from '../../src/activities/probe';
import { createSweepActivities } from '../../src/activities/sweep';
import type { GrantsAsked, RoundConclusion, SweepActivities } from '../../src/activities/sweep-activities';
import { createAmazonClient } from '../../src/amazon/client';
import { DAY_MS } from '../../src/domain/policy';
import { Secret } from '../../src/domain/secret';
import { createOutgoing } from '../../src/outgoing/guarded-dispatcher';
import type { Registry } from '../../src/registry/registry';
import { app, endpointsAt } from '../amazon/amazon-server';
import { grantInForce, started } from '../registry/consent-steps';
import { KEY, T0, testDatabase, US, type TestDatabase } from '../registry/fixture';

/** Amazon and the Commerce gateway as a sweep meets them. */
export interface Outside {
  /** How control calls and refreshes are answered. */
  amazon: 'healthy' | 'invalid_client' | 'down' | 'busy' | 'refreshes_down';
  /** How SP-API answers. */
  spApi: 'open' | 'secret_expired' | 'denied';
  /** Whose refresh tokens are refused, by onboarding. */
  readonly refused: Set<string>;
  gateway: 'accepts' | 'rejects' | 'down';
  /** Marketplaces in which the sellers sell. */
  marketplaces: readonly string[];
  readonly calls: { control: number; refreshes: number; participations: number; keys: number };
}

export interface Fleet {
  readonly registry: Registry;
  readonly outside: Outside;
  readonly clock: { at: number; now(): number };
  readonly sweep: SweepActivities;
  readonly probe: ReturnType<typeof createProbeActivities>;
  readonly onboardings: readonly string[];
  readonly grantOf: (onboardingId: string) => Promise<string>;
  /** One round, in the order in which the workflow has it done. */
  round(): Promise<{ readonly batches: readonly GrantsAsked[]; readonly conclusion: RoundConclusion | null }>;
  /** Lets hours pass, then makes one round. */
  roundAfter(hours: number): ReturnType<Fleet['round']>;
  database: TestDatabase;
  close(): Promise<void>;
}

export const HOUR_MS = DAY_MS / 24;

const PRIVATE_KEY = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey;

/** That many onboardings with a grant in force, all of which were asked once and are well. */
export async function openFleet(size: number, since: number | null = null): Promise<Fleet> {
  const database = await testDatabase();
  const registry = await database.open();
  const outside: Outside = {
    amazon: 'healthy',
    spApi: 'open',
    refused: new Set(),
    gateway: 'accepts',
    marketplaces: [US],
    calls: { control: 0, refreshes: 0, participations: 0, keys: 0 },
  };
  const owners = new Map<string, string>();
  const server = createServer((request, response) => void answer(request, response, outside, owners));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = { at: T0, now: () => clock.at };
  const amazon = createAmazonClient({ app, endpoints: endpointsAt(origin), clock });
  const outgoing = createOutgoing({
    rules: { allowedOrigins: [origin], allowedPorts: [], allowedHosts: [], allowedCidrs: [] },
  });
  const sweep = createSweepActivities({
    registry,
    amazon,
    outgoing,
    gatewayBase: { production: origin, sandbox: origin },
    appSecret: { fingerprint: 'f'.repeat(64), since },
    clock,
    dayMs: DAY_MS,
    log: { warn: () => undefined },
    pace: { atOnce: 10, perSecond: 100_000 },
  });
  const onboardings: string[] = [];
  for (let n = 0; n < size; n += 1) {
    const id = await started(registry, { apiKey: { ...KEY, privateKey: new Secret(PRIVATE_KEY) } });
    const grant = await grantInForce(registry, id, `SELLER-${n}`);
    owners.set((await registry.grants.refreshToken(grant.grantRef))!.reveal(), id);
    onboardings.push(id);
  }
  const grantOf = async (id: string) => (await registry.grants.inForce(id))!.grantRef;

  const round: Fleet['round'] = async () => {
    const { beganAt } = await sweep.beginRound();
    const batches: GrantsAsked[] = [];
    for (let more = true; more;) {
      const batch = await sweep.askGrants({ beganAt, sample: false });
      batches.push(batch);
      more = batch.control === 'healthy' && batch.more;
    }
    if (batches.at(-1)!.control === 'healthy') batches.push(await sweep.askGrants({ beganAt, sample: true }));
    const { control, error } = batches.at(-1)!;
    if (control === 'busy') return { batches, conclusion: null };
    return { batches, conclusion: await sweep.concludeRound({ beganAt, control, error }) };
  };
  const roundAfter: Fleet['roundAfter'] = (hours) => {
    clock.at += hours * HOUR_MS;
    return round();
  };
  await round();
  await roundAfter(24);
  return {
    registry,
    outside,
    clock,
    sweep,
    probe: createProbeActivities({ registry, amazon, clock, dayMs: DAY_MS }),
    onboardings,
    grantOf,
    round,
    roundAfter,
    database,
    async close() {
      await amazon.close();
      await outgoing.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await database.remove();
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  outside: Outside,
  owners: ReadonlyMap<string, string>,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const json = (status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (request.url === '/auth/o2/token') {
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const isControl = form.get('grant_type') === 'client_credentials';
    outside.calls[isControl ? 'control' : 'refreshes'] += 1;
    const state = outside.amazon === 'refreshes_down' ? (isControl ? 'healthy' : 'down') : outside.amazon;
    if (state === 'down') return void json(503, {});
    if (state === 'busy') return void json(429, {});
    if (state === 'invalid_client') return void json(401, { error: 'invalid_client' });
    const refreshToken = form.get('refresh_token');
    const owner = refreshToken === null ? undefined : owners.get(refreshToken);
    if (owner !== undefined && outside.refused.has(owner)) return void json(400, { error: 'invalid_grant' });
    return void json(200, { access_token: 'Atza|canary', token_type: 'bearer', expires_in: 3_600 });
  }
  if (request.url?.endsWith('/marketplaceParticipations')) {
    outside.calls.participations += 1;
    if (outside.spApi === 'open') return void json(200, { payload: outside.marketplaces.map(participation) });
    const details = outside.spApi === 'denied' ? '' : 'The LWA secret token you provided has expired.';
    return void json(403, { errors: [{ code: 'Unauthorized', message: 'Access denied', details }] });
  }
  outside.calls.keys += 1;
  // Our clock stands still; a refusal would otherwise be laid to it.
  response.sendDate = false;
  return void json({ accepts: 200, rejects: 403, down: 503 }[outside.gateway], {});
}

function participation(id: string) {
  return {
    marketplace: { id, name: 'Amazon', countryCode: 'US', domainName: 'www.amazon.com' },
    participation: { isParticipating: true, hasSuspendedListings: false },
    storeName: 'Acme',
  };
}
