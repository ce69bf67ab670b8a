import type { OnboardingPlan } from '../../src/domain/contract/plan';
import { planYear } from '../../src/domain/plan-year';
import { DAY_MS, DEFAULT_POLICY } from '../../src/domain/policy';
import { connected, startOf } from './connected';
import { type RunningApi, startApi, T0 } from './running-api';

let api: RunningApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

const ZONE = 'America/New_York';

/** Plans the year of `connected` as its process would, and says what became of some steps. */
async function planned(onboardingId: string, marks: Readonly<Record<string, 'done' | 'snoozed' | 'overtaken'>> = {}) {
  await connected(api, onboardingId);
  const { authorization } = (await api.registry.onboardings.status(onboardingId))!;
  const { expiresAt, generation } = authorization!;
  const policy = await api.registry.policies.current();
  await api.registry.grants.savePlan(onboardingId, planYear({ generation, expiresAt }, policy, ZONE, T0));
  await api.registry.onboardings.publish({
    onboardingId,
    generation,
    stateVersion: T0 + 2,
    at: T0 + 2,
    stage: 'connected',
    waitingOn: 'nobody',
    waitingSince: T0 + 1,
    requirements: [],
    nextStep: null,
    marks: [{ generation, marks }],
    snapshot: {},
  });
  return { expiresAt };
}

async function planOf(onboardingId: string): Promise<NonNullable<OnboardingPlan['plan']>> {
  const { status, body } = await api.call('GET', `/v1/onboardings/${onboardingId}/plan`);
  expect(status).toBe(200);
  return (body as unknown as OnboardingPlan).plan!;
}

describe('the plan of an onboarding', () => {
  it('shows every step with its date, and by which policy and whose clock it was made', async () => {
    const { expiresAt } = await planned('acme');
    const { steps, ...about } = await planOf('acme');
    expect(about).toEqual({
      generation: 1,
      policyVersion: 1,
      timeZone: ZONE,
      expiresAt: new Date(expiresAt).toISOString(),
    });
    expect(steps[0]).toEqual({
      key: 'connected',
      kind: 'connected',
      label: 'Confirmation of the connection',
      at: new Date(T0 + 1_000).toISOString(),
      daysBefore: null,
      mark: null,
      markedAt: null,
      why: null,
    });
    expect(steps.map(({ at }) => at)).toEqual([...steps.map(({ at }) => at)].sort());
  });

  it('shows what became of a step and why', async () => {
    await planned('acme', { connected: 'done', 'T-30': 'snoozed' });
    const { steps } = await planOf('acme');
    const shown = (key: string) => steps.find((step) => step.key === key);
    expect(shown('connected')).toMatchObject({ mark: 'done', markedAt: new Date(T0 + 2).toISOString(), why: null });
    expect(shown('T-30')).toMatchObject({ mark: 'snoozed' });
    expect(shown('T-30')?.why).toContain('The seller had silenced the reminders.');
    expect(shown('T-7')).toMatchObject({ mark: null, markedAt: null });
  });

  it('says why a step is not on its own day', async () => {
    const { expiresAt } = await planned('acme');
    const { steps } = await planOf('acme');
    for (const { daysBefore, at, why } of steps) {
      if (daysBefore === null) continue;
      const days = new Set([at, expiresAt - daysBefore * DAY_MS].map((day) => local(day)));
      expect([days.size, why === null || why.startsWith('Stands')]).toEqual([days.size, days.size === 1]);
    }
  });

  it('is none without an authorization', async () => {
    await api.call('PUT', '/v1/onboardings/acme', { body: startOf('acme') });
    const { body } = await api.call('GET', '/v1/onboardings/acme/plan');
    expect(body).toEqual({ onboardingId: 'acme', plan: null });
  });

  it('is nobody’s whose key is limited to another merchant', async () => {
    await planned('acme');
    const secret = await api.keyWith(['read'], ['somebody-else']);
    expect((await api.call('GET', '/v1/onboardings/acme/plan', { secret })).status).toBe(404);
  });
});

function local(day: string | number): string {
  return new Date(day).toLocaleDateString('sv-SE', { timeZone: ZONE });
}

describe('the policy', () => {
  it('is shown with its version', async () => {
    const { body } = await api.call('GET', '/v1/policy');
    const since = new Date(T0).toISOString();
    expect(body).toEqual({ ...DEFAULT_POLICY, version: 1, since, toldAt: since });
  });

  it('says whether all follow it already', async () => {
    await planned('acme');
    await api.registry.policies.ensure({ ...DEFAULT_POLICY, mailHour: 9 }, T0 + 5);
    const { body } = await api.call('GET', '/v1/policy');
    expect(body).toMatchObject({ version: 2, mailHour: 9, toldAt: null });
  });
});
