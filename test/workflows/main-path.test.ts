import { houseForThisFile } from './environment';
import { ACME_US } from './house';

const house = houseForThisFile();

describe('from start to connected and through the years', () => {
  it('validates the key, creates the store, invites the seller, and is connected by the consent', async () => {
    const id = await house().start('acme');
    const waiting = await house().untilStage(id, 'awaiting_consent');
    expect(waiting.waitingOn).toBe('seller');
    expect(waiting.stores[0]).toMatchObject({ ready: true });
    expect(house().mailsTo(`${id}@acme.example`)).toHaveLength(1);

    const consentId = await house().consent(id, 'acme');
    await house().untilAttempt(consentId, 'connected');
    const connected = await house().untilStage(id, 'connected');
    expect(connected.authorization).toMatchObject({
      generation: 1,
      sellerId: 'A1ACME0UTD00R7',
      marketplaceIds: expect.arrayContaining(['ATVPDKIKX0DER']),
    });
    await house().until(id, ({ nextStep }) => nextStep?.key === 'T-60');
  });

  it('connects three stores of a region by one consent, and keeps the warnings with the store', async () => {
    const stores = [ACME_US, { ...ACME_US, country: 'CA' as const }, { ...ACME_US, country: 'MX' as const }];
    const id = await house().start('acme', { stores });
    await house().untilStage(id, 'awaiting_consent');
    await house().consent(id, 'acme', { storeId: 'ca' });
    const connected = await house().untilStage(id, 'connected');
    expect(connected.stores.map(({ storeId, participates }) => [storeId, participates])).toEqual([
      ['us', true],
      ['ca', true],
      ['mx', true],
    ]);
    expect(connected.stores[1]?.warnings).toContainEqual({
      code: 'currency_differs',
      storeCurrency: 'USD',
      marketplaceCurrency: 'CAD',
    });
  });

  it('confirms the connection by mail, reminds of the renewal, then says that it expired and what that costs', async () => {
    const id = await house().start('acme');
    await house().untilStage(id, 'awaiting_consent');
    await house().consent(id, 'acme');
    await house().untilStage(id, 'connected');
    const mails = () => house().mailsTo(`${id}@acme.example`);
    await house().until(id, () => mails().length === 2);

    await house().passUntilNext(id, 'T-30');
    const expiring = await house().untilStage(id, 'expiring');
    expect(expiring).toMatchObject({ waitingOn: 'seller', nextStep: { key: 'T-30' } });
    expect(expiring.requirements.map(({ code }) => code)).toEqual(['renewal_due']);
    expect(mails()).toHaveLength(2);

    await house().passUntilNext(id, 'expiry');
    const { nextStep } = await house().status(id);
    const before = mails().length;
    const { marks, plan } = await house().facts(id);
    // Weekends decide how many of the last days have a mail of their own.
    const reminders = plan!.steps.filter(({ kind }) => kind === 'reminder').map(({ key }) => key);
    expect(reminders.map((key) => marks[key])).toEqual(reminders.map(() => 'done'));
    expect(before).toBe(2 + reminders.length);
    await house().pass((nextStep!.at - house().clock.now()) / 86_400_000 + 0.1);
    const expired = await house().untilStage(id, 'expired');
    expect(expired.requirements.map(({ code }) => code)).toEqual(['authorization_expired']);
    expect(mails()).toHaveLength(before);

    await house().passUntilNext(id, 'T+7');
    expect(mails()).toHaveLength(before + 1);
    await house().passNextStep(id);
    await house().until(id, (status) => status.nextStep === null);
    expect(mails()).toHaveLength(before + 2);
    const types = (await house().registry.events.list(id)).map(({ type }) => type);
    expect(types.filter((type) => type === 'authorization.expired')).toHaveLength(1);
    expect(types).toEqual(
      expect.arrayContaining(['onboarding.started', 'authorization.granted', 'onboarding.connected']),
    );
    // One event for the notice and one for each reminder.
    expect(types.filter((type) => type === 'authorization.expiring')).toHaveLength(1 + (before - 2));
  });

  it('is renewed through the link: next generation, new year, and the reminders left over are silent', async () => {
    const id = await house().start('acme');
    await house().untilStage(id, 'awaiting_consent');
    await house().consent(id, 'acme');
    const first = await house().untilStage(id, 'connected');
    await house().pass(340);
    await house().untilStage(id, 'expiring');
    const mailsBefore = house().mailsTo(`${id}@acme.example`).length;

    const consentId = await house().consent(id, 'acme');
    await house().untilAttempt(consentId, 'connected');
    const renewed = await house().untilRenewed(id, 2);
    expect(renewed.authorization!.expiresAt).toBeGreaterThan(first.authorization!.expiresAt + 330 * 86_400_000);
    await house().until(id, () => house().mailsTo(`${id}@acme.example`).length === mailsBefore + 1);

    await house().pass(60);
    expect((await house().status(id)).stage).toBe('connected');
    expect(house().mailsTo(`${id}@acme.example`)).toHaveLength(mailsBefore + 1);
  });

  it('is revived after the expiry by a new consent, with the same id and the next generation', async () => {
    const id = await house().start('acme');
    await house().untilStage(id, 'awaiting_consent');
    await house().consent(id, 'acme');
    await house().untilStage(id, 'connected');
    await house().pass(400);
    await house().untilStage(id, 'expired');
    await house().consent(id, 'acme');
    const revived = await house().untilRenewed(id, 2);
    expect(revived.authorization).toMatchObject({ generation: 2, sellerId: 'A1ACME0UTD00R7' });
  });

  it('needs no more than 33 events up to its first continue-as-new', async () => {
    const id = await house().start('acme');
    await house().untilStage(id, 'awaiting_consent');
    const { runId } = await house().handle(id).describe();
    await house().consent(id, 'acme');
    await house().untilStage(id, 'connected');
    const { events } = await house().firstRun(id, runId);
    expect(events?.length).toBeLessThanOrEqual(33);
  });
});
