import type { KeyedRequest } from '../../src/registry/idempotency';
import type { Registry } from '../../src/registry/registry';
import { T0, testDatabase, type TestDatabase } from './fixture';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const REQUEST: KeyedRequest = { keyId: 'key_a', operationId: 'createLink', value: 'k-1', bodyHmac: 'body-1' };

let database: TestDatabase;
let registry: Registry;
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterEach(() => database.remove());

async function claimed(at = T0, request = REQUEST) {
  const result = await registry.idempotency.claim(request, at);
  if (result.outcome !== 'run') throw new Error(`The request was not claimed but is ${result.outcome}.`);
  return result;
}

const rows = () => database.beside((db) => db.selectFrom('idempotency').selectAll().execute());

test('of claims in several processes at the same time one runs, the others are told to wait', async () => {
  const other = await database.open();
  const results = await Promise.all(
    Array.from({ length: 8 }, (_, n) => (n % 2 ? other : registry).idempotency.claim(REQUEST, T0)),
  );

  expect(results.filter(({ outcome }) => outcome === 'run')).toHaveLength(1);
  expect(results.filter(({ outcome }) => outcome === 'running')).toHaveLength(7);
});

test('what was answered is replayed by status and resource', async () => {
  const { claim, onceKey } = await claimed();
  await registry.idempotency.finish(claim, { status: 201, resourceId: 'r-1' });

  const replay = await registry.idempotency.claim(REQUEST, T0 + MINUTE_MS);

  expect(replay).toEqual({ outcome: 'replay', onceKey, status: 201, resourceId: 'r-1' });
});

test.each([
  ['of another API key', { keyId: 'key_b' }],
  ['of another operation', { operationId: 'createApiKey' }],
  ['of another value', { value: 'k-2' }],
])('a request %s is a request of its own', async (_name, difference) => {
  await claimed();

  expect(await registry.idempotency.claim({ ...REQUEST, ...difference }, T0)).toMatchObject({ outcome: 'run' });
});

test('another body under the same key is refused, also while the first one runs', async () => {
  const { claim } = await claimed();
  const other = { ...REQUEST, bodyHmac: 'body-2' };

  expect(await registry.idempotency.claim(other, T0)).toEqual({ outcome: 'other_body' });
  await registry.idempotency.finish(claim, { status: 201, resourceId: null });
  expect(await registry.idempotency.claim(other, T0)).toEqual({ outcome: 'other_body' });
});

test('a run that left no result blocks its key for a minute, then the request runs anew as the same one', async () => {
  const lost = await claimed();

  const early = await registry.idempotency.claim(REQUEST, T0 + MINUTE_MS - 1);
  const second = await claimed(T0 + MINUTE_MS);

  expect(early).toEqual({ outcome: 'running', retryAfterMs: 1 });
  expect(second.onceKey).toBe(lost.onceKey);
});

test('a run that comes back after its lease changes nothing', async () => {
  const late = await claimed();
  const second = await claimed(T0 + MINUTE_MS);
  await registry.idempotency.finish(second.claim, { status: 201, resourceId: 'second' });

  await registry.idempotency.finish(late.claim, { status: 201, resourceId: 'late' });
  await registry.idempotency.release(late.claim);
  await registry.idempotency.forget(late.claim);

  expect(await registry.idempotency.claim(REQUEST, T0)).toMatchObject({ outcome: 'replay', resourceId: 'second' });
});

test('a run that was refused leaves its key free for another body', async () => {
  await registry.idempotency.forget((await claimed()).claim);

  expect(await claimed(T0, { ...REQUEST, bodyHmac: 'body-2' })).toBeDefined();
});

test('a run that failed lets the same request run at once, as the same one', async () => {
  const failed = await claimed();
  await registry.idempotency.release(failed.claim);

  expect((await claimed()).onceKey).toBe(failed.onceKey);
});

test('after 24 hours a key is new', async () => {
  const first = await claimed();
  await registry.idempotency.finish(first.claim, { status: 201, resourceId: 'r-1' });

  const lastMoment = await registry.idempotency.claim(REQUEST, T0 + DAY_MS - 1);
  const anew = await claimed(T0 + DAY_MS, { ...REQUEST, bodyHmac: 'body-2' });

  expect(lastMoment.outcome).toBe('replay');
  expect(anew.onceKey).not.toBe(first.onceKey);
});

test('rows older than 24 hours are removed by later claims', async () => {
  for (const value of ['a', 'b', 'c']) await claimed(T0, { ...REQUEST, value });
  await claimed(T0 + DAY_MS, { ...REQUEST, value: 'd' });

  expect(await rows()).toHaveLength(1);
});

test('of the value of the header only a fingerprint is stored', async () => {
  await claimed(T0, { ...REQUEST, value: 'canary-idempotency-key' });

  expect(JSON.stringify(await rows())).not.toContain('canary');
});
