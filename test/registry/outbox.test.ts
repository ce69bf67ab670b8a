import type { Registry } from '../../src/registry/registry';
import { started } from './consent-steps';
import { KEY, T0, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterEach(() => database.remove());

const LEASE_MS = 1_000;

describe('the outbox', () => {
  test('gives the rows of one onboarding one at a time, in the order of their writing', async () => {
    const id = await started(registry);
    await registry.credentials.replaceKey(id, KEY, 'key_test', T0);
    await registry.verbs.request({ onboardingId: id, verb: 'refresh', actor: 'key_test', reason: '' }, T0);
    const order: string[] = [];
    for (;;) {
      const rows = await registry.outbox.claim('a', 10, LEASE_MS, T0);
      if (rows.length === 0) break;
      expect(rows).toHaveLength(1);
      expect(await registry.outbox.claim('b', 10, LEASE_MS, T0)).toEqual([]);
      const [{ task, outboxId }] = rows as [(typeof rows)[0]];
      order.push(task.kind === 'factsChanged' ? task.fact : task.kind);
      await registry.outbox.done(outboxId, T0);
    }
    expect(order).toEqual(['start', 'key', 'verb']);
  });

  test('gives a row at once that was written by a clock ahead of ours, and one that failed not before it is due', async () => {
    const id = await started(registry);
    const [row] = await registry.outbox.claim('a', 10, LEASE_MS, T0 - 5_000);
    expect(row?.task).toMatchObject({ kind: 'start', onboardingId: id });
    await registry.outbox.failed(row!.outboxId, 'not yet', T0);
    expect(await registry.outbox.claim('a', 10, LEASE_MS, T0 - 1)).toEqual([]);
    expect(await registry.outbox.claim('a', 10, LEASE_MS, T0)).toHaveLength(1);
  });

  test('takes away what was carried out and gives what waited for it in the same transaction', async () => {
    const id = await started(registry);
    await registry.credentials.replaceKey(id, KEY, 'key_test', T0);
    const [first] = await registry.outbox.claim('a', 10, LEASE_MS, T0);
    const [second] = await registry.outbox.claim('a', 10, LEASE_MS, T0, [first!.outboxId]);
    expect(second!.task).toMatchObject({ kind: 'factsChanged', fact: 'key' });
    expect(await registry.outbox.claim('a', 10, LEASE_MS, T0, [second!.outboxId])).toEqual([]);
    await database.beside(async (db) => {
      expect(await db.selectFrom('outbox').selectAll().execute()).toEqual([]);
    });
  });

  test('leaves a row alone that is to wait, and what was written behind it for the same onboarding', async () => {
    const id = await started(registry);
    await registry.credentials.replaceKey(id, KEY, 'key_test', T0);
    await database.beside((db) =>
      db
        .updateTable('outbox')
        .set({ not_before: T0 + 500 })
        .where('attempts', '=', 0)
        .execute(),
    );
    const other = await started(registry);
    const claimed = await registry.outbox.claim('a', 10, LEASE_MS, T0 + 499);
    expect(claimed.map(({ task }) => task.onboardingId)).toEqual([other]);
    const [first] = await registry.outbox.claim('a', 10, LEASE_MS, T0 + 500);
    expect(first?.task).toMatchObject({ kind: 'start', onboardingId: id });
  });

  test('gives rows of several onboardings at once, up to the limit', async () => {
    for (let n = 0; n < 3; n += 1) await started(registry);
    expect(await registry.outbox.claim('a', 2, LEASE_MS, T0)).toHaveLength(2);
    expect(await registry.outbox.claim('a', 2, LEASE_MS, T0)).toHaveLength(1);
  });

  test('gives a row anew when its lease has run out', async () => {
    await started(registry);
    const [claimed] = await registry.outbox.claim('a', 10, LEASE_MS, T0);
    expect(await registry.outbox.claim('b', 10, LEASE_MS, T0 + LEASE_MS - 1)).toEqual([]);
    expect(await registry.outbox.claim('b', 10, LEASE_MS, T0 + LEASE_MS)).toEqual([claimed]);
  });

  test('holds a failed row back until its time, and the later ones of its onboarding with it', async () => {
    const id = await started(registry);
    await registry.credentials.replaceKey(id, KEY, 'key_test', T0);
    const [row] = await registry.outbox.claim('a', 10, LEASE_MS, T0);
    await registry.outbox.failed(row!.outboxId, 'Temporal could not be reached.', T0 + 500);
    expect(await registry.outbox.claim('a', 10, LEASE_MS, T0 + 499)).toEqual([]);
    expect(await registry.outbox.claim('a', 10, LEASE_MS, T0 + 500)).toEqual([{ ...row, attempts: 1 }]);
  });

  test('lets no message to a process wait for a notice that fails or is under way', async () => {
    // A key is needed of the merchant from the beginning, of which they are told.
    const id = await started(registry, { apiKey: null });
    await registry.credentials.replaceKey(id, KEY, 'key_test', T0);
    const kindsClaimed = async (at: number) =>
      (await registry.outbox.claim('a', 10, LEASE_MS, at)).map(({ task }) => task.kind).sort();

    const claimed = await registry.outbox.claim('a', 10, LEASE_MS, T0);
    expect(claimed.map(({ task }) => task.kind).sort()).toEqual(['notice', 'start']);
    for (const { task, outboxId } of claimed) {
      if (task.kind === 'notice') await registry.outbox.failed(outboxId, 'not yet', T0 + 60_000);
      else await registry.outbox.done(outboxId, T0);
    }
    expect(await kindsClaimed(T0 + 1)).toEqual(['factsChanged']);
    expect(await kindsClaimed(T0 + 60_000)).toEqual(['factsChanged', 'notice']);
  });

  test('gives a notice only after what was written before it for the process', async () => {
    const id = await started(registry);
    const seller = { role: 'seller', email: 'other@shop.example', language: 'en', timeZone: 'UTC' } as const;
    await registry.contacts.replace(id, [seller], { actor: 'key_test', ifRevision: null }, T0);
    const claimed = await registry.outbox.claim('a', 10, LEASE_MS, T0);
    expect(claimed.map(({ task }) => task.kind)).toEqual(['start']);
    const next = await registry.outbox.claim('a', 10, LEASE_MS, T0, [claimed[0]!.outboxId]);
    expect(next.map(({ task }) => task.kind)).toContain('notice');
  });

  test('never uses the id of a row again', async () => {
    await started(registry);
    const [first] = await registry.outbox.claim('a', 10, LEASE_MS, T0);
    await registry.outbox.done(first!.outboxId, T0);
    await started(registry);
    const [second] = await registry.outbox.claim('a', 10, LEASE_MS, T0);
    expect(Number(second!.outboxId)).toBeGreaterThan(Number(first!.outboxId));
  });

  test('lets several relays at the same time claim each row once', async () => {
    const others = await Promise.all([database.open(), database.open()]);
    const ids = await Promise.all(Array.from({ length: 30 }, () => started(registry)));
    const claims = await Promise.all(
      [registry, ...others].flatMap(({ outbox }, n) =>
        Array.from({ length: 4 }, () => outbox.claim(`relay-${n}`, 10, LEASE_MS, T0)),
      ),
    );
    const claimed = claims.flat().map((row) => row.task.onboardingId);
    expect(claimed.length).toBe(new Set(claimed).size);
    // What another relay held at that moment may be passed over, so it is asked once more.
    const rest = await registry.outbox.claim('rest', 30, LEASE_MS, T0);
    expect([...claimed, ...rest.map((row) => row.task.onboardingId)].sort()).toEqual([...ids].sort());
  });

  test('calls back after a commit that wrote rows, and only then', async () => {
    const id = await started(registry);
    let calls = 0;
    registry.outbox.onWritten(() => (calls += 1));
    await registry.onboardings.status(id);
    await registry.onboardings.close('nobody', T0);
    expect(calls).toBe(0);
    await registry.credentials.replaceKey(id, KEY, 'key_test', T0);
    expect(calls).toBe(1);
  });
});
