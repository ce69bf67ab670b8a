import { readFileSync } from 'node:fs';
import { SAVED_VIEWS } from '../../src/temporal/saved-views';
import { startInput, T0 } from '../registry/fixture';
import { installation, type TestInstallation } from './evergrant';

let house: TestInstallation;
beforeAll(async () => {
  house = await installation(T0);
});
afterAll(() => house.remove());

async function started(onboardingId: string, merchantId = 'm-1'): Promise<string> {
  await house.registry.onboardings.start(startInput(onboardingId, { merchantId, stores: [] }), T0);
  return onboardingId;
}

/** What the command line asked of an onboarding. */
async function askedOf(onboardingId: string) {
  const { items } = await house.registry.audit.list({ onboardingId, limit: 100 });
  return items.filter(({ source }) => source === 'cli');
}

describe.each(['remind', 'snooze', 'probe', 'reopen', 'refresh', 'disconnect'])('evergrant %s', (verb) => {
  it('writes the verb down with who asked and why, and names its audit entry', async () => {
    const id = await started(`one-${verb}`);

    const { code, json } = await house.run([verb, id, '--reason', 'A test.', '--json']);

    expect(code).toBe(0);
    expect(await house.registry.audit.find(json.auditId)).toMatchObject({
      action: verb,
      onboardingId: id,
      reason: 'A test.',
      source: 'cli',
    });
  });

  it('tells an id that there is not', async () => {
    expect((await house.run([verb, 'absent', '--reason', 'A test.', '--json'])).error).toMatchObject({
      code: 'not_found',
      exitCode: 3,
    });
  });
});

it.each(['remind', 'snooze', 'reopen', 'disconnect'])('evergrant %s needs a reason', async (verb) => {
  const id = await started(`why-${verb}`);

  expect((await house.run([verb, id])).code).toBe(2);
  expect(await askedOf(id)).not.toContainEqual(expect.objectContaining({ action: verb }));
});

it('a snooze of so many days ends so many days later', async () => {
  const id = await started('asleep');

  const { json } = await house.run(['snooze', id, '--days', '14', '--reason', 'A holiday.', '--json']);

  const { at = 0, detail } = (await house.registry.audit.find(json.auditId)) ?? {};
  // Between the two instants the database is opened.
  expect(at - (Date.parse(detail?.['until'] ?? '') - 14 * 86_400_000)).toBeLessThan(60_000);
  expect(Date.parse(detail?.['until'] ?? '')).toBeLessThanOrEqual(at + 14 * 86_400_000);
});

it.each([
  ['--days', '0'],
  ['--days', '91'],
  ['--days', 'soon'],
  ['--until', '2026-01-01T00:00:00Z'],
])('a snooze with %s %s is refused', async (option, value) => {
  const id = await started(`range-${value}`.replace(/[^\w.-]/g, ''));

  expect((await house.run(['snooze', id, option, value, '--reason', 'A holiday.'])).code).toBe(2);
});

it('a snooze until no instant names the option', async () => {
  const id = await started('no-instant');

  const { stderr } = await house.run(['snooze', id, '--until', '2026-13-01', '--reason', 'A holiday.']);
  expect(stderr).toContain('--until: This is no date with time and offset.');
});

