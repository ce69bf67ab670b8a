import { Secret } from '../../src/domain/secret';
import { houseForThisFile } from './environment';

const house = houseForThisFile();

describe('messages to a running onboarding', () => {
  it('take the same consent once, however often and late its signal comes', async () => {
    const id = await house().start('acme');
    await house().untilStage(id, 'awaiting_consent');
    const consentId = await house().consent(id, 'acme');
    await house().untilStage(id, 'connected');
    const { grantRef: candidateRef } = (await house().registry.grants.inForce(id))!;
    for (let n = 0; n < 3; n += 1) await house().handle(id).signal('consentGranted', { consentId, candidateRef });
    const facts = await house().facts(id);
    expect(facts.candidate).toBeNull();
    expect(facts.grant?.generation).toBe(1);
  });

  it('understand a consent that arrives before everything else is known', async () => {
    const id = await house().start('acme', { connection: null });
    await house().untilStage(id, 'awaiting_correction');
    await house().consent(id, 'acme');
    await house().untilStage(id, 'connected');
  });

  it('count and ignore what cannot be read: wrong shapes, unknown kinds, undecodable bytes', async () => {
    const id = await house().start('acme');
    await house().untilStage(id, 'awaiting_consent');
    const handle = house().handle(id);
    await handle.signal('consentGranted', 'not an object');
    await handle.signal('consentGranted', { consentId: 7, candidateRef: null });
    await handle.signal('factsChanged', { kind: 'weather', ref: 'sunny', revision: 1 });
    await handle.signal('factsChanged', { kind: 'store', ref: 'atlantis', revision: 1 });
    await handle.signal('factsChanged');
    await house().signalRaw(id, 'consentGranted', Buffer.from([0xff, 0x00, 0xfe]));
    await house().untilFacts(id, ({ ignoredMessages }) => ignoredMessages === 6);

    await house().consent(id, 'acme');
    await house().untilStage(id, 'connected');
  });

  it('ignore old revisions', async () => {
    const id = await house().start('acme');
    await house().untilStage(id, 'awaiting_consent');
    await house().handle(id).signal('factsChanged', { kind: 'key', ref: 'key', revision: 1 });
    await house().handle(id).signal('factsChanged', { kind: 'store', ref: 'us', revision: 1 });
    const facts = await house().facts(id);
    expect(facts.apiKey).toMatchObject({ revision: 1, verdict: { outcome: 'valid' } });
    expect(facts.stores[0]).toMatchObject({ revision: 1, state: 'ready' });
  });

  it('check a replaced key beside the connection, without touching it', async () => {
    const id = await house().start('acme');
    await house().untilStage(id, 'awaiting_consent');
    await house().consent(id, 'acme');
    await house().untilStage(id, 'connected');
    const bad = { environment: 'production' as const, apiKey: new Secret('no-such-key'), privateKey: null };
    await house().registry.credentials.replaceKey(id, bad, 'test', house().clock.now());
    const status = await house().until(id, ({ requirements }) => requirements.length > 0);
    expect(status).toMatchObject({ stage: 'connected', requirements: [{ code: 'api_key_missing' }] });
  });
});

describe('updates from the Temporal UI', () => {
  it('answer in one sentence, refuse what names nobody, and are audited as self-declared', async () => {
    const id = await house().start('acme');
    await house().untilStage(id, 'awaiting_consent');
    const handle = house().handle(id);
    await expect(handle.executeUpdate('disconnect', { args: [{ actor: '', reason: 'x' }] })).rejects.toThrow();
    await expect(handle.executeUpdate('disconnect', { args: [] })).rejects.toThrow();
    const answer = await handle.executeUpdate('disconnect', { args: [{ actor: 'ann', reason: 'asked by phone' }] });
    expect(answer).toBe('Disconnected for good: there was no consent yet.');
    await house().until(id, ({ closedAt }) => closedAt !== null);
  });

  it('refresh moves the sleeper into its next run, with everything it knew', async () => {
    const id = await house().start('acme');
    await house().untilStage(id, 'awaiting_consent');
    const before = await house().handle(id).describe();
    await house().untilFacts(id, ({ standing }) => standing !== null);
    const known = await house().facts(id);
    await house()
      .handle(id)
      .executeUpdate('refresh', { args: [{ actor: 'ann', reason: 'new code' }] });
    await house().untilRunOtherThan(id, before.runId);
    const facts = await house().facts(id);
    expect({ ...facts, stateVersion: 0, seen: [] }).toEqual({ ...known, stateVersion: 0, seen: [] });
  });
});
