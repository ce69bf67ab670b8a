import { Secret } from '../../src/domain/secret';
import type { ContactInput, ContactRole } from '../../src/registry/contacts';
import { houseForThisFile } from './environment';

const house = houseForThisFile();

let counter = 0;
/** A contact whose address nobody else has; `fate` is what the simulated mailbox does with its mail. */
function contact(role: ContactRole, fate: 'deliver' | 'refuse' | 'bounce' = 'deliver'): ContactInput {
  counter += 1;
  return { role, email: `${fate}.${role}${counter}@acme.example`, language: 'en', timeZone: 'Europe/London' };
}

const INVITATION = 'Connect your Amazon store';

async function unreachable(id: string): Promise<readonly unknown[]> {
  const events = await house().registry.events.list(id);
  return events.filter(({ type }) => type === 'contact.unreachable').map(({ data }) => data);
}

async function replace(id: string, ...contacts: readonly ContactInput[]): Promise<void> {
  const condition = { actor: 'test', ifRevision: null };
  const result = await house().registry.contacts.replace(id, contacts, condition, house().clock.now());
  expect(result?.outcome).toBe('replaced');
}

/** Presses the button of the page that the mail to the new address leads to. */
async function confirmFromMail(address: string): Promise<void> {
  const mail = await house().simulator.waitForMail(
    ({ to, subject }) => to.includes(address) && subject === 'Confirm your mail address',
    20_000,
  );
  const token = /\/c\/([\w.-]+)/.exec(mail.text)?.[1] ?? '';
  const opened = await house().registry.links.open(token, house().clock.now());
  if (opened.outcome !== 'open' || opened.link.purpose !== 'confirm_contact') throw new Error('no link to confirm');
  const confirmed = await house().registry.contacts.confirmProposed(opened.link.contactId!, house().clock.now());
  expect(confirmed).toBe('in_force');
}

describe('an address that refuses', () => {
  it('is passed over within the same step, and the backend hears of it', async () => {
    const [seller, merchant] = [contact('seller', 'refuse'), contact('merchant')];
    const id = await house().start('acme', { contacts: [seller, merchant] });
    const waiting = await house().untilStage(id, 'awaiting_consent');
    expect(house().mailsTo(merchant.email)).toEqual([INVITATION]);
    expect(await unreachable(id)).toEqual([{ role: 'seller', reason: 'refused', proposed: false }]);
    expect(waiting.requirements.map(({ code }) => code)).toEqual(['consent_needed']);
  });

  it('is a requirement where nobody is left, until a new address is confirmed: it then gets what is due', async () => {
    const id = await house().start('acme', { contacts: [contact('seller', 'refuse'), contact('technical', 'refuse')] });
    await house().until(id, ({ requirements }) => requirements.some(({ code }) => code === 'contact_unreachable'));
    expect(await unreachable(id)).toHaveLength(2);

    const renewed = contact('seller');
    await replace(id, renewed);
    await confirmFromMail(renewed.email);
    await house().until(id, ({ requirements }) => requirements.every(({ code }) => code === 'consent_needed'));
    expect(house().mailsTo(renewed.email)).toEqual(['Confirm your mail address', INVITATION]);
  });
});

describe('a mail that comes back later', () => {
  it('is sent to the next contact', async () => {
    const [seller, merchant] = [contact('seller', 'bounce'), contact('merchant')];
    const id = await house().start('acme', { contacts: [seller, merchant] });
    await house().simulator.waitForMail(({ to }) => to.includes(merchant.email), 20_000);
    expect(house().mailsTo(merchant.email)).toEqual([INVITATION]);
    expect(await unreachable(id)).toEqual([{ role: 'seller', reason: 'bounced', proposed: false }]);
  });

  it('is a requirement where nobody is left', async () => {
    const id = await house().start('acme', { contacts: [contact('seller', 'bounce')] });
    await house().until(id, ({ requirements }) => requirements.some(({ code }) => code === 'contact_unreachable'));
  });

  it('is sent to the next contact also in the year of the authorization', async () => {
    const merchant = contact('merchant');
    const id = await house().start('acme', { contacts: [contact('seller'), merchant] });
    await house().untilStage(id, 'awaiting_consent');
    await house().consent(id, 'acme');
    await house().passUntilNext(id, 'T-30');

    const replaced = contact('seller', 'bounce');
    await replace(id, replaced, merchant);
    // That mail comes back, too, before the button is pressed or after it: who presses it was reached.
    await confirmFromMail(replaced.email);
    await house().passNextStep(id);
    const { subject } = await house().simulator.waitForMail(({ to }) => to.includes(merchant.email), 20_000);
    expect(house().mailsTo(replaced.email)).toContain(subject);
    await house().until(id, ({ nextStep }) => nextStep?.key === 'T-7');
  });
});

