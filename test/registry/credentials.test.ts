import { Secret } from '../../src/domain/secret';
import type { ConnectionInput } from '../../src/registry/credentials';
import type { OutboxTask } from '../../src/registry/outbox';
import type { Registry } from '../../src/registry/registry';
import { READINESS, started } from './consent-steps';
import { CONNECTION, KEY, T0, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterEach(() => database.remove());

/** Carries everything out, in order, and returns what it was. */
async function drainOutbox(): Promise<readonly OutboxTask[]> {
  const tasks: OutboxTask[] = [];
  for (;;) {
    const rows = await registry.outbox.claim('test', 10, 1_000, T0);
    if (rows.length === 0) return tasks;
    for (const row of rows) {
      tasks.push(row.task);
      await registry.outbox.done(row.outboxId, T0);
    }
  }
}

describe('credentials', () => {
  test('are read as they were given', async () => {
    const id = await started(registry);
    const key = await registry.credentials.readKey(id);
    expect([key?.revision, key?.environment, key?.apiKey?.reveal(), key?.privateKey?.reveal()]).toEqual([
      1,
      'sandbox',
      'canary-api-key',
      'canary-private-key',
    ]);
    const connection = await registry.credentials.readConnection(id);
    expect(connection && revealed(connection)).toEqual({
      revision: 1,
      type: 'integration',
      baseUrl: 'https://shop.example/store/',
      accessToken: 'canary-access-token',
      signing: {
        consumerKey: 'canary-consumer-key',
        consumerSecret: 'canary-consumer-secret',
        accessTokenSecret: 'canary-access-token-secret',
      },
    });
  });

  test.each<ConnectionInput>([
    { type: 'integration', baseUrl: 'https://shop.example', accessToken: new Secret('canary'), signing: null },
    {
      type: 'ims',
      baseUrl: 'https://na1.api.commerce.adobe.com/tenant',
      clientId: 'client',
      clientSecret: new Secret('canary'),
      organizationId: 'ORG@AdobeOrg',
    },
  ])('of every type are read as they were given, and the status names the type', async (connection) => {
    const id = await started(registry, { connection });
    const read = await registry.credentials.readConnection(id);
    expect(read && revealed(read)).toEqual({ revision: 1, ...(revealed(connection) as object) });
    expect((await registry.onboardings.status(id))?.commerceConnection.type).toBe(connection.type);
  });

  test('are undefined while none were given', async () => {
    const id = await started(registry, { apiKey: null, connection: null });
    expect(await registry.credentials.readKey(id)).toBeUndefined();
    expect(await registry.credentials.readConnection(id)).toBeUndefined();
    expect(await registry.onboardings.status(id)).toMatchObject({
      apiKey: { given: false, environment: null, revision: 0 },
      commerceConnection: { type: null, host: null, revision: 0, modules: null },
    });
  });

  test('a replaced key is a new revision, in the status too, and is told to the workflow', async () => {
    const id = await started(registry);
    await drainOutbox();
    const input = { environment: 'production', apiKey: new Secret('next'), privateKey: null } as const;
    expect(await registry.credentials.replaceKey(id, input, 'key_test', T0)).toEqual({ revision: 2 });
    expect((await registry.credentials.readKey(id))?.apiKey?.reveal()).toBe('next');
    expect((await registry.onboardings.status(id))?.apiKey).toEqual({
      given: true,
      environment: 'production',
      revision: 2,
    });
    expect(await drainOutbox()).toEqual([
      { kind: 'factsChanged', onboardingId: id, fact: 'key', ref: id, revision: 2 },
    ]);
  });

  test('a replaced connection to another host is not yet a verified one', async () => {
    const id = await started(registry);
    await registry.stores.makeReady(id, 'us', 1, READINESS, T0);
    expect((await registry.onboardings.basics(id))?.verifiedCommerceHost).toBe('shop.example');
    await registry.credentials.replaceConnection(id, CONNECTION, 'key_test', T0);
    expect((await registry.onboardings.basics(id))?.verifiedCommerceHost).toBe('shop.example');
    const elsewhere = { ...CONNECTION, baseUrl: 'https://other.example/' };
    expect(await registry.credentials.replaceConnection(id, elsewhere, 'key_test', T0)).toEqual({ revision: 3 });
    expect((await registry.onboardings.basics(id))?.verifiedCommerceHost).toBeNull();
    expect((await registry.onboardings.status(id))?.commerceConnection).toEqual({
      type: 'integration',
      host: 'other.example',
      revision: 3,
      modules: null,
    });
  });

  test('of an unknown onboarding cannot be replaced', async () => {
    expect(await registry.credentials.replaceKey('nobody', KEY, 'key_test', T0)).toBeUndefined();
    expect(await registry.credentials.replaceConnection('nobody', CONNECTION, 'key_test', T0)).toBeUndefined();
  });
});

/** The same with its secrets in the open. */
function revealed(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, revealed(inner)]));
}
