import { Secret } from '../../src/domain/secret';
import { ATTEMPTS_PER_HOUR, CLAIM_TTL_MS, STATE_TTL_MS } from '../../src/registry/attempts';
import type { Registry } from '../../src/registry/registry';
import {
  attemptOutcome,
  BROWSER,
  candidate,
  claimedAttempt,
  grantInForce,
  openAttempt,
  publication,
  renewLink,
  started,
} from './consent-steps';
import { T0, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
beforeAll(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterAll(() => database.remove());

function result(consentId: string) {
  return { consentId, sellerId: 'SELLER', refreshToken: new Secret('canary'), grantedAt: T0 };
}

describe('minting a consent attempt', () => {
  test('gives a state of 256 bits, anew each time', async () => {
    const id = await started(registry);
    const [a, b] = [await openAttempt(registry, id), await openAttempt(registry, id)];
    expect(Buffer.from(a.state, 'base64url')).toHaveLength(32);
    expect(a.state).not.toBe(b.state);
  });

  test('is limited per onboarding and hour', async () => {
    const id = await started(registry);
    for (let n = 0; n < ATTEMPTS_PER_HOUR; n += 1) await openAttempt(registry, id);
    await expect(openAttempt(registry, id, T0 + 3_599_999)).rejects.toThrow('limited');
    await expect(openAttempt(registry, id, T0 + 3_600_000)).resolves.toBeDefined();
  });

  test('is refused for a closed onboarding', async () => {
    const id = await started(registry);
    await renewLink(registry, id);
    await registry.onboardings.close(id, T0);
    await expect(openAttempt(registry, id)).rejects.toThrow('closed');
  });

  test.each([
    ['wakes the workflow of a consent that had lapsed', 'consent_lapsed', ['attempt']],
    ['leaves every other workflow asleep', 'awaiting_consent', []],
  ] as const)('%s', async (_, stage, expected) => {
    const id = await started(registry);
    const rows = await registry.outbox.claim('test', 1_000, 1, T0);
    await registry.outbox.done(rows.find((row) => row.task.onboardingId === id)!.outboxId, T0);
    await registry.onboardings.publish(publication(id, { stage }));
    await openAttempt(registry, id);
    const tasks = (await registry.outbox.claim('test', 1_000, 1, T0 + 1)).map((row) => row.task);
    const told = tasks.flatMap((task) => (task.kind === 'factsChanged' && task.onboardingId === id ? [task.fact] : []));
    expect(told).toEqual(expected);
  });

  test('is refused while the onboarding is disconnected', async () => {
    const id = await started(registry);
    await registry.onboardings.publish(publication(id, { stage: 'disconnected', waitingOn: 'nobody' }));
    await expect(openAttempt(registry, id)).rejects.toThrow('closed');
  });
});

describe('consuming a state', () => {
  test('makes one claim; the same callback again is told so', async () => {
    const { consentId, state } = await openAttempt(registry, await started(registry));
    expect(await registry.attempts.consume(state, BROWSER, T0)).toMatchObject({
      outcome: 'claimed',
      attempt: { consentId, outcome: 'exchanging', expectedGeneration: 0, door: 'link', storeId: 'us' },
    });
    expect((await registry.attempts.consume(state, BROWSER, T0)).outcome).toBe('already_consumed');
  });

  test('at the same time makes one claim', async () => {
    const { state } = await openAttempt(registry, await started(registry));
    const both = await Promise.all([1, 2].map(() => registry.attempts.consume(state, BROWSER, T0)));
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['already_consumed', 'claimed']);
  });

  test.each([
    ['another browser', 'another'],
    ['no cookie', null],
  ])('from %s consumes nothing', async (_, browser) => {
    const { state } = await openAttempt(registry, await started(registry));
    expect(await registry.attempts.consume(state, browser, T0)).toEqual({ outcome: 'foreign_browser' });
    expect((await registry.attempts.consume(state, BROWSER, T0)).outcome).toBe('claimed');
  });

  test('that nobody minted is unknown', async () => {
    expect(await registry.attempts.consume('made up', BROWSER, T0)).toEqual({ outcome: 'unknown' });
  });

  test('works for fifteen minutes', async () => {
    const id = await started(registry);
    const [a, b] = [await openAttempt(registry, id), await openAttempt(registry, id)];
    expect((await registry.attempts.consume(a.state, BROWSER, T0 + STATE_TTL_MS - 1)).outcome).toBe('claimed');
    expect((await registry.attempts.consume(b.state, BROWSER, T0 + STATE_TTL_MS)).outcome).toBe('expired');
  });

  test('after another grant came into force is overtaken', async () => {
    const id = await started(registry);
    const { consentId, state } = await openAttempt(registry, id);
    await grantInForce(registry, id, 'SELLER-OVERTAKING');
    expect((await registry.attempts.consume(state, BROWSER, T0)).outcome).toBe('overtaken');
    expect(await attemptOutcome(registry, consentId)).toBe('overtaken');
    expect((await registry.attempts.consume(state, BROWSER, T0)).outcome).toBe('already_consumed');
  });

  test('of a closed onboarding exchanges nothing', async () => {
    const id = await started(registry);
    const { state } = await openAttempt(registry, id);
    await registry.onboardings.close(id, T0);
    expect((await registry.attempts.consume(state, BROWSER, T0)).outcome).toBe('overtaken');
  });
});

describe('a claim', () => {
  test('without a result is lost for every reader after a minute, and a late result is still accepted', async () => {
    const id = await started(registry);
    const consentId = await claimedAttempt(registry, id);
    expect(await attemptOutcome(registry, consentId, T0 + CLAIM_TTL_MS - 1)).toBe('exchanging');
    expect(await attemptOutcome(registry, consentId, T0 + CLAIM_TTL_MS)).toBe('lost');
    await registry.attempts.recordCandidate(result(consentId), T0 + CLAIM_TTL_MS + 1);
    expect(await attemptOutcome(registry, consentId, T0 + CLAIM_TTL_MS + 2)).toBe('verifying');
  });

  test('ends with the failure that was recorded', async () => {
    const consentId = await claimedAttempt(registry, await started(registry));
    await registry.attempts.recordFailure(consentId, 'code_refused', T0 + 1);
    const attempt = await registry.attempts.forBrowser(consentId, BROWSER, T0 + CLAIM_TTL_MS);
    expect(attempt).toMatchObject({ outcome: 'code_refused', finishedAt: T0 + 1 });
  });

  test('with a candidate is not undone by a failure that is recorded later', async () => {
    const { consentId } = await candidate(registry, await started(registry));
    await registry.attempts.recordFailure(consentId, 'lost', T0);
    expect(await attemptOutcome(registry, consentId)).toBe('verifying');
  });
});

describe('a candidate', () => {
  test('is kept with its token and told to the workflow', async () => {
    const id = await started(registry);
    const { consentId, candidateRef } = await candidate(registry, id);
    expect((await registry.grants.refreshToken(candidateRef))?.reveal()).toBe(`canary-token-of-${consentId}`);
    expect(await registry.grants.find(id, candidateRef)).toMatchObject({
      status: 'candidate',
      sellerId: 'SELLER-1',
      sellerIdProof: 'claimed',
      generation: null,
      print: [],
    });
    const told: string[] = [];
    for (;;) {
      const rows = await registry.outbox.claim('test', 1_000, 1, T0);
      if (rows.length === 0) break;
      for (const { outboxId, task } of rows) {
        if (task.kind === 'consentGranted') told.push(task.candidateRef);
        await registry.outbox.done(outboxId, T0);
      }
    }
    expect(told.filter((ref) => ref === candidateRef)).toHaveLength(1);
  });

  test('recorded twice is one candidate', async () => {
    const id = await started(registry);
    const { consentId, candidateRef } = await candidate(registry, id);
    expect(await registry.attempts.recordCandidate(result(consentId), T0)).toEqual({ candidateRef });
  });

  test('replaces an older one that was not verified yet', async () => {
    const id = await started(registry);
    const older = await candidate(registry, id);
    const newer = await candidate(registry, id);
    expect(await registry.grants.refreshToken(older.candidateRef)).toBeUndefined();
    expect((await registry.grants.find(id, older.candidateRef))?.status).toBe('destroyed');
    expect(await attemptOutcome(registry, older.consentId)).toBe('void');
    expect(await registry.grants.refreshToken(newer.candidateRef)).toBeDefined();
  });

  test('that comes after the end of the onboarding leaves no token', async () => {
    const id = await started(registry);
    const consentId = await claimedAttempt(registry, id);
    await registry.onboardings.close(id, T0);
    const { candidateRef } = await registry.attempts.recordCandidate(result(consentId), T0);
    expect(await registry.grants.refreshToken(candidateRef)).toBeUndefined();
    expect(await attemptOutcome(registry, consentId)).toBe('void');
  });
});

describe('an attempt', () => {
  test('is shown to its own browser only', async () => {
    const { consentId, linkId } = await openAttempt(registry, await started(registry));
    expect(await registry.attempts.forBrowser(consentId, 'another', T0)).toBeUndefined();
    expect(await registry.attempts.latestOfLink(linkId, 'another', T0)).toBeUndefined();
    expect((await registry.attempts.forBrowser(consentId, BROWSER, T0))?.outcome).toBe('open');
  });

  test('is not found by what is no id at all', async () => {
    expect(await registry.attempts.forBrowser('\0', BROWSER, T0)).toBeUndefined();
  });

  test('is found as the newest of its link', async () => {
    const id = await started(registry);
    await openAttempt(registry, id, T0);
    const { consentId, linkId } = await openAttempt(registry, id, T0 + 60_000);
    expect((await registry.attempts.latestOfLink(linkId, BROWSER, T0 + 60_000))?.consentId).toBe(consentId);
  });
});
