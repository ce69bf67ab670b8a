import type { Registry } from '../../src/registry/registry';
import { grantInForce, publication, started } from './consent-steps';
import { T0, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
beforeAll(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterAll(() => database.remove());

function marksOf(onboardingId: string) {
  return database.beside((db) =>
    db
      .selectFrom('plan_marks')
      .select(['generation', 'step_key', 'mark', 'marked_at'])
      .where('onboarding_id', '=', onboardingId)
      .orderBy('generation')
      .orderBy('step_key')
      .execute(),
  );
}

describe('what became of the steps of a year', () => {
  test('is kept with the instant at which it was first told, and a new word replaces the old one', async () => {
    const id = await started(registry);
    const tell = (stateVersion: number, marks: Record<string, 'done' | 'undelivered' | 'snoozed'>) =>
      registry.onboardings.publish(
        publication(id, { stateVersion, at: T0 + stateVersion, marks: [{ generation: 1, marks }] }),
      );
    await tell(1, { connected: 'done', 'T-30': 'undelivered' });
    await tell(2, { connected: 'done', 'T-30': 'done', 'T-14': 'snoozed' });
    expect(await marksOf(id)).toEqual([
      { generation: 1, step_key: 'T-14', mark: 'snoozed', marked_at: T0 + 2 },
      { generation: 1, step_key: 'T-30', mark: 'done', marked_at: T0 + 2 },
      { generation: 1, step_key: 'connected', mark: 'done', marked_at: T0 + 1 },
    ]);
  });

  test('is told together with the year that has just ended', async () => {
    const id = await started(registry);
    const marks = [
      { generation: 1, marks: { connected: 'done', 'T-0': 'renewed' } },
      { generation: 2, marks: {} },
    ] as const;
    await registry.onboardings.publish(publication(id, { marks }));
    expect((await marksOf(id)).map(({ step_key, mark }) => `${step_key} ${mark}`)).toEqual([
      'T-0 renewed',
      'connected done',
    ]);
  });

  test('is not written by a publication that comes late', async () => {
    const id = await started(registry);
    await registry.onboardings.publish(publication(id, { stateVersion: 5 }));
    const late = publication(id, { stateVersion: 4, marks: [{ generation: 1, marks: { connected: 'done' } }] });
    await registry.onboardings.publish(late);
    expect(await marksOf(id)).toEqual([]);
  });
});

describe('the outcome of a verb', () => {
  const asked = { verb: 'snooze', actor: 'key_test', reason: 'on holiday' } as const;
  const detail = { until: '2026-12-01T09:00:00Z' };

  test('stands in its audit entry, with what was asked; what was said first stays', async () => {
    const onboardingId = await started(registry);
    const { auditId } = (await registry.verbs.request({ onboardingId, ...asked, detail }, T0))!;
    expect(await registry.verbs.read(onboardingId, auditId)).toEqual({ verb: 'snooze', detail, askedAt: T0 });
    expect(await registry.audit.find(auditId)).toMatchObject({ detail, outcome: null });

    const tell = (stateVersion: number, outcome: string) =>
      registry.onboardings.publish(
        publication(onboardingId, { stateVersion, at: T0 + stateVersion, verbOutcomes: [{ auditId, outcome }] }),
      );
    await tell(1, 'Reminders are silent.');
    await tell(2, 'Something else.');
    const told = { outcome: { sentence: 'Reminders are silent.', at: T0 + 1 } };
    expect(await registry.audit.find(auditId)).toMatchObject(told);
    const { items } = await registry.audit.list({ onboardingId, limit: 10 });
    expect(items.find((entry) => entry.auditId === auditId)).toMatchObject(told);
  });

  test('is written for no verb of another onboarding', async () => {
    const onboardingId = await started(registry);
    const other = await started(registry);
    const { auditId } = (await registry.verbs.request({ onboardingId, ...asked, detail }, T0))!;
    await registry.onboardings.publish(publication(other, { verbOutcomes: [{ auditId, outcome: 'Not mine.' }] }));
    expect((await registry.audit.find(auditId))?.outcome).toBeNull();
  });

  test('of a row that nobody wrote is nothing', async () => {
    const onboardingId = await started(registry);
    const verbOutcomes = [{ auditId: 'aud_unknown', outcome: 'Lost.' }];
    expect(await registry.onboardings.publish(publication(onboardingId, { verbOutcomes }))).toEqual({
      outcome: 'written',
    });
    expect(await registry.audit.find('aud_unknown')).toBeUndefined();
  });
});

describe('access tokens', () => {
  test('come back as soon as a disconnect is taken back', async () => {
    const onboardingId = await started(registry);
    await grantInForce(registry, onboardingId, 'SELLER-1');
    const ask = (verb: 'disconnect' | 'undo_disconnect') =>
      registry.verbs.request({ onboardingId, verb, actor: 'key_test', reason: 'r' }, T0);
    await ask('disconnect');
    expect((await registry.accessTokens.standing(onboardingId))?.outcome).toBe('disconnected');
    await ask('undo_disconnect');
    expect((await registry.accessTokens.standing(onboardingId))?.outcome).toBe('in_force');
  });

  test('do not come back by an undo after the seven days, also while the process has not come to their end', async () => {
    const onboardingId = await started(registry);
    await grantInForce(registry, onboardingId, 'SELLER-6');
    const ask = (verb: 'disconnect' | 'undo_disconnect', at: number) =>
      registry.verbs.request({ onboardingId, verb, actor: 'key_test', reason: 'r' }, at);
    await ask('disconnect', T0);
    await ask('undo_disconnect', T0 + 7 * 86_400_000);
    expect((await registry.accessTokens.standing(onboardingId))?.outcome).toBe('disconnected');
    await ask('undo_disconnect', T0 + 7 * 86_400_000 - 1);
    expect((await registry.accessTokens.standing(onboardingId))?.outcome).toBe('in_force');
  });

  test('end with a disconnect that nobody asked for by that name', async () => {
    const onboardingId = await started(registry);
    await grantInForce(registry, onboardingId, 'SELLER-2');
    await registry.onboardings.publish(publication(onboardingId, { stage: 'disconnected', waitingOn: 'nobody' }));
    expect((await registry.accessTokens.standing(onboardingId))?.outcome).toBe('disconnected');
  });
});

describe('an onboarding whose seven days are over', () => {
  test('is not closed while an undo that was agreed to is on its way, and is once it was heard', async () => {
    const onboardingId = await started(registry);
    await grantInForce(registry, onboardingId, 'SELLER-7');
    const ask = async (verb: 'disconnect' | 'undo_disconnect', at: number) =>
      (await registry.verbs.request({ onboardingId, verb, actor: 'key_test', reason: 'r' }, at))!.auditId;
    const isOpen = async () => (await registry.onboardings.basics(onboardingId))?.closedAt === null;

    await ask('disconnect', T0);
    const auditId = await ask('undo_disconnect', T0 + 7 * 86_400_000 - 1);
    const undone = await registry.onboardings.close(onboardingId, T0 + 7 * 86_400_000);
    expect([undone, await isOpen()]).toEqual([{ outcome: 'taken_back', auditId }, true]);

    await ask('disconnect', T0 + 8 * 86_400_000);
    const closed = await registry.onboardings.close(onboardingId, T0 + 15 * 86_400_000);
    expect([closed, await isOpen()]).toEqual([{ outcome: 'done' }, false]);
  });
});

describe('access tokens of a disconnect that was taken back before the process had told of it', () => {
  async function takenBack(sellerId: string) {
    const onboardingId = await started(registry);
    await grantInForce(registry, onboardingId, sellerId);
    const ask = (verb: 'disconnect' | 'undo_disconnect', at: number) =>
      registry.verbs.request({ onboardingId, verb, actor: 'key_test', reason: 'r' }, at);
    const tell = (stage: 'disconnected' | 'connected', at: number) =>
      registry.onboardings.publish(
        publication(onboardingId, { stage, waitingOn: 'nobody', generation: 1, stateVersion: at, at }),
      );
    const outcome = async () => (await registry.accessTokens.standing(onboardingId))?.outcome;
    await ask('disconnect', T0 + 1_000);
    await ask('undo_disconnect', T0 + 2_000);
    await tell('disconnected', T0 + 3_000);
    return { ask, tell, outcome };
  }

  test('come back when it tells of that', async () => {
    const { tell, outcome } = await takenBack('SELLER-4');
    expect(await outcome()).toBe('disconnected');
    await tell('connected', T0 + 4_000);
    expect(await outcome()).toBe('in_force');
  });

  test('do not come back if a disconnect was asked for anew', async () => {
    const { ask, tell, outcome } = await takenBack('SELLER-5');
    await ask('undo_disconnect', T0 + 4_000);
    await ask('disconnect', T0 + 5_000);
    await tell('connected', T0 + 6_000);
    expect(await outcome()).toBe('disconnected');
  });
});

describe('the standing of a grant', () => {
  test('is that of the one in force', async () => {
    const onboardingId = await started(registry);
    expect(await registry.grants.standing(onboardingId)).toBeUndefined();
    const { grantRef } = await grantInForce(registry, onboardingId, 'SELLER-3');
    expect(await registry.grants.standing(onboardingId)).toEqual({ grantRef, suspectedSince: null, revokedAt: null });
    await registry.grants.confirmRevoked(grantRef, T0 + 1);
    expect(await registry.grants.standing(onboardingId)).toMatchObject({ revokedAt: T0 + 1 });
  });
});
