import { planYear } from '../../src/domain/plan-year';
import { DAY_MS, DEFAULT_POLICY } from '../../src/domain/policy';
import { grantInForce, publication, started } from '../registry/consent-steps';
import { T0 } from '../registry/fixture';
import { installation, type TestInstallation } from './evergrant';

let house: TestInstallation;
let planned: string;
let waiting: string;
beforeAll(async () => {
  house = await installation(T0 + 2 * DAY_MS);
  const { registry } = house;
  const policy = await registry.policies.ensure(DEFAULT_POLICY, T0);
  waiting = await started(registry, { stores: [] });
  planned = await started(registry);
  const { expiresAt, generation } = await grantInForce(registry, planned);
  const grant = { generation: generation ?? 1, expiresAt: expiresAt ?? 0 };
  await registry.grants.savePlan(planned, planYear(grant, policy, 'America/New_York', T0));
  const marks = [{ generation: 1, marks: { connected: 'done' } as const }];
  await registry.onboardings.publish(
    publication(planned, { generation: 1, stage: 'connected', waitingOn: 'nobody', marks }),
  );
});
afterAll(() => house.remove());

describe('evergrant plan', () => {
  it('shows each step with its date by the contact’s clock, and what became of it', async () => {
    const { code, stdout } = await house.run(['plan', planned]);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^Authorization 1 of ob-\d+ ends \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/);
    expect(lines[1]).toBe('Planned by version 1 of the policy; times are those of America/New_York.');
    expect(lines[3]).toMatch(/^DUE +STEP +WHAT +BECAME +WHY$/);
    expect(lines[4]).toMatch(/ connected +Confirmation of the connection +done$/);
    expect(lines.slice(5).every((line) => /^(Mon|Tue|Wed|Thu|Fri) \d{4}-\d\d-\d\d 10:00 /.test(line))).toBe(true);
  });

  it('gives as JSON what the API answers', async () => {
    const { json } = await house.run(['plan', planned, '--json']);
    expect(json).toMatchObject({ onboardingId: planned, plan: { generation: 1 } });
    expect(json.plan.steps[0]).toMatchObject({ key: 'connected', mark: 'done' });
  });

  it('says in a sentence that there is none yet', async () => {
    const { code, stdout } = await house.run(['plan', waiting]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^ob-\d+ has no plan: .*\.\n$/)]);
  });

  it('does not know what is not there', async () => {
    expect(await house.run(['plan', 'nobody', '--json'])).toMatchObject({ code: 3, error: { code: 'not_found' } });
  });
});

describe('evergrant policy', () => {
  it('shows every figure by its name, and whether all follow it', async () => {
    const { code, stdout } = await house.run(['policy']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Version 1 of the policy, since .* UTC\. All authorizations follow it\.\n/);
    expect(stdout).toMatch(/^reminderDaysBefore +30, 14, 7, 3, 1, 0$/m);
    expect(stdout).toMatch(/^escalation\.withoutClickDaysBefore +7$/m);
  });
});

describe('evergrant forecast', () => {
  it('shows sixty weeks, what is a cliff, and how many authorizations are used', async () => {
    const { code, stdout } = await house.run(['forecast']);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('On average 0.02 end in a week; a week with 5 or more is a cliff.');
    expect(stdout).toContain('1 of 25 authorizations of an application that is not listed are used.\n');
    const weeks = lines.filter((line) => /^\d{4}-\d\d-\d\d /.test(line));
    expect(weeks).toHaveLength(60);
    expect(weeks.filter((line) => / +1 +- +#{40}$/.test(line))).toHaveLength(1);
  });

  it('gives as JSON what the API answers', async () => {
    const { json } = await house.run(['forecast', '--json']);
    expect(json).toMatchObject({ cliffFrom: 5, expired: 0, later: 0, capacity: { limit: 25, used: 1 } });
  });
});
