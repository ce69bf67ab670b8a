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
});
afterEach(() => database.remove());

describe('the plan of a year', () => {
  it('confirms the connection by the clock of the process, however far ours runs ahead of it', async () => {
    const onboardingId = await started(registry);
    const { grantRef } = await grantInForce(registry, onboardingId);
    const { planYear } = createRegistryActivities({ registry, clock: { now: () => T0 + 600_000 } });

    const { plan } = await planYear({
      onboardingId,
      grantRef,
      policy: { ...DEFAULT_POLICY, version: 1 },
      plannedAt: T0,
    });

    expect(plan.steps[0]).toMatchObject({ key: 'connected', at: T0 + 1_000 });
  });
});
