import { DAY_MS } from '../../src/domain/policy';
import type { VerbRequest } from '../../src/registry/verbs';
import { houseForThisFile } from './environment';

const house = houseForThisFile();

async function connected(): Promise<string> {
  const id = await house().start('acme');
  await house().untilStage(id, 'awaiting_consent');
  await house().consent(id, 'acme');
  await house().untilStage(id, 'connected');
  await house().until(id, ({ nextStep }) => nextStep?.key === 'T-60');
  return id;
}

/** Asks a verb of an onboarding and resolves with what came of it. */
async function ask(onboardingId: string, verb: VerbRequest['verb'], detail: VerbRequest['detail'] = null) {
  const { registry, clock } = house();
  const request = { onboardingId, verb, actor: 'key_test', reason: 'test', detail };
  const { auditId } = (await registry.verbs.request(request, clock.now()))!;
  const entry = await house().untilAudited(auditId);
  return entry.outcome?.sentence;
}

const mailsOf = (id: string) => house().mailsTo(`${id}@acme.example`);

describe('the authorization year', () => {
  it('leaves the seller alone who asked for it, but for the last days; the backend hears of every step', async () => {
    const id = await connected();
    await house().passUntilNext(id, 'T-7');
    const before = mailsOf(id).length;
    const until = new Date(house().clock.now() + 365 * DAY_MS).toISOString();
    expect(await ask(id, 'snooze', { until })).toContain('those of the last 3 days come all the same');

    await house().passNextStep(id);
    await house().untilFacts(id, ({ marks }) => marks['T-7'] === 'snoozed');
    expect(mailsOf(id)).toHaveLength(before);
    const { plan } = await house().facts(id);
    const last = plan!.steps.find(({ key }) => key === 'T-0')!;
    await house().pass((last.at - house().clock.now()) / DAY_MS + 0.001);
    await house().untilFacts(id, ({ marks }) => marks['T-0'] === 'done');
    expect(mailsOf(id)).toHaveLength(before + 1);
    const events = await house().registry.events.list(id);
    const daysBefore = events.flatMap(({ type, data }) =>
      type === 'authorization.expiring' ? [(data as { daysBefore: number }).daysBefore] : [],
    );
    expect(daysBefore).toEqual([60, 30, 7, 0]);
  });

  it('sends what an operator asks for at once, and says what became of it', async () => {
    const id = await connected();
    const before = mailsOf(id).length;
    expect(await ask(id, 'remind')).toBe('The mail was sent.');
    expect(mailsOf(id)).toHaveLength(before + 1);
    expect(await ask(id, 'probe')).toContain('the authorization lives');
    expect(await ask(id, 'reopen')).toContain('Refused: The seller has consented');
    expect(await ask(id, 'decide_owner', { decision: 'accept', consentId: null })).toContain('Refused: Nothing waits');
    expect(await ask(id, 'undo_disconnect')).toBe('Refused: It is not disconnected.');
  });

  it('goes on where it was after a disconnect that was taken back', async () => {
    const id = await connected();
    expect(await ask(id, 'disconnect')).toMatch(/^Disconnected\. It can be undone until /);
    expect((await house().registry.accessTokens.standing(id))?.outcome).toBe('disconnected');
    expect(await ask(id, 'undo_disconnect')).toContain('everything goes on as before');
    const back = await house().untilStage(id, 'connected');
    expect(back.nextStep?.key).toBe('T-60');
    expect((await house().registry.accessTokens.standing(id))?.outcome).toBe('in_force');
  });

  it('ends with a revocation: the seller is told, and a new consent recovers the same onboarding', async () => {
    const id = await connected();
    const before = mailsOf(id).length;
    const { grantRef } = (await house().registry.grants.inForce(id))!;
    await house().registry.grants.confirmRevoked(grantRef, house().clock.now());
    const revoked = await house().untilStage(id, 'revoked');
    expect(revoked).toMatchObject({ waitingOn: 'seller', requirements: [{ code: 'authorization_revoked' }] });
    await house().until(id, () => mailsOf(id).length === before + 1);
    await house().until(id, ({ nextStep }) => nextStep?.key === 'R+7');

    await house().consent(id, 'acme');
    const recovered = await house().untilStage(id, 'connected');
    expect(recovered.authorization).toMatchObject({ generation: 2, revokedSince: null });
    const types = (await house().registry.events.list(id)).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['authorization.revoked', 'authorization.recovered']));
  });

  it('of another account begins when an operator accepts it, and not before', async () => {
    const id = await connected();
    await house().consent(id, 'initech');
    await house().until(id, ({ requirements }) => requirements.some(({ code }) => code === 'owner_mismatch'));
    expect((await house().status(id)).authorization?.sellerId).toBe('A1ACME0UTD00R7');
    expect(await ask(id, 'decide_owner', { decision: 'accept', consentId: null })).toContain('Accepted');
    const decided = await house().untilRenewed(id, 2);
    expect(decided.authorization).toMatchObject({ sellerIdProof: 'confirmed' });
    expect(decided.authorization?.sellerId).not.toBe('A1ACME0UTD00R7');
  });

  it('stays with the account that it has when an operator rejects another', async () => {
    const id = await connected();
    await house().consent(id, 'initech');
    await house().until(id, ({ requirements }) => requirements.some(({ code }) => code === 'owner_mismatch'));
    expect(await ask(id, 'decide_owner', { decision: 'reject', consentId: null })).toContain('Rejected');
    const decided = await house().until(id, ({ requirements }) => requirements.length === 0);
    expect(decided.authorization).toMatchObject({ generation: 1, sellerId: 'A1ACME0UTD00R7' });
  });

  it('that is renewed begins anew, with nothing left over from the one before', async () => {
    const id = await connected();
    await house().passUntilNext(id, 'T-7');
    await house().consent(id, 'acme');
    await house().until(
      id,
      ({ authorization, nextStep }) => authorization?.generation === 2 && nextStep?.key === 'T-60',
    );
    const { marks, pastYear } = await house().facts(id);
    expect([marks, pastYear]).toEqual([{ connected: 'done' }, null]);
    const mails = mailsOf(id).length;
    await house().pass(60);
    expect((await house().status(id)).stage).toBe('connected');
    expect(mailsOf(id)).toHaveLength(mails);
  });

  it('lasts for ten generations, each renewed in time, on short histories', async () => {
    const id = await connected();
    for (let generation = 2; generation <= 10; generation += 1) {
      await house().passUntilNext(id, 'T-7');
      await house().consent(id, 'acme');
      await house().until(
        id,
        ({ authorization, nextStep }) => authorization?.generation === generation && nextStep?.key === 'T-60',
      );
    }
    const { events } = await house().handle(id).fetchHistory();
    expect(events?.length).toBeLessThan(25);
    const types = (await house().registry.events.list(id)).map(({ type }) => type);
    expect(types.filter((type) => type === 'authorization.renewed')).toHaveLength(9);
    expect(types.filter((type) => type === 'onboarding.connected')).toHaveLength(1);
  });
});