it('evergrant audit show tells what came of a verb', async () => {
  const id = await started('shown');
  const { json } = await house.run(['refresh', id, '--json']);

  expect((await house.run(['audit', 'show', json.auditId])).stdout).toMatch(/^outcome +none yet$/m);
  await house.database.beside((db) =>
    db.insertInto('audit_outcomes').values({ audit_id: json.auditId, outcome: 'It is awake.', at: T0 }).execute(),
  );
  expect((await house.run(['audit', 'show', json.auditId])).stdout).toMatch(/^outcome +It is awake\. \(2026-/m);
});

it('evergrant audit show tells an id that there is not', async () => {
  expect((await house.run(['audit', 'show', 'aud_absent', '--json'])).error).toMatchObject({
    code: 'audit_entry_not_found',
    exitCode: 3,
  });
});

describe('evergrant bulk', () => {
  const WHY = ['--reason', 'A test.'];

  it('shows what it would do and does nothing', async () => {
    const id = await started('dry', 'm-dry');

    const { stdout, code } = await house.run(['bulk', 'remind', '--where', 'merchant=m-dry', ...WHY]);

    expect(code).toBe(0);
    expect(stdout).toContain(id);
    expect(stdout).toContain('Nothing was done. Add --yes');
    expect(await askedOf(id)).toEqual([]);
  });

  it('with --yes asks every onboarding for which all filters hold', async () => {
    await started('wet-1', 'm-wet');
    await started('wet-2', 'm-wet');
    await started('other', 'm-other');
    const where = ['--where', 'merchant=m-wet', 'stage=validating_key'];

    const { json } = await house.run(['bulk', 'refresh', ...where, ...WHY, '--yes', '--per-minute', '600', '--json']);

    expect(json.items).toMatchObject([
      { onboardingId: 'wet-1', outcome: 'asked' },
      { onboardingId: 'wet-2', outcome: 'asked' },
    ]);
    expect(await askedOf('wet-2')).toMatchObject([{ action: 'refresh', reason: 'A test.' }]);
    expect(await askedOf('other')).toEqual([]);
  });

  it('repeated, leaves out what was asked the same within the hour', async () => {
    const id = await started('again', 'm-again');
    const again = () =>
      house.run(['bulk', 'remind', '--where', 'merchant=m-again', ...WHY, '--yes', '--json']).then(({ json }) => json);

    expect((await again()).items).toMatchObject([{ outcome: 'asked' }]);
    expect((await again()).items).toMatchObject([{ outcome: 'asked_lately' }]);
    expect(await askedOf(id)).toHaveLength(1);
  });

  it('asks no more a minute than it may', async () => {
    for (const number of [1, 2, 3]) await started(`slow-${number}`, 'm-slow');

    await house.run(['bulk', 'refresh', '--where', 'merchant=m-slow', ...WHY, '--yes', '--per-minute', '120']);

    const [first, last] = await Promise.all(['slow-1', 'slow-3'].map(async (id) => (await askedOf(id))[0]?.at ?? 0));
    expect(last! - first!).toBeGreaterThanOrEqual(990);
  });

  it('finds by what is missing and by how long somebody has been waited for', async () => {
    await started('missing', 'm-missing');
    const matching = async (...where: string[]) =>
      (await house.run(['bulk', 'refresh', '--where', 'merchant=m-missing', ...where, ...WHY, '--json'])).json.items;

    expect(await matching('requirement=owner_mismatch')).toEqual([]);
    expect(await matching('waiting-days=1')).toEqual([]);
    expect(await matching('waiting-days=0')).toHaveLength(1);
  });

  it.each([
    ['a filter that there is not', ['--where', 'colour=red', ...WHY]],
    ['a stage that there is not', ['--where', 'stage=asleep', ...WHY]],
    ['no filter', WHY],
    ['no reason', ['--where', 'stage=expired']],
    ['too many a minute', ['--where', 'stage=expired', ...WHY, '--per-minute', '6000']],
  ])('refuses %s', async (_name, options) => {
    expect((await house.run(['bulk', 'refresh', ...options])).code).toBe(2);
  });

  it('cannot end onboardings', async () => {
    expect((await house.run(['bulk', 'disconnect', '--where', 'stage=expired', ...WHY])).code).toBe(2);
  });
});

describe('evergrant views', () => {
  it('prints every view with the dates of today', async () => {
    const { json } = await house.run(['views', '--json']);

    expect(json.map(({ name }: { name: string }) => name)).toEqual(SAVED_VIEWS.map(({ name }) => name));
    const queries = json.map(({ query }: { query: string }) => query).join('\n');
    expect(queries).not.toContain('<7');
    expect(queries).toContain('WaitingSince < "2026-01-08T00:00:00.000Z"');
    expect(queries).toContain('AuthorizationExpiresAt < "2026-02-14T00:00:00.000Z"');
  });

  it('has the templates that stand in docs/operations.md', () => {
    const [, section = ''] = readFileSync('docs/operations.md', 'utf8').split('## Saved views\n');
    const documented = [...section.matchAll(/^\*\*(.+)\*\*\n\n```sql\n(.+)\n```$/gm)];

    expect(documented.map(([, name, template]) => ({ name, template }))).toEqual(SAVED_VIEWS);
  });
});
