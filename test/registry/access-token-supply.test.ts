import { sql } from 'kysely';
import pino from 'pino';
import type { AmazonClient } from '../../src/amazon/client';
import { createAccessTokenSupply, LEASE_MS, MIN_LIFE_MS } from '../../src/registry/access-token-supply';
import type { AccessTokenSupply, SuppliedToken } from '../../src/registry/access-token-supply';
import type { TokenStanding } from '../../src/registry/access-tokens';
import type { Registry } from '../../src/registry/registry';
import { candidate, grantInForce, publication, started, swapIn, YEAR_MS } from './consent-steps';
import { T0, testDatabase, type TestDatabase } from './fixture';
import { lwaClient, lwaError, startLwa, type LwaServer } from './lwa-server';

const TOKEN_LIFE_MS = 3_600_000;

let database: TestDatabase;
let registry: Registry;
let lwa: LwaServer;
let amazon: AmazonClient;
let onboardingId: string;
let logged: string;
const clock = { at: T0, now: () => clock.at };
const log = pino({ level: 'trace' }, { write: (line: string) => void (logged += line) });

beforeEach(async () => {
  clock.at = T0;
  logged = '';
  database = await testDatabase();
  registry = await database.open();
  lwa = await startLwa();
  amazon = lwaClient(lwa.origin, clock);
  onboardingId = await started(registry);
});
afterEach(async () => {
  await amazon.close();
  await lwa.close();
  await database.remove();
});

function supplyOf({ accessTokens, grants }: Registry, waitMs?: number): AccessTokenSupply {
  const parts = { accessTokens, grants, refresh: amazon.refresh, clock, log };
  return createAccessTokenSupply(waitMs === undefined ? parts : { ...parts, waitMs });
}

/** Asks as a process of its own would: sharing nothing but the database. */
const ask = (): Promise<SuppliedToken | undefined> => supplyOf(registry)(onboardingId);

const tokenOf = (supplied: SuppliedToken | undefined) =>
  supplied?.outcome === 'token' ? supplied.accessToken.reveal() : supplied?.outcome;

async function standing(): Promise<TokenStanding> {
  const seen = await registry.accessTokens.standing(onboardingId);
  if (seen?.outcome !== 'in_force') throw new Error(seen?.outcome);
  return seen;
}

const suspectedSince = async () => (await registry.onboardings.status(onboardingId))?.authorization?.suspectedSince;

describe('a grant in force', () => {
  beforeEach(() => grantInForce(registry, onboardingId));

  test('gives a token with seller, marketplaces, region and expiry', async () => {
    expect(await ask()).toMatchObject({
      outcome: 'token',
      expiresAt: T0 + TOKEN_LIFE_MS,
      source: { sellerId: 'SELLER-1', marketplaceIds: ['ATVPDKIKX0DER'], region: 'na', generation: 1 },
    });
  });

  test('serves the kept token until five minutes before its end, then a new one', async () => {
    const first = tokenOf(await ask());
    clock.at = T0 + TOKEN_LIFE_MS - MIN_LIFE_MS;
    expect(tokenOf(await ask())).toBe(first);
    expect(lwa.asked()).toBe(1);

    clock.at += 1;
    expect(tokenOf(await ask())).toBe(lwa.given[1]);
  });

  test('has one refresh for all callers of a process', async () => {
    const supply = supplyOf(registry);
    const tokens = await Promise.all(Array.from({ length: 20 }, () => supply(onboardingId)));

    expect(lwa.asked()).toBe(1);
    expect(tokenOf(tokens[0])).toBe(lwa.given[0]);
    // One and the same object: they have waited for one promise, and not each on the database.
    expect(new Set(tokens).size).toBe(1);
  });

  test('keeps its refresh token, which LWA does not rotate', async () => {
    const { grantRef } = (await registry.grants.inForce(onboardingId))!;
    const before = (await registry.grants.refreshToken(grantRef))!.reveal();
    await ask();

    expect((await registry.grants.refreshToken(grantRef))!.reveal()).toBe(before);
  });

  test('is not refused because our calendar says that it has expired', async () => {
    clock.at = T0 + YEAR_MS + 1;

    expect(await ask()).toMatchObject({ outcome: 'token' });
  });

  test('keeps its token encrypted: no row and no log line shows it', async () => {
    const token = tokenOf(await ask())!;
    lwa.reply(lwaError(400, 'invalid_grant'));
    clock.at += TOKEN_LIFE_MS;
    await ask();
    const rows = await database.beside(async (db) => {
      const tables = await db.introspection.getTables();
      return Promise.all(tables.map(({ name }) => sql`select * from ${sql.table(name)}`.execute(db)));
    });

    expect(JSON.stringify(rows)).toContain(onboardingId);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(logged).not.toContain('canary');
  });
});

