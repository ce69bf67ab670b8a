import { Secret } from '../../src/domain/secret';
import { houseForThisFile } from './environment';
import { ACME_US, connectionOf } from './house';

const house = houseForThisFile();
const codes = (status: { requirements: readonly { code: string }[] }) => status.requirements.map(({ code }) => code);

describe('the Commerce API key', () => {
  it('waits for a key that was not given, and goes on when it comes', async () => {
    const id = await house().start('acme', { apiKey: null });
    const waiting = await house().untilStage(id, 'awaiting_key');
    expect(waiting.waitingOn).toBe('merchant');
    expect(waiting.requirements[0]).toMatchObject({ code: 'api_key_missing', pointer: '/apiKey' });

    await house().registry.credentials.replaceKey(id, goodKey(), 'test', house().clock.now());
    await house().untilStage(id, 'awaiting_consent');
  });

  it('tells a missing private key from a missing pair', async () => {
    const id = await house().start('acme', { apiKey: { ...goodKey(), privateKey: null } });
    const waiting = await house().until(id, ({ stage, stateVersion }) => stage === 'awaiting_key' && stateVersion > 0);
    await house().until(id, ({ requirements }) => requirements[0]?.pointer === '/apiKey/privateKey');
    expect(codes(waiting)).toContain('api_key_missing');
  });

  it('waits for another key when the gateway refuses this one', async () => {
    const id = await house().start('acme', { apiKey: { ...goodKey(), apiKey: new Secret('no-such-key') } });
    const waiting = await house().untilStage(id, 'awaiting_key');
    expect(codes(waiting)).toContain('api_key_invalid');

    await house().registry.credentials.replaceKey(id, goodKey(), 'test', house().clock.now());
    await house().untilStage(id, 'awaiting_consent');
  });

  it('does not call a key invalid while the gateway is down, stays audible, and goes on when it is back', async () => {
    await house().simulator.orderFault({ operation: 'commerce.ping', times: 200, status: 503 });
    const id = await house().start('acme');
    await house().untilCalled('commerce.ping');
    await house().pass(0.01);
    const waiting = await house().until(id, (status) => codes(status).includes('api_key_unverifiable'));
    expect(waiting).toMatchObject({ stage: 'validating_key', waitingOn: 'commerce' });

    await house().clearFaults();
    await house().pass(0.1);
    await house().untilStage(id, 'awaiting_consent');
  });

  const goodKey = () => {
    const key = house()
      .merchant('acme')
      .apiKeys.find(({ environment }) => environment === 'production')!;
    return {
      environment: 'production' as const,
      apiKey: new Secret(key.apiKey),
      privateKey: new Secret(key.privateKey),
    };
  };
});

