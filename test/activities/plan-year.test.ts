import { createRegistryActivities } from '../../src/activities/registry';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import type { Registry } from '../../src/registry/registry';
import { grantInForce, started } from '../registry/consent-steps';
import { T0, testDatabase, type TestDatabase } from '../registry/fixture';

let database: TestDatabase;
let registry: Registry;
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
  await registry.policies.ensure(DEFAULT_POLICY, T0);
});
afterEach(() => database.remove());

describe('the plan of a year', () => {
  async function planned() {
    const onboardingId = await started(registry);
    const { grantRef } = await grantInForce(registry, onboardingId);
    const { planYear } = createRegistryActivities({ registry, clock: { now: () => T0 } });
    return {
      onboardingId,
      planYear: (at: number) => planYear({ onboardingId, grantRef, plannedAt: at }),
    };
  }

  it('follows the policy of the day, whatever the process knows, and says which that was', async () => {
    const { planYear } = await planned();
    await registry.policies.ensure({ ...DEFAULT_POLICY, reminderDaysBefore: [20] }, T0);
    const { plan, policy } = await planYear(T0);
    expect(policy).toMatchObject({ version: 2, reminderDaysBefore: [20] });
    expect(plan.policyVersion).toBe(2);
    expect(plan.steps.filter(({ kind }) => kind === 'reminder').map(({ key }) => key)).toEqual(['T-20']);
  });

  it('follows the clock of the contact of the day, and leaves the confirmation where it was', async () => {
    const { onboardingId, planYear } = await planned();
    const { plan: before } = await planYear(T0);
    const [seller] = await registry.contacts.reachable(onboardingId, 'seller');
    const moved = { role: 'seller', email: seller!.email, language: 'en', timeZone: 'Asia/Kolkata' } as const;
    await registry.contacts.replace(onboardingId, [moved], { actor: 'test', ifRevision: null }, T0);
    const { plan: after } = await planYear(T0 + 30 * 86_400_000);
    expect(after.steps[0]).toEqual(before.steps[0]);
    const hours = after.steps.slice(1).map(({ at }) => new Date(at).toISOString().slice(11, 16));
    expect(new Set(hours)).toEqual(new Set(['04:30']));
  });

  it('confirms the connection by the clock of the process, however far ours runs ahead of it', async () => {
    const onboardingId = await started(registry);
    const { grantRef } = await grantInForce(registry, onboardingId);
    const { planYear } = createRegistryActivities({ registry, clock: { now: () => T0 + 600_000 } });

    const { plan } = await planYear({ onboardingId, grantRef, plannedAt: T0 });

    expect(plan.steps[0]).toMatchObject({ key: 'connected', at: T0 + 1_000 });
  });
});
