import type { RoundFindings } from '../../src/domain/incident';
import { DAY_MS } from '../../src/domain/policy';
import { type RunningApi, startApi, T0 } from './running-api';

let api: RunningApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

const CALM = { asked: 40, healthyBefore: 40, newlyRefused: 0, suspected: 0, control: 'healthy' } as const;

async function incident(at: number, closed = true): Promise<void> {
  const settle = (beganAt: number, found: RoundFindings, error: string | null = null) =>
    api.registry.incidents.settle({ beganAt, found, error }, beganAt, DAY_MS);
  await settle(at, { ...CALM, control: 'application' }, 'invalid_client');
  if (!closed) return;
  await settle(at + 1_000, CALM);
  await settle(at + 2_000, CALM);
}

test('incidents are listed newest first, page by page', async () => {
  await incident(T0);
  await incident(T0 + 10_000);
  await incident(T0 + 20_000, false);

  const first = await api.call('GET', '/v1/incidents?limit=2');
  expect(first.body.items).toMatchObject([
    { cause: 'application', error: 'invalid_client', closedAt: null, asked: 40, refused: 0 },
    { openedAt: new Date(T0 + 10_000).toISOString(), closedAt: new Date(T0 + 12_000).toISOString() },
  ]);
  const second = await api.call('GET', `/v1/incidents?limit=2&cursor=${first.body.nextCursor}`);
  expect(second.body).toMatchObject({ items: [{ openedAt: new Date(T0).toISOString() }], nextCursor: null });
});

test('a key that is limited to merchants is not told of the house', async () => {
  const secret = await api.keyWith(['read'], ['m-acme']);
  const refused = await api.call('GET', '/v1/incidents', { secret });
  expect(refused.status).toBe(403);
  expect(refused.body.type).toMatch(/limited[_-]key$/);
});