describe('the stores and the connection', () => {
  it('reports every problem of every store at once, with pointers, and goes on with the first that is ready', async () => {
    const broken = {
      ...ACME_US,
      websiteCode: 'nowhere',
      mapping: { amazonIdType: 'asin' as const, attributeCode: 'description' },
    };
    const id = await house().start('acme', { stores: [broken, { ...broken, country: 'CA' }] });
    const waiting = await house().untilStage(id, 'awaiting_correction');
    expect(waiting.waitingOn).toBe('merchant');
    expect(waiting.requirements.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['website_unknown', '/stores/0/websiteCode'],
      ['attribute_not_mappable', '/stores/0/mapping/attributeCode'],
      ['website_unknown', '/stores/1/websiteCode'],
      ['attribute_not_mappable', '/stores/1/mapping/attributeCode'],
    ]);

    const correction = { websiteCode: 'base', mapping: ACME_US.mapping };
    await house().registry.stores.correct(id, 'us', correction, 'test', house().clock.now());
    const open = await house().untilStage(id, 'awaiting_consent');
    expect(codes(open)).toEqual(expect.arrayContaining(['website_unknown', 'consent_needed']));
  });

  it('looks at a broken store again by itself, because the merchant may mend it inside Commerce', async () => {
    const id = await house().start('acme', {
      stores: [{ ...ACME_US, mapping: { amazonIdType: 'asin', attributeCode: 'late_attribute' } }],
    });
    await house().untilStage(id, 'awaiting_correction');
    await house().simulator.setAttribute('acme', 'late_attribute');
    await house().pass(0.3);
    await house().untilStage(id, 'awaiting_consent');
  });

  it('waits for the connection that was not given', async () => {
    const id = await house().start('acme', { connection: null });
    const waiting = await house().until(id, ({ stage }) => stage === 'awaiting_correction');
    expect(waiting.requirements[0]).toMatchObject({
      code: 'commerce_connection_missing',
      pointer: '/commerceConnection',
    });
    await house().registry.credentials.replaceConnection(
      id,
      connectionOf(house().merchant('acme')),
      'test',
      house().clock.now(),
    );
    await house().untilStage(id, 'awaiting_consent');
  });

  it('tells rejected credentials from a missing permission, and takes the corrected connection', async () => {
    const merchant = house().merchant('acme');
    const id = await house().start('acme', { connection: connectionOf(merchant, { accessToken: 'wrong' }) });
    await house().until(id, (status) => codes(status).includes('commerce_credentials_rejected'));

    const restricted = connectionOf({ ...merchant, commerce: merchant.commerceWithoutAttributes });
    await house().registry.credentials.replaceConnection(id, restricted, 'test', house().clock.now());
    const lacking = await house().until(id, (status) => codes(status).includes('commerce_permission_missing'));
    expect(lacking.requirements[0]!.params['resources']).toContain('Magento_Catalog::attributes_attributes');

    await house().registry.credentials.replaceConnection(id, connectionOf(merchant), 'test', house().clock.now());
    await house().untilStage(id, 'awaiting_consent');
  });

  it('makes a refused address the merchant’s to correct', async () => {
    const id = await house().start('acme', {
      connection: connectionOf(house().merchant('acme'), { baseUrl: 'https://10.0.0.7' }),
    });
    const waiting = await house().untilStage(id, 'awaiting_correction');
    expect(waiting.requirements[0]).toMatchObject({
      code: 'commerce_address_refused',
      pointer: '/commerceConnection/baseUrl',
    });
  });

  it('waits out an instance that is down, and goes on when it is back', async () => {
    await house().simulator.orderFault({ operation: 'commerce.rest', times: 500, status: 503 });
    const id = await house().start('acme');
    await house().untilCalled('commerce.rest');
    await house().pass(0.01);
    const waiting = await house().until(id, (status) => codes(status).includes('commerce_unreachable'));
    expect(waiting).toMatchObject({ stage: 'creating_store', waitingOn: 'commerce' });
    await house().clearFaults();
    await house().pass(0.1);
    await house().untilStage(id, 'awaiting_consent');
  });

  it('refuses a website and marketplace that another live onboarding has', async () => {
    const first = await house().start('acme');
    await house().untilStage(first, 'awaiting_consent');
    const second = await house().start('acme');
    const taken = await house().untilStage(second, 'awaiting_correction');
    expect(codes(taken)).toEqual(['marketplace_taken']);
  });
});

describe('the invitation', () => {
  it('nudges after 7 and 21 days, lapses after 30, and is reopened by the link with 30 days anew', async () => {
    const id = await house().start('acme');
    await house().untilStage(id, 'awaiting_consent');
    const address = `${id}@acme.example`;
    await house().pass(7.1);
    await house().until(id, () => house().mailsTo(address).length === 2);
    await house().pass(14.1);
    await house().until(id, () => house().mailsTo(address).length === 3);
    await house().pass(9);
    const lapsed = await house().untilStage(id, 'consent_lapsed');
    expect(codes(lapsed)).toEqual(['consent_lapsed']);
    expect((await house().registry.events.list(id)).map(({ type }) => type)).toContain('onboarding.consent_lapsed');

    await house().openAttempt(id);
    const reopened = await house().untilStage(id, 'awaiting_consent');
    const deadline = reopened.requirements.find(({ code }) => code === 'consent_needed')!.deadline!;
    expect(Math.round((deadline - house().clock.now()) / 86_400_000)).toBe(30);
    expect(house().mailsTo(address)).toHaveLength(3);
  });

  it('says that the contact cannot be reached when the address is rejected', async () => {
    const id = await house().start('acme', {
      contacts: [{ role: 'seller', email: 'nowhere@no-dot', language: 'en', timeZone: 'UTC' }],
    });
    const status = await house().until(id, (found) => codes(found).includes('contact_unreachable'));
    expect(status.stage).toBe('awaiting_consent');
  });
});
