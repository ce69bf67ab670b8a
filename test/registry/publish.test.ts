import type { Requirement } from '../../src/domain/requirements';
import type { Registry } from '../../src/registry/registry';
import { candidate, eventTypes, grantInForce, publication, started, swapIn } from './consent-steps';
import { T0, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
beforeAll(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterAll(() => database.remove());

const CONSENT_NEEDED: Requirement = {
  code: 'consent_needed',
  pointer: '',
  since: T0,
  deadline: T0 + 30,
  waitingOn: 'seller',
  params: {},
};

describe('publishing', () => {
  test('makes the status what the workflow says', async () => {
    const id = await started(registry);
    const nextStep = { key: 'nudge-7', at: T0 + 7 };
    const result = await registry.onboardings.publish(publication(id, { requirements: [CONSENT_NEEDED], nextStep }));
    expect(result).toEqual({ outcome: 'written' });
    expect(await registry.onboardings.status(id)).toMatchObject({
      stage: 'awaiting_consent',
      waitingOn: 'seller',
      waitingSince: T0 + 1_000,
      requirements: [CONSENT_NEEDED],
      nextStep,
      stateVersion: 1,
      timeline: [
        { stage: 'validating_key', waitingOn: 'commerce', from: T0 },
        { stage: 'awaiting_consent', waitingOn: 'seller', from: T0 + 1_000 },
      ],
    });
  });

  test('a second time writes no event and no timeline entry', async () => {
    const id = await started(registry);
    const said = publication(id, { requirements: [CONSENT_NEEDED] });
    await registry.onboardings.publish(said);
    const status = await registry.onboardings.status(id);
    const events = await eventTypes(registry, id);
    expect(await registry.onboardings.publish(said)).toEqual({ outcome: 'repeated' });
    expect(await registry.onboardings.status(id)).toEqual(status);
    expect(await eventTypes(registry, id)).toEqual(events);
  });

  test('a late one with an older state version changes nothing', async () => {
    const id = await started(registry);
    await registry.onboardings.publish(publication(id, { stateVersion: 5 }));
    const late = publication(id, { stateVersion: 4, stage: 'awaiting_key', waitingOn: 'merchant' });
    expect(await registry.onboardings.publish(late)).toEqual({ outcome: 'repeated' });
    expect((await registry.onboardings.status(id))?.stage).toBe('awaiting_consent');
  });

  test('the same one twice at the same time is written once', async () => {
    const id = await started(registry);
    const said = publication(id);
    const results = await Promise.all([registry.onboardings.publish(said), registry.onboardings.publish(said)]);
    expect(results.map((result) => result.outcome).sort()).toEqual(['repeated', 'written']);
  });

  test('a later generation counts more than a greater state version', async () => {
    const id = await started(registry);
    await registry.onboardings.publish(publication(id, { stateVersion: 100 }));
    await grantInForce(registry, id, 'SELLER-LATER');
    const connected = publication(id, { generation: 1, stateVersion: 2, stage: 'connected', waitingOn: 'nobody' });
    expect(await registry.onboardings.publish(connected)).toEqual({ outcome: 'written' });
    expect(await eventTypes(registry, id)).toContain('onboarding.connected');
  });

  test('a run behind the published generation gets the snapshot to go on from', async () => {
    const id = await started(registry);
    await grantInForce(registry, id, 'SELLER-BEHIND');
    const snapshot = { version: 1, grant: 'grt_1' };
    await registry.onboardings.publish(
      publication(id, { generation: 1, stateVersion: 8, stage: 'connected', snapshot }),
    );
    const old = publication(id, { generation: 0, stateVersion: 9 });
    expect(await registry.onboardings.publish(old)).toEqual({ outcome: 'behind', snapshot, stateVersion: 8 });
    expect((await registry.onboardings.status(id))?.stage).toBe('connected');
  });

  test('a run that was reset after the onboarding had ended is told so, and changes nothing', async () => {
    const id = await started(registry);
    await registry.onboardings.close(id, T0 + 5);
    const snapshot = { version: 3, facts: { ended: true } };
    const last = publication(id, { stateVersion: 8, stage: 'disconnected', waitingOn: 'nobody', snapshot });
    expect(await registry.onboardings.publish(last)).toEqual({ outcome: 'written' });
    expect(await registry.onboardings.publish(last)).toEqual({ outcome: 'repeated' });
    const reset = publication(id, { stateVersion: 9, stage: 'awaiting_consent' });
    expect(await registry.onboardings.publish(reset)).toEqual({ outcome: 'behind', snapshot, stateVersion: 8 });
    expect((await registry.onboardings.status(id))?.stage).toBe('disconnected');
  });

  test('a run that has not yet heard of its swap is not behind: there is no newer snapshot', async () => {
    const id = await started(registry);
    await registry.onboardings.publish(publication(id, { stateVersion: 1 }));
    const { candidateRef } = await candidate(registry, id, 'SELLER-UNHEARD');
    await swapIn(registry, candidateRef);
    expect(await registry.onboardings.publish(publication(id, { stateVersion: 2 }))).toEqual({ outcome: 'written' });
    expect((await registry.onboardings.status(id))?.authorization?.generation).toBe(1);
  });

  test('shows the hundred latest entries of the timeline, oldest first', async () => {
    const id = await started(registry);
    for (let version = 1; version <= 120; version += 1) {
      const waitingOn = version % 2 === 0 ? 'us' : 'commerce';
      await registry.onboardings.publish(
        publication(id, { stateVersion: version, at: T0 + version, stage: 'creating_store', waitingOn }),
      );
    }
    const timeline = (await registry.onboardings.status(id))!.timeline;
    expect(timeline).toHaveLength(100);
    expect(timeline.at(0)?.from).toBe(T0 + 21);
    expect(timeline.at(-1)?.from).toBe(T0 + 120);
  });

  test('for an unknown onboarding is an error', async () => {
    await expect(registry.onboardings.publish(publication('nobody'))).rejects.toThrow('no onboarding nobody');
  });
});