describe('a refresh that another process has under way', () => {
  beforeEach(() => grantInForce(registry, onboardingId));

  test('is waited for, and its token served', async () => {
    let answer: (() => void) | undefined;
    lwa.reply((response) => (answer = () => response.end(JSON.stringify(TOKENS))));
    const asked = lwa.nextAsked();
    const holder = ask();
    await asked;
    const waiter = ask();
    answer!();

    expect([tokenOf(await holder), tokenOf(await waiter)]).toEqual([TOKENS.access_token, TOKENS.access_token]);
    expect(lwa.asked()).toBe(1);
  });

  test('is waited for in vain only for a while: then the caller is told when to try again', async () => {
    const seen = await standing();
    await registry.accessTokens.lease(seen, 'somebody', T0 + LEASE_MS, T0);

    expect(await supplyOf(registry, 200)(onboardingId)).toEqual({ outcome: 'busy', retryAfterMs: LEASE_MS });
    expect(lwa.asked()).toBe(0);
  });

  test('tells its failure to those who wait: Amazon is not asked once more by each', async () => {
    let answer: (() => void) | undefined;
    lwa.reply((response) => (answer = () => lwaError(503, 'temporarily_unavailable')(response)));
    const asked = lwa.nextAsked();
    const holder = ask();
    await asked;
    const waiter = ask();
    answer!();

    expect([tokenOf(await holder), tokenOf(await waiter)]).toEqual(['unavailable', 'unavailable']);
    expect(lwa.asked()).toBe(1);
  });

  test('is taken by one only of those who saw it free', async () => {
    const seen = await standing();
    const taken = await Promise.all(
      ['a', 'b', 'c'].map((owner) => registry.accessTokens.lease(seen, owner, T0 + LEASE_MS, T0)),
    );

    expect(taken.filter((won) => won)).toHaveLength(1);
  });

  test('is not begun by who has not seen that it was done meanwhile', async () => {
    const seen = await standing();
    await ask();

    expect(await registry.accessTokens.lease(seen, 'late', T0 + LEASE_MS, T0)).toBe(false);
  });

  test('is ended by its own holder only, not by one whose lease ran out before', async () => {
    const takenOverAt = T0 + LEASE_MS;
    await registry.accessTokens.lease(await standing(), 'slow', takenOverAt, T0);
    const seen = await standing();
    await registry.accessTokens.lease(seen, 'next', takenOverAt + LEASE_MS, takenOverAt);
    await registry.accessTokens.fail(seen.source, 'slow', 'unavailable', takenOverAt, takenOverAt);

    expect(await standing()).toMatchObject({ leasedUntil: takenOverAt + LEASE_MS, failure: null });
  });
});