describe('a changed address', () => {
  it('is told to the old one, and gets the next mail once it is confirmed', async () => {
    const [old, renewed] = [contact('seller'), contact('seller')];
    const id = await house().start('acme', { contacts: [old] });
    await house().untilStage(id, 'awaiting_consent');
    await replace(id, renewed);
    await house().simulator.waitForMail(({ to, subject }) => to.includes(old.email) && subject !== INVITATION, 20_000);
    await confirmFromMail(renewed.email);
    await house().passNextStep(id);
    await house().until(id, ({ nextStep }) => nextStep?.key === 'nudge-21');
    expect(house().mailsTo(renewed.email)).toEqual(['Confirm your mail address', expect.stringContaining('Amazon')]);
    expect(house().mailsTo(old.email)).toEqual([INVITATION, 'Your mails about the Amazon connection']);
  });

  it('that is not confirmed changes nothing', async () => {
    const [old, renewed] = [contact('seller'), contact('seller')];
    const id = await house().start('acme', { contacts: [old] });
    await house().untilStage(id, 'awaiting_consent');
    await replace(id, renewed);
    await house().passNextStep(id);
    await house().until(id, ({ nextStep }) => nextStep?.key === 'nudge-21');
    expect(house().mailsTo(old.email)).toHaveLength(3);
    expect(house().mailsTo(renewed.email)).toEqual(['Confirm your mail address']);
  });
});

describe('what the merchant has to mend', () => {
  const NEEDED = 'Your Amazon connection needs something from you';
  const HALF_AN_HOUR = 0.5 / 24;

  /** Lets the time pass that the merchant is left alone, which begins a moment after the status shows what is missing. */
  async function passUntilMailed(address: string): Promise<void> {
    for (let tries = 0; house().mailsTo(address).length === 0; tries += 1) {
      if (tries === 40) throw new Error(`No mail came to ${address}`);
      await house().pass(HALF_AN_HOUR);
      await new Promise((worked) => setTimeout(worked, 50));
    }
  }

  it('is told to the merchant, with a copy to the technical contact, once', async () => {
    const [merchant, technical, seller] = [contact('merchant'), contact('technical'), contact('seller')];
    const id = await house().start('acme', { apiKey: null, contacts: [seller, merchant, technical] });
    await house().untilStage(id, 'awaiting_key');
    await passUntilMailed(technical.email);
    expect(house().mailsTo(merchant.email)).toEqual([NEEDED]);
    expect(house().mailsTo(technical.email)).toEqual([NEEDED]);
    expect(house().mailsTo(seller.email)).toEqual([]);
  });

  it('is told to the seller where there is no merchant', async () => {
    const seller = contact('seller');
    const id = await house().start('acme', { apiKey: null, contacts: [seller] });
    await house().untilStage(id, 'awaiting_key');
    await passUntilMailed(seller.email);
    expect(house().mailsTo(seller.email)).toEqual([NEEDED]);
  });

  it('is told to the next contact if the mail comes back', async () => {
    const [merchant, seller] = [contact('merchant', 'bounce'), contact('seller')];
    const id = await house().start('acme', { apiKey: null, contacts: [merchant, seller] });
    await house().untilStage(id, 'awaiting_key');
    await passUntilMailed(merchant.email);
    await passUntilMailed(seller.email);
    expect(await unreachable(id)).toEqual([{ role: 'merchant', reason: 'bounced', proposed: false }]);
    expect(house().mailsTo(seller.email)).toEqual([NEEDED]);
  });

  it('is told to nobody if it is mended at once', async () => {
    const merchant = contact('merchant');
    const id = await house().start('acme', { apiKey: null, contacts: [contact('seller'), merchant] });
    await house().untilStage(id, 'awaiting_key');
    const key = house()
      .merchant('acme')
      .apiKeys.find(({ environment }) => environment === 'production')!;
    const pair = { apiKey: new Secret(key.apiKey), privateKey: new Secret(key.privateKey) };
    const { credentials } = house().registry;
    await credentials.replaceKey(id, { environment: 'production', ...pair }, 'test', house().clock.now());
    await house().untilStage(id, 'awaiting_consent');
    // A week later a mail would long have been sent.
    await house().passNextStep(id);
    await house().until(id, ({ nextStep }) => nextStep?.key === 'nudge-21');
    expect(house().mailsTo(merchant.email)).toEqual([]);
  });
});
