import type { Registry } from '../../src/registry/registry';
import type { TimedPosition } from '../../src/registry/timed-page';
import { started } from './consent-steps';
import { T0, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterEach(() => database.remove());

async function all<T>(
  list: (query: {
    limit: number;
    after?: TimedPosition;
  }) => Promise<{ items: readonly T[]; next: TimedPosition | null }>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let next: TimedPosition | null | undefined;
  do {
    const page = await list({ limit: 2, ...(next && { after: next }) });
    items.push(...page.items);
    next = page.next;
  } while (next !== null);
  return items;
}

test('keys of one instant and of later ones are each read once, oldest first', async () => {
  for (const [name, at] of [
    ['a', 0],
    ['b', 0],
    ['c', 0],
    ['d', 1],
    ['e', 2],
  ] as const) {
    await registry.apiKeys.create({ name, scopes: ['read'], merchantIds: null, actor: 'test' }, T0 + at);
  }

  const names = (await all((page) => registry.apiKeys.list(page))).map(({ name }) => name);

  expect(names.slice(0, 3).sort()).toEqual(['a', 'b', 'c']);
  expect(names.slice(3)).toEqual(['d', 'e']);
});

test('the audit is read newest first, also by onboarding and by merchant', async () => {
  const onboardingId = await started(registry);
  const { keyId } = await registry.apiKeys.create(
    { name: 'a', scopes: ['read'], merchantIds: null, actor: 'test' },
    T0 + 1,
  );
  await registry.apiKeys.revoke(keyId, 'test', T0 + 2);

  const actions = async (query: { onboardingId?: string; merchantIds?: readonly string[] }) =>
    (await all((page) => registry.audit.list({ ...query, ...page }))).map(({ action }) => action);

  expect(await actions({})).toEqual(['revoke_api_key', 'create_api_key', 'start']);
  expect(await actions({ onboardingId })).toEqual(['start']);
  expect(await actions({ merchantIds: ['m-1'] })).toEqual(['start']);
  expect(await actions({ merchantIds: ['other'] })).toEqual([]);
});
