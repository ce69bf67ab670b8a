import { DEFAULT_POLICY } from '../../src/domain/policy';
import { readPlan } from '../../src/documents/plan-document';
import { houseForThisFile } from './environment';

const house = houseForThisFile();

/** Connected, and its first event of the year raised. */
async function inTheYear(): Promise<string> {
  await house().registry.policies.ensure(DEFAULT_POLICY, house().clock.now());
  const id = await house().start('acme');
  await house().untilStage(id, 'awaiting_consent');
  await house().consent(id, 'acme');
  await house().until(id, ({ nextStep }) => nextStep?.key === 'T-60');
  await house().passNextStep(id);
  await house().until(id, ({ nextStep }) => nextStep?.key === 'T-30');
  return id;
}

async function planOf(id: string) {
  const { registry } = house();
  const { plan } = await readPlan(registry, (await registry.onboardings.status(id))!);
  return plan!;
}

describe('a running onboarding', () => {
  it('follows a new policy at once, keeps what was sent, and mails nothing late', async () => {
    const id = await inTheYear();
    const mails = house().mailsTo(`${id}@acme.example`).length;
    const { registry, clock } = house();
    const reminderDaysBefore = [90, 40, 10, 0];
    const policy = await registry.policies.ensure({ ...DEFAULT_POLICY, reminderDaysBefore }, clock.now());
    expect(await registry.policies.tellNext(10, clock.now())).toBe(1);

    await house().until(id, ({ nextStep }) => nextStep?.key === 'T-40');
    const { policyVersion, steps } = await planOf(id);
    expect(policyVersion).toBe(policy.version);
    const marks = Object.fromEntries(steps.map(({ key, mark }) => [key, mark]));
    expect(marks).toMatchObject({ connected: 'done', 'T-60': 'done', 'T-90': 'overtaken', 'T-40': null, 'T-10': null });
    expect(house().mailsTo(`${id}@acme.example`)).toHaveLength(mails);
  });

  it('follows the clock of its contact', async () => {
    const id = await inTheYear();
    const { registry, clock } = house();
    const before = await planOf(id);
    const [seller] = await registry.contacts.reachable(id, 'seller');
    const moved = { role: 'seller', email: seller!.email, language: 'en', timeZone: 'Asia/Kolkata' } as const;
    await registry.contacts.replace(id, [moved], { actor: 'test', ifRevision: null }, clock.now());

    const tenInDelhi = (at: number | undefined) => new Date(at ?? 0).toISOString().slice(11, 16) === '04:30';
    await house().until(id, ({ nextStep }) => nextStep?.key === 'T-30' && tenInDelhi(nextStep.at));
    const after = await planOf(id);
    expect(after.timeZone).toBe('Asia/Kolkata');
    expect(after.steps.find(({ key }) => key === 'T-60')).toMatchObject({ mark: 'done' });
    expect(after.steps.map(({ key }) => key)).toEqual(before.steps.map(({ key }) => key));
  });
});
