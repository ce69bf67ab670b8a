import { DEFAULT_POLICY } from '../../src/domain/policy';
import { grantInForce, publication, started } from '../registry/consent-steps';
import { T0 } from '../registry/fixture';
import { installation, type TestInstallation } from './evergrant';

let house: TestInstallation;
beforeAll(async () => {
  house = await installation(T0);
  const { registry } = house;
  await registry.policies.ensure(DEFAULT_POLICY, T0);
  const id = await started(registry);
  const { generation } = await grantInForce(registry, id);
  const connected = { stateVersion: T0 + 1, stage: 'connected', waitingOn: 'nobody' } as const;
  await registry.onboardings.publish(publication(id, { ...connected, generation: generation! }));
});
afterAll(() => house.remove());

const START = ['campaign', 'start', '--role', 'Shipping', '--per-day', '50', '--reason', 'A test.'];

describe('evergrant campaign', () => {
  it('says how many would be asked, begins when told yes, shows how it goes, and stops', async () => {
    expect((await house.run(START)).stdout).toBe(
      '1 seller would be asked, within 1 day. Nothing was done: add --yes.\n',
    );
    const none = await house.run(['campaign', 'show']);
    expect([none.code, none.stderr]).toEqual([3, expect.stringContaining('There was no campaign yet.')]);

    const begun = await house.run([...START, '--yes', '--json']);
    expect(begun.json).toMatchObject({ perDay: 50, progress: { sellers: 1, stillToAsk: 1 } });
    expect(await house.run([...START, '--yes', '--json'])).toMatchObject({
      code: 4,
      error: { code: 'campaign_running' },
    });
    expect((await house.run(['campaign', 'show'])).stdout).toMatch(/Still to ask +1, the last one at 2026/);

    const stopped = await house.run(['campaign', 'stop', begun.json.campaignId as string]);
    expect(stopped.stdout).toMatch(/Stopped +2026/);
  });

  it.each([
    ['0', 'At least 1 is needed here. Give a larger number.'],
    ['100001', 'At most 100000 is allowed here. Give a smaller number.'],
    ['1.5', 'This is not a whole number.'],
  ])('refuses %s a day and says why', async (perDay, why) => {
    const refused = await house.run(['campaign', 'start', '--role', 'R', '--per-day', perDay, '--reason', 'R']);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain(`--per-day: ${why}`);
  });
});
