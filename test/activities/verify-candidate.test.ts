import { createAmazonActivities } from '../../src/activities/amazon';
import type { AmazonActivitiesDeps } from '../../src/activities/amazon';
import type { Participation, SellingPlan, Verification } from '../../src/domain/outcomes';
import { Secret } from '../../src/domain/secret';
import type { Registry } from '../../src/registry/registry';
import { candidate, participation, started, YEAR_MS } from '../registry/consent-steps';
import { T0, testDatabase, US, type TestDatabase } from '../registry/fixture';

const clock = { now: () => T0 };

/** What Amazon says of each refresh token; it knows no other. */
const prints = new Map<string, readonly Participation[]>();

const amazon: AmazonActivitiesDeps['amazon'] = {
  refresh: (refreshToken) =>
    Promise.resolve(
      prints.has(refreshToken.reveal())
        ? { outcome: 'ok', accessToken: new Secret(refreshToken.reveal()), refreshToken, expiresAt: T0 + 3_600_000 }
        : { outcome: 'invalid_grant' },
    ),
  marketplaceParticipations: ({ accessToken }) =>
    Promise.resolve({ outcome: 'ok', participations: prints.get(accessToken.reveal()) ?? [] }),
  sellingPlan: () => Promise.resolve(plan),
};

/** What Amazon says of every account's selling plan. */
let plan: SellingPlan | null;

let database: TestDatabase;
let registry: Registry;
beforeEach(async () => {
  prints.clear();
  plan = null;
  database = await testDatabase();
  registry = await database.open();
});
afterEach(() => database.remove());

const ACME = [participation(US)];
const OTHER = [{ ...participation(US), storeName: 'Another store' }];

/** A consent by an account, and the verdict over it. */
async function consent(
  onboardingId: string,
  account: { readonly sellerId: string; readonly print: readonly Participation[] },
): Promise<Verification & { readonly candidateRef: string }> {
  const { candidateRef } = await candidate(registry, onboardingId, account.sellerId);
  const token = await registry.grants.refreshToken(candidateRef);
  prints.set(token!.reveal(), account.print);
  const { verifyCandidate } = createAmazonActivities({ registry, amazon, clock });
  return {
    ...(await verifyCandidate({ onboardingId, candidateRef, grantLifeMs: YEAR_MS, acceptedOwner: false })),
    candidateRef,
  };
}

const SELLER_1 = { sellerId: 'SELLER-1', print: ACME };

describe('a first consent', () => {
  it('proves nothing about the seller id, which the browser brought', async () => {
    const id = await started(registry);

    expect(await consent(id, SELLER_1)).toMatchObject({ outcome: 'in_force', generation: 1 });
    expect((await registry.grants.inForce(id))?.sellerIdProof).toBe('claimed');
  });

  it('of the seller that the backend expects is proven by that', async () => {
    const id = await started(registry, { expectedSellerId: 'SELLER-1' });
    await consent(id, SELLER_1);

    expect((await registry.grants.inForce(id))?.sellerIdProof).toBe('expected');
  });

  it('of another seller than the backend expects is parked', async () => {
    const id = await started(registry, { expectedSellerId: 'SELLER-2' });

    expect(await consent(id, SELLER_1)).toMatchObject({ outcome: 'parked', reason: 'owner_mismatch' });
    expect(await registry.grants.inForce(id)).toBeUndefined();
  });

  it('of a seller and account that another onboarding has is refused, and its token destroyed', async () => {
    await consent(await started(registry), SELLER_1);
    const verdict = await consent(await started(registry), SELLER_1);

    expect(verdict).toMatchObject({ outcome: 'refused', reason: 'seller_already_connected' });
    expect(await registry.grants.refreshToken(verdict.candidateRef)).toBeUndefined();
  });

  it('under the seller id of another onboarding, but of another account, is parked and takes nothing away', async () => {
    const first = await started(registry);
    await consent(first, SELLER_1);
    const verdict = await consent(await started(registry), { sellerId: 'SELLER-1', print: OTHER });

    expect(verdict).toMatchObject({ outcome: 'parked', reason: 'seller_claim_conflict' });
    expect((await registry.grants.inForce(first))?.sellerId).toBe('SELLER-1');
  });
});

describe('the selling plan of the account', () => {
  const planInStatus = async (id: string) =>
    (await registry.onboardings.status(id))?.checklist.find(({ code }) => code === 'selling_plan');

  it('stands in the checklist once Amazon has told it', async () => {
    const id = await started(registry);
    plan = 'individual';
    await consent(id, SELLER_1);

    expect(await planInStatus(id)).toMatchObject({ state: 'attention', source: { by: 'evergrant', at: T0 } });
  });

  it('that Amazon does not tell changes nothing of the verdict', async () => {
    const id = await started(registry);

    expect(await consent(id, SELLER_1)).toMatchObject({ outcome: 'in_force', generation: 1 });
    expect(await planInStatus(id)).toMatchObject({ state: 'unknown' });
  });
});

describe('a renewal', () => {
  let id: string;
  let firstToken: string;
  beforeEach(async () => {
    id = await started(registry);
    const { candidateRef } = await consent(id, SELLER_1);
    firstToken = (await registry.grants.refreshToken(candidateRef))!.reveal();
  });

  it('by the same seller and account is the next generation', async () => {
    expect(await consent(id, SELLER_1)).toMatchObject({ outcome: 'in_force', generation: 2 });
  });

  it.each([
    ['under another seller id, although the account looks the same', { sellerId: 'SELLER-2', print: ACME }],
    ['under the same seller id, but of another account', { sellerId: 'SELLER-1', print: OTHER }],
  ])('%s is parked, and the grant in force stays as it was', async (_name, account) => {
    const before = await registry.grants.inForce(id);

    expect(await consent(id, account)).toMatchObject({ outcome: 'parked', reason: 'owner_mismatch' });
    expect(await registry.grants.inForce(id)).toEqual(before);
    expect((await registry.grants.refreshToken(before!.grantRef))?.reveal()).toBe(firstToken);
  });

  it('is parked where Amazon names no stores: nothing shows that the account is the same', async () => {
    const nameless = [{ ...participation(US), storeName: '' }];
    prints.set(firstToken, nameless);

    expect(await consent(id, { sellerId: 'SELLER-1', print: nameless })).toMatchObject({ outcome: 'parked' });
  });

  it('is held against what the old token sees now, because stores get renamed', async () => {
    prints.set(firstToken, OTHER);

    expect(await consent(id, { sellerId: 'SELLER-1', print: OTHER })).toMatchObject({ outcome: 'in_force' });
  });

  it('is held against what the old token saw last, if it is dead', async () => {
    prints.delete(firstToken);

    expect(await consent(id, { sellerId: 'SELLER-1', print: OTHER })).toMatchObject({ outcome: 'parked' });
    expect(await consent(id, SELLER_1)).toMatchObject({ outcome: 'in_force', generation: 2 });
  });
});
