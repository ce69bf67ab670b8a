import { DAY_MS } from '../../src/domain/policy';
import { COMMERCE_HOST, CONTACT_EMAIL, openHouse, type House } from './house';
import { headingOf, textOf } from './visitor';

const HOUR_MS = 3_600_000;

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

async function text(path: string, visitor = house.visitor()): Promise<string> {
  return textOf((await visitor.get(path)).body);
}

describe('The link page', () => {
  it('names who gets access, the verified shop and the stores above the button', async () => {
    await house.onboard('acme', { countries: ['US', 'CA'] });
    const page = await house.visitor().get(await house.link('acme'));
    const beforeButton = textOf(page.body.slice(0, page.body.indexOf('<button')));
    expect(beforeButton).toContain('Acme Commerce Cloud asks for access');
    expect(beforeButton).toContain(COMMERCE_HOST);
    expect(beforeButton).toContain('Acme Outdoor, United States');
    expect(beforeButton).toContain('Acme Outdoor, Canada');
  });

  it('offers no button while no store is ready, and so no shop is verified', async () => {
    await house.onboard('early', { ready: false });
    const page = await house.visitor().get(await house.link('early'));
    expect(headingOf(page.body)).toBe('Your store is being prepared');
    expect(page.body).not.toContain('/connect"');
  });

  it('starts, sends and burns nothing, however often it is opened', async () => {
    await house.onboard('acme');
    const link = await house.link('acme');
    const before = await house.registry.onboardings.status('acme');
    const waiting = await drain();
    for (let i = 0; i < 3; i++) await house.visitor().get(link);
    await house.visitor().ask(link, { method: 'HEAD' });
    expect(await house.registry.onboardings.status('acme')).toEqual(before);
    expect(await drain()).toEqual([]);
    expect(waiting.length).toBeGreaterThan(0);
    expect(await house.registry.contacts.forRole('acme', 'seller')).toMatchObject({ confirmed: false });
  });

  async function drain() {
    const rows = [];
    for (;;) {
      const claimed = await house.registry.outbox.claim('test', 50, 1, house.clock.now());
      if (claimed.length === 0) return rows;
      for (const row of claimed) {
        rows.push(row.task.kind);
        await house.registry.outbox.done(row.outboxId, house.clock.now());
      }
    }
  }

  it('shows store, country, website and renewal date of a connection, and renews it at any time', async () => {
    await house.onboard('acme');
    const visitor = house.visitor();
    const link = await house.link('acme');
    const { consentId } = await house.consent(visitor, link);
    await house.swapIn(consentId);
    await house.publish('acme', 'connected');
    const page = await house.visitor().get(link);
    const words = textOf(page.body);
    expect(headingOf(page.body)).toBe('Your Amazon account is connected');
    for (const fact of ['Acme Outdoor', 'United States', 'base_us', '22 November 2027', 'Renew now']) {
      expect(words).toContain(fact);
    }
  });

  it('does not ask to connect what is connected, also before the process has said so', async () => {
    await house.onboard('acme');
    const link = await house.link('acme');
    const { consentId } = await house.consent(house.visitor(), link);
    await house.swapIn(consentId);
    const page = await house.visitor().get(link);
    expect(headingOf(page.body)).toBe('Your Amazon account is connected');
  });

  it('asks a browser that did not come back what Amazon showed, and explains each of its pages', async () => {
    await house.onboard('acme');
    const visitor = house.visitor();
    const link = await house.link('acme');
    await house.connect(visitor, link);
    house.clock.advance(HOUR_MS);
    const words = await text(link, visitor);
    expect(words).toContain('You started at 14:02 GMT and did not finish');
    for (const shown of ['MD1000', 'MD9999', 'SPDC8143', 'CONSENT_LIMIT_REACHED', 'You do not have permissions']) {
      expect(words).toContain(shown);
    }
  });

  it('tells other browsers nothing of that', async () => {
    await house.onboard('acme');
    const link = await house.link('acme');
    await house.connect(house.visitor(), link);
    expect(await text(link)).not.toContain('did not finish');
  });

  it('shows hostile names as text, without control characters and not too long', async () => {
    const storeName = `<script>alert(1)</script>"'&\u202Egnp\n${'x'.repeat(100)}`;
    await house.onboard('acme', { storeName });
    const { body } = await house.visitor().get(await house.link('acme'));
    expect(body).not.toContain('<script');
    expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp; gnp x');
    expect(body).not.toContain('\u202E');
    expect(body).not.toContain('x'.repeat(60));
  });

  it('shows no address of a contact', async () => {
    await house.onboard('acme');
    for (const purpose of ['renew', 'manage', 'not_us'] as const) {
      expect((await house.visitor().get(await house.link('acme', purpose))).body).not.toContain(CONTACT_EMAIL);
    }
  });

  it('lets somebody who is not the primary user pass the link on, by their own mail program', async () => {
    await house.onboard('acme');
    const link = await house.link('acme');
    const { body } = await house.visitor().get(link);
    expect(textOf(body)).toContain('I am not the primary user of the Amazon account');
    expect(body).toContain(`value="${house.origin}${link}"`);
    const mailto = new URL(/href="(mailto:[^"]+)"/.exec(body)![1]!.replaceAll('&amp;', '&'));
    expect(mailto.pathname).toBe('');
    expect(mailto.searchParams.get('body')).toContain(`${house.origin}${link}`);
  });

  it('offers no passing on of a link that manages, and none to ask for another one', async () => {
    await house.onboard('acme');
    const { body } = await house.visitor().get(await house.link('acme', 'manage'));
    expect(body).not.toContain('mailto:');
    expect(body).not.toContain('/manage-link');
  });

  it('says so in plain words when it does not know the link or its signature is wrong', async () => {
    await house.onboard('acme');
    const link = await house.link('acme');
    for (const wrong of ['/c/nothing', `${link}x`, link.slice(0, -1), `/c/${'a'.repeat(5000)}`]) {
      const page = await house.visitor().get(wrong);
      expect([page.status, headingOf(page.body)]).toEqual([404, 'We do not know this link']);
    }
  });

  it('says so in plain words when the link has expired', async () => {
    await house.onboard('acme');
    const link = await house.link('acme', 'manage');
    house.clock.advance(DAY_MS + 1);
    const page = await house.visitor().get(link);
    expect([page.status, headingOf(page.body)]).toEqual([410, 'This link no longer works']);
  });

  it('offers nothing where the connection was ended', async () => {
    await house.onboard('acme');
    await house.publish('acme', 'disconnected');
    const page = await house.visitor().get(await house.link('acme'));
    expect(headingOf(page.body)).toBe('This connection has been ended');
    expect(page.body).not.toContain('<form');
  });
});

describe('The manage page', () => {
  const since = 0;
  it('lists what is missing in sentences, the renew page does not', async () => {
    await house.onboard('acme');
    const part = { since, deadline: null, pointer: '/stores/us', waitingOn: 'merchant' as const };
    await house.publish('acme', 'awaiting_correction', [
      { ...part, code: 'website_unknown', params: { websiteCode: '<b>base</b>' } },
    ]);
    const page = await house.visitor().get(await house.link('acme', 'manage'));
    expect(page.body).toContain('has no website with the code &quot;&lt;b&gt;base&lt;/b&gt;&quot;');
    expect(await text(await house.link('acme', 'renew'))).not.toContain('has no website');
  });

  it.each(['seller_already_connected', 'seller_claim_conflict'] as const)(
    'tells nothing of another onboarding at %s',
    async (code) => {
      await house.onboard('acme');
      await house.publish('acme', 'awaiting_consent', [
        { code, since, deadline: null, pointer: '', waitingOn: 'operator', params: {} },
      ]);
      const words = await text(await house.link('acme', 'manage'));
      expect(words).toContain('We are checking the last consent');
      expect(words).not.toContain('another onboarding');
    },
  );
});
