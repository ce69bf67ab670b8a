import { systemClock } from '../../src/domain/clock';
import type { OutboxTask } from '../../src/registry/outbox';
import type { Registry } from '../../src/registry/registry';
import { createRelay, type Relay } from '../../src/registry/relay';
import { started } from './consent-steps';
import { KEY, T0, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
const relays: Relay[] = [];
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
  await database.remove();
});

type Carry = (task: OutboxTask, outboxId: string) => Promise<void>;

const silent = { warn: () => undefined };

function relayOn(
  of: Registry,
  carry: Carry,
  options: { owner?: string; pollMs?: number; log?: typeof silent } = {},
): Relay {
  const relay = createRelay({
    outbox: of.outbox,
    executors: { start: carry, consentGranted: carry, factsChanged: carry, notice: carry, eraseHistories: carry },
    clock: systemClock,
    log: silent,
    owner: 'relay',
    // Longer than any test: what happens is not due to polling, unless a test says so.
    pollMs: 600_000,
    ...options,
  });
  relays.push(relay);
  return relay;
}

/** Nothing tells a reader of a database that a row has changed. */
async function until(fits: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await fits())) {
    if (Date.now() > deadline) throw new Error('It did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

describe('a relay', () => {
  test('carries out what lay there when it began, and what is written later, without waiting for the poll', async () => {
    const done: string[] = [];
    const both = gate();
    const before = await started(registry);
    relayOn(registry, (task) => {
      done.push(task.onboardingId);
      if (done.length === 2) both.open();
      return Promise.resolve();
    });
    const after = await started(registry);
    await both.opened;
    expect(done).toEqual([before, after]);
  });

  test('finds by polling what another process wrote', async () => {
    const found = gate();
    const carry: Carry = () => {
      found.open();
      return Promise.resolve();
    };
    relayOn(registry, carry, { pollMs: 10 });
    await started(await database.open());
    await found.opened;
  });

  test('tries again what failed, with the same id, before anything later of that onboarding', async () => {
    const id = await started(registry);
    await registry.credentials.replaceKey(id, KEY, 'key_test', T0);
    const tries: string[] = [];
    const last = gate();
    relayOn(
      registry,
      (task, outboxId) => {
        tries.push(`${task.kind} ${outboxId}`);
        if (tries.length === 1) return Promise.reject(new Error('unreachable'));
        if (task.kind === 'factsChanged') last.open();
        return Promise.resolve();
      },
      { pollMs: 20 },
    );
    await last.opened;
    expect(tries[1]).toBe(tries[0]);
    expect(tries.map((entry) => entry.split(' ')[0])).toEqual(['start', 'start', 'factsChanged']);
  });

  test('goes on with other onboardings while one takes long', async () => {
    const [slow, quick] = [await started(registry), await started(registry)];
    const release = gate();
    const other = gate();
    relayOn(registry, (task) => {
      if (task.onboardingId === slow) return release.opened;
      if (task.onboardingId === quick) other.open();
      return Promise.resolve();
    });
    await other.opened;
    release.open();
  });

  test('that stops waits for what is under way and begins nothing new', async () => {
    await started(registry);
    const [begun, release] = [gate(), gate()];
    let ended = false;
    const relay = relayOn(registry, async () => {
      begun.open();
      await release.opened;
      ended = true;
    });
    await begun.opened;
    const stopped = relay.stop().then(() => {
      expect(ended).toBe(true);
    });
    await started(registry);
    release.open();
    await stopped;
    expect(await registry.outbox.claim('after', 10, 1, Date.now())).toHaveLength(1);
  });

  test('says nothing of an error but its name', async () => {
    await started(registry);
    const warned = gate();
    const lines: string[] = [];
    const log = {
      warn: (...line: unknown[]) => {
        lines.push(JSON.stringify(line));
        warned.open();
      },
    };
    relayOn(registry, () => Promise.reject(new TypeError('canary')), { log: log as typeof silent });
    await warned.opened;
    expect(lines.join()).toContain('TypeError');
    expect(lines.join()).not.toContain('canary');
  });

  test('that stops leaves nothing behind of what it carried out', async () => {
    await started(registry);
    const carried = gate();
    const relay = relayOn(registry, () => {
      carried.open();
      return Promise.resolve();
    });
    await carried.opened;
    await relay.stop();
    await database.beside(async (db) => {
      expect(await db.selectFrom('outbox').selectAll().execute()).toEqual([]);
    });
  });

  test('takes away what it carried out although the database was away for a moment', async () => {
    await started(registry);
    const tries: (readonly string[])[] = [];
    const away: Registry['outbox'] = {
      ...registry.outbox,
      claim(owner, limit, leaseMs, at, carriedOut = []) {
        tries.push(carriedOut);
        const refused = carriedOut.length > 0 && tries.filter(({ length }) => length > 0).length === 1;
        if (refused) return Promise.reject(new Error('away'));
        return registry.outbox.claim(owner, limit, leaseMs, at, carriedOut);
      },
    };
    const relay = relayOn({ ...registry, outbox: away }, () => Promise.resolve(), { pollMs: 5 });
    await until(
      async () => (await database.beside((db) => db.selectFrom('outbox').selectAll().execute())).length === 0,
    );
    await relay.stop();
    const named = tries.filter(({ length }) => length > 0);
    expect(named).toHaveLength(2);
    expect(named[1]).toEqual(named[0]);
  });

  test('beside another one never carries out a row at the same time or twice', async () => {
    const underWay = new Set<string>();
    const carriedOut: string[] = [];
    let overlaps = 0;
    const all = gate();
    const carry: Carry = async (task, outboxId) => {
      if (underWay.has(task.onboardingId)) overlaps += 1;
      underWay.add(task.onboardingId);
      await new Promise(setImmediate);
      underWay.delete(task.onboardingId);
      carriedOut.push(outboxId);
      if (carriedOut.length === 40) all.open();
    };
    const other = await database.open();
    relayOn(registry, carry, { owner: 'one', pollMs: 5 });
    relayOn(other, carry, { owner: 'two', pollMs: 5 });
    for (let n = 0; n < 20; n += 1) {
      const id = await started(n % 2 === 0 ? registry : other);
      await registry.credentials.replaceKey(id, KEY, 'key_test', T0);
    }
    await all.opened;
    await Promise.all(relays.splice(0).map((relay) => relay.stop()));
    expect(overlaps).toBe(0);
    expect(new Set(carriedOut).size).toBe(carriedOut.length);
  });
});
