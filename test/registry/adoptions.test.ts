import type { AdoptionInput } from '../../src/registry/adoptions';
import { Secret } from '../../src/domain/secret';
import type { Registry } from '../../src/registry/registry';
import { freshId, YEAR_MS } from './consent-steps';
import { startInput, T0, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterEach(() => database.remove());

const DAY_MS = 86_400_000;
const WHEN = { startsAt: T0 + 60_000, quietUntil: T0 + DAY_MS };

function adoptionOf(onboardingId: string, changes: Partial<AdoptionInput> = {}): AdoptionInput {
  return {
    ...startInput(onboardingId),
    expectedSellerId: 'SELLER1',
    grant: { refreshToken: new Secret('canary-refresh-token'), consentedAt: T0 - 100 * DAY_MS, basis: 'estimated' },
    ...changes,
  };
}

describe('an adoption', () => {
  test('puts the candidate there before the process, which begins with it at its time', async () => {
    const id = freshId();
    expect(await registry.adoptions.adopt(adoptionOf(id), WHEN, T0)).toBe('adopted');

    expect(await registry.outbox.claim('a', 10, 1_000, WHEN.startsAt - 1)).toEqual([]);
    const [row] = await registry.outbox.claim('a', 10, 1_000, WHEN.startsAt);
    expect(row?.task).toMatchObject({ kind: 'start', adopted: { consentId: expect.stringMatching(/^adp_/) } });
    const { candidateRef } = (row!.task as { readonly adopted: { readonly candidateRef: string } }).adopted;
    expect(await registry.grants.find(id, candidateRef)).toMatchObject({
      status: 'candidate',
      sellerId: 'SELLER1',
      grantedAt: T0 - 100 * DAY_MS,
      grantedAtBasis: 'estimated',
    });
    expect((await registry.grants.refreshToken(candidateRef))?.reveal()).toBe('canary-refresh-token');
  });

  test('keeps what comes for it behind its start', async () => {
    const id = freshId();
    await registry.adoptions.adopt(adoptionOf(id), WHEN, T0);
    await registry.verbs.request({ onboardingId: id, verb: 'refresh', actor: 'key_test', reason: '' }, T0);
    expect(await registry.outbox.claim('a', 10, 1_000, T0)).toEqual([]);
  });

  test('is known again by its row, however long ago it was', async () => {
    const id = freshId();
    await registry.adoptions.adopt(adoptionOf(id), WHEN, T0);

    expect(await registry.adoptions.adopt(adoptionOf(id), WHEN, T0 + YEAR_MS)).toBe('same');
    expect(await registry.adoptions.judge(adoptionOf(id))).toBe('same');
    expect(await registry.adoptions.judge(adoptionOf(id, { bodyHmac: 'hmac-2' }))).toBe('conflict');
    await database.beside(async (db) => {
      expect(await db.selectFrom('grants').selectAll().execute()).toHaveLength(1);
      expect(await db.selectFrom('outbox').selectAll().execute()).toHaveLength(1);
    });
  });

  test('is refused for an account that another onboarding has in one of the countries', async () => {
    await registry.adoptions.adopt(adoptionOf(freshId()), WHEN, T0);
    const id = freshId();
    expect(await registry.adoptions.adopt(adoptionOf(id), WHEN, T0)).toBe('seller_taken');
    expect(await registry.onboardings.basics(id)).toBeUndefined();
    expect(await registry.adoptions.judge(adoptionOf(id, { expectedSellerId: 'SELLER2' }))).toBe('new');
  });

  test('is refused for an id that is closed', async () => {
    const id = freshId();
    await registry.adoptions.adopt(adoptionOf(id), WHEN, T0);
    await registry.onboardings.close(id, T0);
    expect(await registry.adoptions.judge(adoptionOf(id))).toBe('closed');
  });

  test('queues behind those that are still to begin', async () => {
    expect(await registry.adoptions.lastStart()).toBeNull();
    await registry.adoptions.adopt(adoptionOf(freshId()), WHEN, T0);
    await registry.adoptions.adopt(
      adoptionOf(freshId(), { expectedSellerId: 'SELLER2' }),
      { ...WHEN, startsAt: T0 + 90_000 },
      T0,
    );
    expect(await registry.adoptions.lastStart()).toBe(T0 + 90_000);
  });

  test('is audited under whoever asked', async () => {
    const id = freshId();
    await registry.adoptions.adopt(adoptionOf(id), WHEN, T0);
    const { items } = await registry.audit.list({ onboardingId: id, limit: 10 });
    expect(items).toMatchObject([{ action: 'adopt', actor: 'key_test' }]);
  });
});
