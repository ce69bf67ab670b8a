import { createAmazonActivities, type AmazonActivitiesDeps } from '../../src/activities/amazon';
import type { ParticipationsOutcome } from '../../src/domain/outcomes';
import { Secret } from '../../src/domain/secret';
import type { Registry } from '../../src/registry/registry';
import { candidate, participation, READINESS, started, swapIn } from '../registry/consent-steps';
import { CA, T0, testDatabase, US, US_STORE, type TestDatabase } from '../registry/fixture';

const DAY_MS = 86_400_000;
const CA_STORE = { ...US_STORE, country: 'CA' } as const;
const BOTH = [participation(US), participation(CA)];

let now: number;
let tokenLives: boolean;
let answer: ParticipationsOutcome;
let asked: number;
const amazon: AmazonActivitiesDeps['amazon'] = {
  refresh: (refreshToken) =>
    Promise.resolve(
      tokenLives
        ? { outcome: 'ok', accessToken: new Secret('access'), refreshToken, expiresAt: T0 + 3_600_000 }
        : { outcome: 'invalid_grant' },
    ),
  marketplaceParticipations: () => {
    asked += 1;
    return Promise.resolve(answer);
  },
  sellingPlan: () => Promise.resolve(null),
};

let database: TestDatabase;
let registry: Registry;
beforeEach(async () => {
  now = T0;
  tokenLives = true;
  asked = 0;
  answer = { outcome: 'ok', participations: BOTH };
  database = await testDatabase();
  registry = await database.open();
});
afterEach(() => database.remove());

/** An onboarding whose seller was seen to sell there at T0, with a store in Canada that was added and is ready. */
async function added(print = BOTH) {
  const id = await started(registry);
  const { candidateRef: grantRef } = await candidate(registry, id);
  await swapIn(registry, grantRef, print);
  await registry.stores.add(id, CA_STORE, 'test', T0);
  await registry.stores.makeReady(id, 'ca', 1, { ...READINESS, instance: `${id}.example` }, T0);
  return { onboardingId: id, grantRef };
}

function join(input: { readonly onboardingId: string; readonly grantRef: string }) {
  const { joinStores } = createAmazonActivities({ registry, amazon, clock: { now: () => now } });
  return joinStores({ ...input, freshForMs: DAY_MS });
}

const CANADA = (participates: 'yes' | 'no' | 'taken') =>
  expect.arrayContaining([{ storeId: 'ca', participates }]) as never;

describe('joining a store to the grant in force', () => {
  test('takes a yes that was seen within the day without asking', async () => {
    expect(await join(await added())).toEqual({ outcome: 'answered', stores: CANADA('yes') });
    expect(asked).toBe(0);
  });

  test('asks Amazon when what was seen is older', async () => {
    const input = await added();
    now = T0 + DAY_MS;
    expect(await join(input)).toEqual({ outcome: 'answered', stores: CANADA('yes') });
    expect(asked).toBe(1);
    expect(await registry.grants.inForce(input.onboardingId)).toMatchObject({ printAt: now });
  });

  test('asks Amazon when what was seen is a no, however fresh', async () => {
    expect(await join(await added([participation(US)]))).toEqual({ outcome: 'answered', stores: CANADA('yes') });
    expect(asked).toBe(1);
  });

  test('says no when Amazon does', async () => {
    answer = { outcome: 'ok', participations: [participation(US), participation(CA, false)] };
    const input = await added([participation(US)]);
    expect(await join(input)).toEqual({ outcome: 'answered', stores: CANADA('no') });
    expect((await registry.stores.list(input.onboardingId))[1]).toMatchObject({ participates: false });
  });

  test('says taken when another onboarding has the marketplace of the same seller', async () => {
    const other = await started(registry, { stores: [CA_STORE] });
    await swapIn(registry, (await candidate(registry, other)).candidateRef, [participation(CA)]);
    const id = await started(registry);
    const { candidateRef: grantRef } = await candidate(registry, id);
    await swapIn(registry, grantRef, [participation(US)]);
    await registry.stores.add(id, CA_STORE, 'test', T0);
    await registry.stores.makeReady(id, 'ca', 1, { ...READINESS, instance: 'elsewhere.example' }, T0);
    expect(await join({ onboardingId: id, grantRef })).toEqual({ outcome: 'answered', stores: CANADA('taken') });
    expect(await registry.grants.inForce(other)).toBeDefined();
  });

  test('says nothing of a store that is not ready', async () => {
    const input = await added();
    await registry.stores.add(input.onboardingId, { ...US_STORE, country: 'MX' }, 'test', T0);
    expect(await join(input)).toEqual({
      outcome: 'answered',
      stores: ['us', 'ca'].map((storeId) => ({ storeId, participates: 'yes' })),
    });
  });

  test('does not take a token that is not accepted for a revocation', async () => {
    tokenLives = false;
    const input = await added([participation(US)]);
    expect(await join(input)).toEqual({ outcome: 'token_refused' });
    expect(await registry.grants.inForce(input.onboardingId)).toMatchObject({ status: 'in_force' });
  });

  test('says nothing under a grant that is no longer in force', async () => {
    const { onboardingId } = await added();
    expect(await join({ onboardingId, grantRef: 'grt_of_before' })).toEqual({ outcome: 'answered', stores: [] });
    expect(asked).toBe(0);
  });

  test('asks for a retry when Amazon cannot be asked', async () => {
    answer = { outcome: 'unverifiable', reason: 'rate_limited', retryAfterMs: 63_000 };
    await expect(join(await added([participation(US)]))).rejects.toMatchObject({ type: 'CouldNotAsk' });
  });
});
