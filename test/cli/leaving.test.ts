import { candidate, grantInForce, participation } from '../registry/consent-steps';
import { startInput, T0, US } from '../registry/fixture';
import { installation, type TestInstallation } from './evergrant';

let house: TestInstallation;
beforeAll(async () => {
  house = await installation(T0);
});
afterAll(() => house.remove());

const WHY = ['--reason', 'A test.'];

async function started(onboardingId: string): Promise<string> {
  await house.registry.onboardings.start(startInput(onboardingId, { stores: [] }), T0);
  return onboardingId;
}

async function closed(onboardingId: string): Promise<string> {
  await started(onboardingId);
  await house.registry.onboardings.close(onboardingId, T0);
  return onboardingId;
}

const actionsOf = async (onboardingId: string) =>
  (await house.registry.audit.list({ onboardingId, limit: 100 })).items.map(({ action }) => action);

it('evergrant undo takes a disconnect back', async () => {
  const id = await started('undone');
  await grantInForce(house.registry, id, 'UNDONE');
  await house.run(['disconnect', id, ...WHY]);
  const { code, json } = await house.run(['undo', id, ...WHY, '--json']);

  expect(code).toBe(0);
  expect(await house.registry.audit.find(json.auditId)).toMatchObject({ action: 'undo_disconnect', source: 'cli' });
});

it('evergrant undo tells that a disconnect is final, as it is at once where nobody ever consented', async () => {
  const id = await started('left-at-once');
  await house.run(['disconnect', id, ...WHY]);
  const { error } = await house.run(['undo', id, ...WHY, '--json']);

  expect(error).toMatchObject({ code: 'disconnect_final', remedy: expect.stringContaining('new onboarding') });
  expect(await actionsOf(id)).not.toContain('undo_disconnect');
});

it('evergrant undo tells that there is nothing to take back', async () => {
  const id = await started('not-left');

  expect((await house.run(['undo', id, ...WHY, '--json'])).error).toMatchObject({ code: 'not_disconnected' });
});

it('evergrant purge shows what it would do and does nothing', async () => {
  const id = await closed('dry');
  const { code, stdout } = await house.run(['purge', id, ...WHY]);

  expect([code, stdout]).toEqual([0, expect.stringContaining('would be erased')]);
  expect(await actionsOf(id)).not.toContain('purge');
});

it('evergrant purge --yes erases, under a ticket of its own', async () => {
  const id = await closed('gone');
  const { code } = await house.run(['purge', id, ...WHY, '--yes']);

  expect(code).toBe(0);
  expect(await actionsOf(id)).toEqual(expect.arrayContaining(['issue_ticket', 'purge']));
  expect((await house.registry.onboardings.status(id))?.metadata).toEqual({});
});

it('evergrant purge does not erase what is not disconnected for good, and says what to do', async () => {
  const id = await started('alive');
  const { code, error } = await house.run(['purge', id, ...WHY, '--yes', '--json']);

  expect(code).toBe(4);
  expect(error).toMatchObject({ code: 'not_final', remedy: expect.stringContaining('Disconnect it first') });
});

it('evergrant receipts exports what the API exports', async () => {
  const id = await started('proved');
  await grantInForce(house.registry, id);
  const { json } = await house.run(['receipts', id, '--json']);

  expect(json.items).toEqual(JSON.parse(JSON.stringify(await house.registry.receipts.list(id))));
});

it('evergrant receipts shows people who consented and when', async () => {
  const id = await started('seen');
  await grantInForce(house.registry, id, 'SELLER-2');

  expect((await house.run(['receipts', id])).stdout).toMatch(/^1 +2026-01-15T12:00:00.000Z +link +SELLER-2/m);
});

it.each(['accept', 'reject'])(
  'evergrant decide-owner --%s writes the decision down, under a ticket',
  async (decision) => {
    const id = await started(`decided-${decision}`);
    const { json } = await house.run(['decide-owner', id, `--${decision}`, '--consent', 'con_1', ...WHY, '--json']);

    expect(await house.registry.audit.find(json.auditId)).toMatchObject({
      action: 'decide_owner',
      detail: { decision, consentId: 'con_1' },
    });
    expect(await actionsOf(id)).toContain('issue_ticket');
  },
);

it.each([
  ['both decisions', ['--accept', '--reject', ...WHY]],
  ['no reason', ['--accept']],
])('evergrant decide-owner with %s does nothing', async (_name, options) => {
  const id = await started(`undecided-${options.length}`);

  expect((await house.run(['decide-owner', id, ...options])).code).toBe(2);
  expect(await actionsOf(id)).not.toContain('decide_owner');
});

describe('evergrant decide-owner without a decision', () => {
  it('shows the account that waits beside the one that is connected, and who has it', async () => {
    const id = await started('mismatched');
    await grantInForce(house.registry, id, 'SELLER-OLD');
    const { candidateRef } = await candidate(house.registry, id, 'SELLER-NEW');
    const print = [{ ...participation(US), storeName: 'A Shop Of Others' }];
    await house.registry.grants.park(candidateRef, 'owner_mismatch', print, T0);

    const { code, stdout } = await house.run(['decide-owner', id]);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^Connected +SELLER-OLD/m);
    expect(stdout).toMatch(/^Waits +SELLER-NEW, "A Shop Of Others"/m);
    expect(await actionsOf(id)).not.toContain('decide_owner');
  });

  it('says so where nothing waits', async () => {
    const { stdout } = await house.run(['decide-owner', await started('calm')]);

    expect(stdout).toMatch(/^Waits +no consent$/m);
  });
});