describe('a refresh that fails', () => {
  beforeEach(() => grantInForce(registry, onboardingId));

  test.each([
    ['a 500', lwaError(500, 'server_error'), 5_000],
    ['a 429', lwaError(429, 'slow_down', { 'retry-after': '42' }), 42_000],
    ['a 503 that says when', lwaError(503, 'x', { 'retry-after': '90000' }), 300_000],
    ['a broken connection', (response: { destroy(): unknown }) => void response.destroy(), 5_000],
  ])('for %s counts against nobody', async (_name, reply, retryAfterMs) => {
    lwa.reply(reply);

    expect(await ask()).toEqual({ outcome: 'unavailable', retryAfterMs });
    expect(await suspectedSince()).toBeNull();
  });

  test('is not repeated before its time, and then it is', async () => {
    lwa.reply(lwaError(500, 'server_error'));
    await ask();
    clock.at += 4_999;
    expect(await ask()).toEqual({ outcome: 'unavailable', retryAfterMs: 1 });

    clock.at += 1;
    expect(await ask()).toMatchObject({ outcome: 'token' });
    expect(lwa.asked()).toBe(2);
  });

  test.each(['invalid_client', 'unauthorized_client'])('for %s is ours, and an operator reads it', async (error) => {
    lwa.reply(lwaError(401, error));

    expect(await ask()).toMatchObject({ outcome: 'misconfigured' });
    expect(await suspectedSince()).toBeNull();
    expect(logged).toContain(error);
  });

  test('for invalid_grant raises a suspicion from its first time on, and revokes nothing', async () => {
    lwa.reply(lwaError(400, 'invalid_grant'), lwaError(400, 'invalid_grant'));
    expect(await ask()).toMatchObject({ outcome: 'in_doubt', retryAfterMs: 60_000 });
    clock.at += 60_000;
    expect(await ask()).toMatchObject({ outcome: 'in_doubt' });

    expect(await suspectedSince()).toBe(T0);
    expect((await registry.grants.inForce(onboardingId))?.status).toBe('in_force');
    expect((await registry.onboardings.status(onboardingId))?.stage).not.toBe('revoked');
  });

  test('leaves a suspicion only until a refresh works', async () => {
    lwa.reply(lwaError(400, 'invalid_grant'));
    await ask();
    clock.at += 60_000;
    await ask();

    expect(await suspectedSince()).toBeNull();
  });
});

describe('without a grant that may be used', () => {
  test('there is no token before the first consent', async () => {
    expect(await ask()).toEqual({ outcome: 'not_connected' });
  });

  test('an unknown onboarding is unknown', async () => {
    expect(await supplyOf(registry)('absent')).toBeUndefined();
  });

  test.each([
    [
      'a disconnect through the API',
      () => registry.verbs.request({ onboardingId, verb: 'disconnect', actor: 'key', reason: 'r' }, T0),
    ],
    [
      'a disconnect from the Temporal UI',
      () =>
        registry.verbs.declare({ onboardingId, verb: 'disconnect', actor: 'op', reason: 'r', updateId: 'update' }, T0),
    ],
  ])('there is none at once after %s, and the kept one is destroyed', async (_name, disconnect) => {
    await grantInForce(registry, onboardingId);
    await ask();
    await disconnect();

    expect(await ask()).toEqual({ outcome: 'disconnected' });
    expect(await keptTokens()).toBe(0);
  });

  test('another verb takes nothing away', async () => {
    await grantInForce(registry, onboardingId);
    await registry.verbs.request({ onboardingId, verb: 'refresh', actor: 'key', reason: 'r' }, T0);

    expect(await ask()).toMatchObject({ outcome: 'token' });
  });

  test('a token that arrives after the disconnect is given to nobody and not kept', async () => {
    await grantInForce(registry, onboardingId);
    let answer: (() => void) | undefined;
    lwa.reply((response) => (answer = () => response.end(JSON.stringify(TOKENS))));
    const asked = lwa.nextAsked();
    const late = ask();
    await asked;
    await registry.verbs.request({ onboardingId, verb: 'disconnect', actor: 'key', reason: 'r' }, T0);
    answer!();

    expect(await late).toEqual({ outcome: 'disconnected' });
    expect(await keptTokens()).toBe(0);
  });

  test('a confirmed revocation ends the tokens, and a newer consent brings them back', async () => {
    await grantInForce(registry, onboardingId);
    await registry.onboardings.publish(publication(onboardingId, { generation: 1, stage: 'revoked' }));
    expect(await ask()).toEqual({ outcome: 'revoked' });

    const { candidateRef } = await candidate(registry, onboardingId);
    await swapIn(registry, candidateRef);
    expect(await ask()).toMatchObject({ outcome: 'token', source: { generation: 2 } });
  });

  test('a renewal destroys the token of the grant before', async () => {
    await grantInForce(registry, onboardingId);
    const before = tokenOf(await ask());
    const { candidateRef } = await candidate(registry, onboardingId);
    await swapIn(registry, candidateRef);

    expect(await keptTokens()).toBe(0);
    expect(tokenOf(await ask())).not.toBe(before);
  });

  test('closing leaves no token and nothing about tokens', async () => {
    await grantInForce(registry, onboardingId);
    const supplied = await ask();
    if (supplied?.outcome !== 'token') throw new Error(supplied?.outcome);
    await registry.accessTokens.recordHolder(supplied.source, 'key', supplied.expiresAt, T0);
    await registry.onboardings.close(onboardingId, T0);

    expect(await ask()).toEqual({ outcome: 'closed' });
    expect(await keptTokens()).toBe(0);
    for (const table of ['access_tokens', 'token_holders'] as const) {
      expect(await database.beside((db) => db.selectFrom(table).selectAll().execute())).toEqual([]);
    }
  });
});

