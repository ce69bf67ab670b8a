import { startInput, T0 } from '../registry/fixture';
import { installation, type TestInstallation } from './evergrant';

let house: TestInstallation;
beforeAll(async () => {
  house = await installation(T0);
  await house.registry.onboardings.start(startInput('acme', { stores: [] }), T0);
});
afterAll(() => house.remove());

describe('evergrant alerts', () => {
  it('says that there is nothing to tell', async () => {
    expect((await house.run(['alerts'])).stdout).toBe('Nobody was alerted.\n');
  });

  it('tells what happened, what to do, and whether anybody was reached', async () => {
    const params = { host: 'amazon.example\u001b[2J' };
    await house.registry.alerts.raise({ code: 'amazon_host_refused', dedupeKey: '1', onboardingId: null, params }, T0);

    const { stdout } = await house.run(['alerts']);

    expect(stdout).toContain('amazon_host_refused  2026-01-15 12:00 UTC');
    expect(stdout).toContain('asked to be sent back to amazon.example');
    expect(stdout).not.toContain('\u001b[2J');
    expect(stdout).toContain('docs/operations.md#amazon_host_refused; mail pending, webhook pending');
  });

  it('shows those of one onboarding', async () => {
    const about = { dedupeKey: '2', onboardingId: 'acme', params: { consentId: 'con_1' } };
    await house.registry.alerts.raise({ code: 'owner_mismatch', ...about }, T0);

    const { json } = await house.run(['alerts', '--onboarding', 'acme', '--json']);

    expect(json.items).toMatchObject([{ code: 'owner_mismatch', onboardingId: 'acme', told: { mail: 'pending' } }]);
  });
});
