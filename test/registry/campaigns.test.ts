import type { Registry } from '../../src/registry/registry';
import { candidate, grantInForce, publication, started, YEAR_MS } from './consent-steps';
import { T0, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterEach(() => database.remove());

const DAY_MS = 86_400_000;
const ROLE = { role: 'Direct-to-Consumer Shipping', reason: 'Orders need it.', perDay: 24, actor: 'key_test' };
const HOUR_MS = 3_600_000;

let sellers = 0;
async function connected(): Promise<string> {
  const id = await started(registry);
  sellers += 1;
  const grant = await grantInForce(registry, id, `SELLER-${sellers}`);
  await registry.onboardings.publish(
    publication(id, { generation: grant.generation!, stateVersion: T0 + 1, stage: 'connected', waitingOn: 'nobody' }),
  );
  for (;;) {
    const rows = await registry.outbox.claim('test', 100, 1, T0 + YEAR_MS);
    if (rows.length === 0) return id;
    await registry.outbox.claim(
      'test',
      1,
      1,
      T0 - YEAR_MS,
      rows.map(({ outboxId }) => outboxId),
    );
  }
}

async function begin() {
  const begun = await registry.campaigns.start(ROLE, DAY_MS, T0);
  if (begun.outcome !== 'started') throw new Error(begun.outcome);
  return begun.campaign;
}

const dueAt = async (at: number) =>
  (await registry.outbox.claim('relay', 100, 1, at)).map(({ task }) => task.onboardingId);

describe('a campaign', () => {
  test('asks the connected sellers one after the other, at its rate', async () => {
    const ids = [await connected(), await connected(), await connected()];
    await started(registry);
    expect(await registry.campaigns.countSellers()).toBe(3);
    const { progress } = await begin();
    expect(progress).toEqual({
      sellers: 3,
      asked: 0,
      renewed: 0,
      leftOut: 0,
      stillToAsk: 3,
      lastAskAt: T0 + 2 * HOUR_MS,
    });
    const sorted = [...ids].sort();
    expect((await dueAt(T0)).filter((id) => ids.includes(id))).toEqual([sorted[0]]);
    expect((await dueAt(T0 + HOUR_MS)).filter((id) => ids.includes(id))).toEqual(sorted.slice(0, 2));
  });

  test('does not wait for a seller whose onboarding ends before they are asked', async () => {
    const [one, two] = [await connected(), await connected()];
    const { campaignId } = await begin();
    await registry.campaigns.settle(campaignId, one, 'asked', T0 + 1);
    await registry.onboardings.close(two, T0 + 2);
    expect(await registry.campaigns.find(campaignId)).toMatchObject({
      endedAt: T0 + 2,
      stopped: false,
      progress: { asked: 1, leftOut: 1, stillToAsk: 0 },
    });
    expect((await registry.campaigns.start(ROLE, DAY_MS, T0 + 3)).outcome).toBe('started');
  });

  test('ends when the last seller is settled, and counts what became of each', async () => {
    const [one, two] = [await connected(), await connected()];
    const { campaignId } = await begin();
    await registry.campaigns.settle(campaignId, one, 'asked', T0 + 1);
    expect((await registry.campaigns.find(campaignId))?.endedAt).toBeNull();
    await registry.campaigns.settle(campaignId, two, 'opted_out', T0 + 2);
    // Settled once: what a repeated try says changes nothing.
    await registry.campaigns.settle(campaignId, two, 'asked', T0 + 3);
    expect(await registry.campaigns.find(campaignId)).toMatchObject({
      endedAt: T0 + 2,
      stopped: false,
      progress: { sellers: 2, asked: 1, leftOut: 1, stillToAsk: 0, lastAskAt: null },
    });
  });

  test('counts a seller who renews, asked or not', async () => {
    const id = await connected();
    const { campaignId } = await begin();
    const { candidateRef } = await candidate(registry, id, `SELLER-${sellers}`);
    await registry.grants.swapIn(
      { grantRef: candidateRef, expiresAt: T0 + YEAR_MS, proof: 'claimed', print: [] },
      T0 + 5,
    );
    expect((await registry.campaigns.find(campaignId))?.progress).toMatchObject({ asked: 0, renewed: 1 });
  });

  test('that is stopped asks nobody any more', async () => {
    const [one] = [await connected(), await connected()];
    const { campaignId } = await begin();
    const stopped = await registry.campaigns.stop(campaignId, 'key_test', T0 + 1);
    expect(stopped).toMatchObject({ stopped: true, endedAt: T0 + 1, progress: { stillToAsk: 0 } });
    expect(await registry.campaigns.ask(campaignId, one)).toBeNull();
    expect(await dueAt(T0 + 10 * DAY_MS)).toEqual([]);
    expect(await registry.campaigns.stop('cmp_unknown', 'key_test', T0)).toBeUndefined();
  });

  test('is one at a time', async () => {
    await connected();
    const { campaignId } = await begin();
    expect(await registry.campaigns.start(ROLE, DAY_MS, T0)).toEqual({ outcome: 'running', campaignId });
    await registry.campaigns.stop(campaignId, 'key_test', T0);
    expect((await registry.campaigns.start(ROLE, DAY_MS, T0 + 1)).outcome).toBe('started');
    expect((await registry.campaigns.list({ limit: 1 })).items).toMatchObject([{ startedAt: T0 + 1 }]);
  });

  test('with nobody to ask has ended as it began', async () => {
    expect(await begin()).toMatchObject({ endedAt: T0, progress: { sellers: 0 } });
  });

  test('tries later again whoever cannot be asked now, and waits for them', async () => {
    const id = await connected();
    const { campaignId } = await begin();
    const [row] = await registry.outbox.claim('relay', 1, 1, T0);
    await registry.outbox.done(row!.outboxId, T0);
    await registry.campaigns.postpone(campaignId, id, 2, T0 + HOUR_MS, T0);
    expect(await dueAt(T0 + HOUR_MS - 1)).toEqual([]);
    const [again] = await registry.outbox.claim('relay', 1, 1, T0 + HOUR_MS);
    expect(again?.task).toEqual({
      kind: 'notice',
      onboardingId: id,
      notice: { kind: 'role_added', campaignId, round: 2 },
    });
    expect((await registry.campaigns.find(campaignId))?.progress.lastAskAt).toBe(T0 + HOUR_MS);
  });
});