describe('who got a token', () => {
  let entries: () => Promise<readonly { readonly actor: string; readonly created_at: number }[]>;
  beforeEach(async () => {
    await grantInForce(registry, onboardingId);
    entries = () =>
      database.beside((db) =>
        db
          .selectFrom('audit')
          .select(['actor', 'created_at'])
          .where('action', '=', 'access_token')
          .orderBy('created_at')
          .orderBy('actor')
          .execute(),
      );
  });

  async function got(keyId: string): Promise<void> {
    const supplied = await ask();
    if (supplied?.outcome !== 'token') throw new Error(supplied?.outcome);
    await registry.accessTokens.recordHolder(supplied.source, keyId, supplied.expiresAt, clock.at);
  }

  test('stands in the audit once for each key and token, however often it asks', async () => {
    await Promise.all([got('key-a'), got('key-a'), got('key-b')]);
    await got('key-a');
    clock.at += TOKEN_LIFE_MS;
    await got('key-a');

    expect(await entries()).toEqual([
      { actor: 'key-a', created_at: T0 },
      { actor: 'key-b', created_at: T0 },
      { actor: 'key-a', created_at: T0 + TOKEN_LIFE_MS },
    ]);
  });

  test('is written down with the grant that the token is of', async () => {
    clock.at += 1;
    await got('key-a');
    const { source } = await standing();
    const { items } = await registry.audit.list({ onboardingId, limit: 1 });

    expect(items).toMatchObject([{ action: 'access_token', actor: 'key-a', subject: source.grantRef, source: 'api' }]);
  });

  test('is written once also if a key is answered many times at once', async () => {
    await got('key-a');
    const { source } = await standing();
    await Promise.all(
      Array.from({ length: 5 }, () => registry.accessTokens.recordHolder(source, 'key-b', T0 + TOKEN_LIFE_MS, T0)),
    );

    expect(await entries()).toHaveLength(2);
  });

  test('is no change of the onboarding', async () => {
    const before = await registry.audit.changesSince(onboardingId, 0);
    await got('key-a');

    expect(await registry.audit.changesSince(onboardingId, 0)).toBe(before);
  });
});

const TOKENS = {
  access_token: 'Atza|canary-late-token',
  refresh_token: 'Atzr|same',
  token_type: 'bearer',
  expires_in: 3_600,
};

async function keptTokens(): Promise<number> {
  const kept = await database.beside((db) =>
    db.selectFrom('vault').select('owner_row').where('owner_table', '=', 'access_tokens').execute(),
  );
  return kept.length;
}
