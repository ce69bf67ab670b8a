import { DEFAULT_POLICY } from '../../src/domain/policy';
import { US_STORE } from '../api/bodies';
import { T0 } from '../registry/fixture';
import { installation, type TestInstallation } from './evergrant';

let house: TestInstallation;
beforeAll(async () => {
  house = await installation(T0);
  await house.registry.policies.ensure(DEFAULT_POLICY, T0);
});
afterAll(() => house.remove());

const COLUMNS = [
  'onboardingId',
  'merchantId',
  'region',
  'sellerId',
  'refreshToken',
  'consentedAt',
  'consentedAtBasis',
  'stores.0.country',
  'stores.0.websiteCode',
  'stores.0.email',
  'stores.0.name',
  'stores.0.mapping.amazonIdType',
  'stores.0.mapping.attributeCode',
].join(',');

const line = (id: string, region = 'na') =>
  `${id},m-1,${region},SELLER${id.toUpperCase()},Atzr|canary-${id},2025-11-01,stated,US,base,a@acme.shop,Acme,asin,asin`;

describe('evergrant adopt', () => {
  it('says what it would do, and does it once it is told yes', async () => {
    const csv = [COLUMNS, line('one'), line('two')].join('\n');
    const dry = await house.run(['adopt', '-', '--csv'], csv);
    expect(dry).toMatchObject({
      code: 0,
      stdout: '2 rows would be taken over, 0 were before, 0 cannot be. Nothing was done: add --yes to do it.\n',
    });
    expect(await house.registry.onboardings.basics('one')).toBeUndefined();

    const real = await house.run(['adopt', '-', '--csv', '--yes'], csv);
    expect(real.stdout).toMatch(/^2 rows taken over, 0 unchanged, 0 refused\. The last one begins at \d/);
    const again = await house.run(['adopt', '-', '--csv', '--yes'], csv);
    expect(again).toMatchObject({ code: 0, stdout: '0 rows taken over, 2 unchanged, 0 refused.\n' });
  });

  it('takes over what can be and tells of the rest, without a token', async () => {
    const run = await house.run(
      ['adopt', '-', '--csv', '--yes'],
      [COLUMNS, line('three', 'mars'), line('four')].join('\n'),
    );
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('1    three       /region  This value is not allowed. Give one of na, eu.');
    expect(run.stdout).toContain('1 row taken over, 0 unchanged, 1 refused.');
    expect(run.stdout + run.stderr).not.toContain('canary');
    expect(await house.registry.onboardings.basics('four')).toMatchObject({ expectedSellerId: 'SELLERFOUR' });
  });

  it('reads JSON and reports as the API does', async () => {
    const row = {
      onboardingId: 'five',
      merchantId: 'm-1',
      region: 'na',
      sellerId: 'SELLER5',
      refreshToken: 'Atzr|canary-5',
    };
    const rows = [{ ...row, consentedAt: '2025-12-01', consentedAtBasis: 'estimated', stores: [US_STORE] }];
    const run = await house.run(['adopt', '--json'], JSON.stringify(rows));
    expect(run.json).toEqual({
      dryRun: true,
      adopted: 1,
      unchanged: 0,
      refused: 0,
      results: [{ row: 1, onboardingId: 'five', outcome: 'adoptable', startsAt: null, problems: [] }],
    });
  });

  it('refuses a file that is no list of rows, and a rate that is none', async () => {
    expect(await house.run(['adopt', '--json'], 'canary')).toMatchObject({
      code: 2,
      error: { code: 'unreadable_rows' },
    });
    expect(await house.run(['adopt', '--starts-per-hour', 'many', '--json'], '[]')).toMatchObject({ code: 2 });
  });

  it('is audited, permission and deed', async () => {
    await house.run(['adopt', '-', '--csv', '--yes'], [COLUMNS, line('six')].join('\n'));
    const { items } = await house.registry.audit.list({ limit: 2 });
    expect(items.map(({ action }) => action).sort()).toEqual(['adopt', 'issue_ticket']);
    expect(items.every(({ source }) => source === 'cli')).toBe(true);
  });
});
