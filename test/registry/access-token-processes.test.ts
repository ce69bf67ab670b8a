import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pino from 'pino';
import { createAccessTokenSupply, LEASE_MS } from '../../src/registry/access-token-supply';
import type { Registry } from '../../src/registry/registry';
import { grantInForce, started } from './consent-steps';
import { T0, testDatabase, type TestDatabase } from './fixture';
import { lwaClient, startLwa, type LwaServer } from './lwa-server';

let database: TestDatabase;
let registry: Registry;
let lwa: LwaServer;
let onboardingId: string;
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
  lwa = await startLwa();
  onboardingId = await started(registry);
  await grantInForce(registry, onboardingId);
});
afterEach(async () => {
  await lwa.close();
  await database.remove();
});

/** A process that is about to ask for tokens. */
async function caller(calls: number) {
  const script = join(__dirname, 'token-process.ts');
  const args = ['--import', 'tsx', script, database.url, lwa.origin, onboardingId, String(calls)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('ready');
  return {
    begin: () => void child.stdin.write('begin\n'),
    tokens: async () => JSON.parse((await lines.next()).value ?? '[]') as readonly string[],
    ended,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

test('two processes with ten callers each have one token refreshed, once', async () => {
  const [one, other] = await Promise.all([caller(10), caller(10)]);
  one.begin();
  other.begin();
  const tokens = [...(await one.tokens()), ...(await other.tokens())];
  await Promise.all([one.ended, other.ended]);

  expect(lwa.asked()).toBe(1);
  expect(tokens).toEqual(Array.from({ length: 20 }, () => lwa.given[0]));
});

test('when the process that refreshes dies, one that waits takes over after its lease', async () => {
  lwa.reply(() => undefined);
  const dying = await caller(1);
  const asked = lwa.nextAsked();
  dying.begin();
  await asked;
  await dying.kill();

  const clock = { at: T0, now: () => clock.at };
  const amazon = lwaClient(lwa.origin, clock);
  const looks = countLooks(registry);
  const parts = { accessTokens: looks.accessTokens, grants: registry.grants, refresh: amazon.refresh, clock };
  const waiting = createAccessTokenSupply({ ...parts, log: pino({ level: 'silent' }) })(onboardingId);
  await looks.atLeast(3);
  expect(lwa.asked()).toBe(1);
  clock.at += LEASE_MS;

  expect(await waiting).toMatchObject({ outcome: 'token' });
  expect(lwa.asked()).toBe(2);
  await amazon.close();
});

/** Tells how often a caller has looked whether there is a token. */
function countLooks({ accessTokens }: Registry) {
  let looks = 0;
  let wanted: { readonly count: number; readonly reached: () => void } | undefined;
  return {
    accessTokens: {
      ...accessTokens,
      standing: (id: string) => {
        looks += 1;
        if (wanted && looks >= wanted.count) wanted.reached();
        return accessTokens.standing(id);
      },
    },
    atLeast: (count: number) => new Promise<void>((reached) => (wanted = { count, reached })),
  };
}
