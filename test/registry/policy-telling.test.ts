import { DEFAULT_POLICY } from '../../src/domain/policy';
import { startPolicyTelling, type PolicyTelling } from '../../src/registry/policy-telling';
import type { Policies } from '../../src/registry/policies';
import type { Registry } from '../../src/registry/registry';
import { grantInForce, started } from './consent-steps';
import { T0, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
let telling: PolicyTelling | undefined;
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterEach(async () => {
  await telling?.stop();
  await database.remove();
});

const warnings: string[] = [];
const log = { warn: (_fields: object, message: string) => warnings.push(message) };
const clock = { now: () => T0 };
const pace = { count: 2, everyMs: 5 };

/** Calls through, and resolves once everybody has been told. */
function watched(policies: Policies, failures = 0): { readonly policies: Policies; readonly told: Promise<number[]> } {
  const counts: number[] = [];
  let left = failures;
  let finish: (counts: number[]) => void;
  const told = new Promise<number[]>((resolve) => (finish = resolve));
  const tellNext: Policies['tellNext'] = async (limit, at) => {
    if (left-- > 0) throw new TypeError('The database is busy');
    const count = await policies.tellNext(limit, at);
    if (count > 0) counts.push(count);
    else finish(counts);
    return count;
  };
  return { policies: { ...policies, tellNext }, told };
}

async function newPolicyFor(running: number): Promise<void> {
  await registry.policies.ensure(DEFAULT_POLICY, T0);
  for (let count = 0; count < running; count += 1) {
    const onboardingId = await started(registry);
    await grantInForce(registry, onboardingId, `SELLER-${onboardingId}`);
  }
  await registry.policies.ensure({ ...DEFAULT_POLICY, mailHour: 9 }, T0);
}

describe('A new policy', () => {
  it('reaches all running onboardings a few at a time', async () => {
    await newPolicyFor(5);
    const { policies, told } = watched(registry.policies);
    telling = startPolicyTelling({ policies, clock, log, pace });
    expect(await told).toEqual([2, 2, 1]);
  });

  it('reaches them also when the database could not be written for a while', async () => {
    await newPolicyFor(3);
    const { policies, told } = watched(registry.policies, 2);
    telling = startPolicyTelling({ policies, clock, log, pace });
    expect(await told).toEqual([2, 1]);
    expect(new Set(warnings)).toEqual(new Set(['Onboardings could not be told of the policy; that is tried again.']));
  });
});
