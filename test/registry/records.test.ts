import { DEFAULT_POLICY } from '../../src/domain/policy';
import { Secret } from '../../src/domain/secret';
import type { Registry } from '../../src/registry/registry';
import { eventTypes, grantInForce, started } from './consent-steps';
import { T0, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterEach(() => database.remove());

describe('an API key', () => {
  const input = { name: 'backend', scopes: ['read', 'write'], merchantIds: ['m-1'] } as const;

  test('authenticates with its secret', async () => {
    const { keyId, secret } = await registry.apiKeys.create({ ...input, actor: 'test' }, T0);
    expect(secret).toMatch(/^eg_[A-Za-z0-9_-]{43}$/);
    expect(await registry.apiKeys.authenticate(secret)).toEqual({ keyId, ...input });
  });

  test('does not authenticate with any other text', async () => {
    const { keyId, secret } = await registry.apiKeys.create({ ...input, actor: 'test' }, T0);
    for (const wrong of ['', keyId, secret.slice(0, -1), `${secret}x`, secret.toUpperCase()]) {
      expect(await registry.apiKeys.authenticate(wrong)).toBeUndefined();
    }
  });

  test('given from outside is registered once', async () => {
    const given = { name: 'file', scopes: ['admin'] } as const;
    const secret = new Secret('a secret from a file');
    const [first, second] = await Promise.all([
      registry.apiKeys.ensure(secret, given, T0),
      registry.apiKeys.ensure(secret, given, T0),
    ]);
    expect(second).toEqual(first);
    expect(await registry.apiKeys.authenticate(secret.reveal())).toEqual({ ...first, ...given, merchantIds: null });
  });

  test('given from outside ends the one that was given before, and no other', async () => {
    const [old, fresh] = [new Secret('a secret that leaked'), new Secret('its replacement')];
    const made = await registry.apiKeys.create(
      { name: 'made', scopes: ['read'], merchantIds: null, actor: 'test' },
      T0,
    );
    await registry.apiKeys.ensure(old, { name: 'file', scopes: ['read'] }, T0);
    await registry.apiKeys.ensure(fresh, { name: 'file', scopes: ['read'] }, T0);

    expect(await registry.apiKeys.authenticate(old.reveal())).toBeUndefined();
    expect((await registry.apiKeys.authenticate(fresh.reveal()))?.name).toBe('file');
    expect((await registry.apiKeys.authenticate(made.secret))?.name).toBe('made');
  });
});

describe('the policy', () => {
  test('gets a new version only when its content changes', async () => {
    const policy = DEFAULT_POLICY;
    expect(await registry.policies.ensure(policy, T0)).toEqual({ ...policy, version: 1 });
    expect((await registry.policies.ensure({ ...policy }, T0)).version).toBe(1);
    expect((await registry.policies.ensure({ ...policy, mailHour: 9 }, T0)).version).toBe(2);
    expect(await registry.policies.current()).toMatchObject({ version: 2, mailHour: 9 });
  });

  test('written by two processes at the same time is one version', async () => {
    const other = await database.open();
    const both = await Promise.all([registry, other].map(({ policies }) => policies.ensure(DEFAULT_POLICY, T0)));
    expect(both.map(({ version }) => version)).toEqual([1, 1]);
  });
});

describe('a new policy', () => {
  const told = () =>
    database.beside(async (db) => {
      const tasks = await db.selectFrom('outbox').select('task').orderBy('outbox_id').execute();
      return tasks
        .map(({ task }) => JSON.parse(task) as Record<string, unknown>)
        .filter(({ fact }) => fact === 'policy');
    });
  const planned = async () => {
    const onboardingId = await started(registry);
    await grantInForce(registry, onboardingId, `SELLER-${onboardingId}`);
    return onboardingId;
  };
  const newer = { ...DEFAULT_POLICY, mailHour: 9 };

  test('is told to every running onboarding with a grant once, a few at a time', async () => {
    await registry.policies.ensure(DEFAULT_POLICY, T0);
    const ids = [];
    for (let count = 0; count < 5; count += 1) ids.push(await planned());
    const closed = await planned();
    await started(registry);
    await registry.onboardings.close(closed, T0);
    await registry.policies.ensure(newer, T0);

    const steps = [];
    for (let step = 0; step < 5; step += 1) steps.push(await registry.policies.tellNext(2, T0 + step));
    expect(steps).toEqual([2, 2, 1, 0, 0]);
    const signals = await told();
    expect(signals.map(({ onboardingId }) => onboardingId)).toEqual([...ids].sort());
    expect(signals[0]).toMatchObject({ kind: 'factsChanged', fact: 'policy', ref: 'policy', revision: 2 });
    expect(await registry.policies.find(2)).toMatchObject({ policy: { mailHour: 9 }, since: T0, toldAt: T0 + 2 });
  });

  test('is told by several processes without telling anybody twice', async () => {
    await registry.policies.ensure(DEFAULT_POLICY, T0);
    for (let count = 0; count < 6; count += 1) await planned();
    await registry.policies.ensure(newer, T0);
    const other = await database.open();
    for (let step = 0; step < 2; step += 1)
      await Promise.all([registry, other].map(({ policies }) => policies.tellNext(2, T0)));
    expect(await told()).toHaveLength(6);
  });

  test('makes an older one that was still being told no matter', async () => {
    await registry.policies.ensure(DEFAULT_POLICY, T0);
    for (let count = 0; count < 3; count += 1) await planned();
    await registry.policies.ensure(newer, T0);
    await registry.policies.tellNext(1, T0);
    await registry.policies.ensure({ ...newer, mailHour: 8 }, T0);
    while ((await registry.policies.tellNext(2, T0)) > 0);
    expect((await told()).map(({ revision }) => revision)).toEqual([2, 3, 3, 3]);
  });

  test('is nobody’s news if it is the first', async () => {
    await planned();
    await registry.policies.ensure(DEFAULT_POLICY, T0);
    expect(await registry.policies.tellNext(10, T0)).toBe(0);
  });

  test('that was written before a field existed has its default', async () => {
    await registry.policies.ensure(DEFAULT_POLICY, T0);
    const older = Object.fromEntries(Object.entries(DEFAULT_POLICY).filter(([field]) => field !== 'snooze'));
    await database.beside((db) =>
      db
        .updateTable('policies')
        .set({ content: JSON.stringify(older) as never })
        .execute(),
    );
    expect(await registry.policies.current()).toEqual({ ...DEFAULT_POLICY, version: 1 });
    expect((await registry.policies.ensure(DEFAULT_POLICY, T0)).version).toBe(2);
  });
});

describe('a mail', () => {
  test('is known as sent once recorded, and its event is raised once', async () => {
    const onboardingId = await started(registry);
    const mail = { messageId: '<1@evergrant>', onboardingId, step: 'g1-30', generation: 1, contactId: 'ctc_1' };
    const data = { generation: 1, expiresAt: '2027-01-15T12:00:00.000Z', daysBefore: 30 };
    const event = { type: 'authorization.expiring', dedupeKey: 'expiring/1/30', data } as const;
    expect(await registry.mails.wasSent(mail.messageId)).toBe(false);
    await registry.mails.recordSent(mail, event, T0);
    await registry.mails.recordSent(mail, event, T0 + 1);
    expect(await registry.mails.wasSent(mail.messageId)).toBe(true);
    expect(await eventTypes(registry, onboardingId)).toEqual(['onboarding.started', 'authorization.expiring']);
    expect((await registry.events.list(onboardingId)).at(-1)).toMatchObject({
      onboardingId,
      merchantId: 'm-1',
      data,
      createdAt: T0,
    });
  });
});

describe('a verb', () => {
  const asked = { verb: 'disconnect', actor: 'key_test', reason: 'they left' } as const;

  test('is audited, told to the workflow, and read by its own onboarding only', async () => {
    const onboardingId = await started(registry);
    const other = await started(registry);
    const requested = await registry.verbs.request({ onboardingId, ...asked }, T0);
    expect(await registry.verbs.read(onboardingId, requested!.auditId)).toMatchObject({
      verb: 'disconnect',
      detail: null,
    });
    expect(await registry.verbs.read(other, requested!.auditId)).toBeUndefined();

    for (const { outboxId } of await registry.outbox.claim('test', 10, 1_000, T0)) {
      await registry.outbox.done(outboxId, T0);
    }
    expect((await registry.outbox.claim('test', 10, 1_000, T0)).map((row) => row.task)).toEqual([
      { kind: 'factsChanged', onboardingId, fact: 'verb', ref: requested!.auditId, revision: 0 },
    ]);
  });

  test('about an unknown or closed onboarding is refused', async () => {
    const onboardingId = await started(registry);
    await registry.onboardings.close(onboardingId, T0);
    expect(await registry.verbs.request({ onboardingId, ...asked }, T0)).toBeUndefined();
    expect(await registry.verbs.request({ onboardingId: 'nobody', ...asked }, T0)).toBeUndefined();
  });

  test('that came as an update is audited once', async () => {
    const onboardingId = await started(registry);
    const update = { onboardingId, ...asked, updateId: 'update-1' };
    const { auditId } = await registry.verbs.declare(update, T0);
    expect(await registry.verbs.declare(update, T0)).toEqual({ auditId });
    expect(await registry.verbs.read(onboardingId, auditId)).toMatchObject({ verb: 'disconnect', detail: null });
  });
});
