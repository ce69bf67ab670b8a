import { SEEDED_SELLERS, sellerByKey, type Seller } from '../../src/simulator/amazon/sellers';
import type { Simulator } from '../../src/simulator/start-simulator';
import { CALLBACK, DAY_MS, PRODUCT, askToken, consentUrl, exchange, freshFolder, handClock, start } from './running';

interface Page {
  readonly status: number;
  readonly text: string;
  /** Where a redirect that leaves the simulator would lead. */
  readonly leavesTo: URL | undefined;
}

/** A browser without scripts: cookies, redirects within the simulator, and forms. */
function openBrowser(origin: string) {
  const cookies = new Map<string, string>();

  async function go(address: string, form?: Readonly<Record<string, string>>): Promise<Page> {
    const url = new URL(address, origin);
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      cookies.set(name!, value!);
    }
    const location = response.headers.get('location');
    if (location === null) return { status: response.status, text: await response.text(), leavesTo: undefined };
    const target = new URL(location, url);
    if (target.origin === origin) return go(target.href);
    return { status: response.status, text: '', leavesTo: target };
  }

  function hidden(page: Page, name: string): string {
    return new RegExp(`name="${name}" value="([^"]*)"`).exec(page.text)![1]!.replaceAll('&amp;', '&');
  }

  async function signIn(page: Page, seller: Seller): Promise<Page> {
    const next = hidden(page, 'next');
    await go('/amazon/ap/signin', { next, email: seller.email, password: seller.password });
    return go('/amazon/ap/two-step', { next, code: seller.twoStepCode });
  }

  return { go, hidden, signIn };
}

const seller = (key: string): Seller => sellerByKey(SEEDED_SELLERS, key)!;
const CONFIRM = { understood: 'yes', choice: 'confirm' };

describe('Seller Central', () => {
  const clock = handClock();
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await start({ clock });
  });
  afterAll(() => simulator.stop());

  async function toConsent(key: string, change: Readonly<Record<string, string | undefined>> = {}) {
    const browser = openBrowser(simulator.url);
    const page = await browser.signIn(await browser.go(consentUrl(simulator, change)), seller(key));
    return { browser, page };
  }

  it('leads from the consent URL through sign-in and two-step code to a page that names the application', async () => {
    const { page } = await toConsent('acme');

    expect(page.status).toBe(200);
    expect(page.text).toContain('<h1>Authorize Evergrant</h1>');
    expect(page.text).toContain('Acme Outdoor');
  });

  it('sends the browser back with state, seller id and a code that can be exchanged', async () => {
    const { browser, page } = await toConsent('acme', { state: 'st&te +%' });

    const { leavesTo } = await browser.go('/amazon/apps/authorize/consent', {
      consent: browser.hidden(page, 'consent'),
      ...CONFIRM,
    });

    expect(`${leavesTo?.origin}${leavesTo?.pathname}`).toBe(CALLBACK);
    expect(leavesTo?.searchParams.get('state')).toBe('st&te +%');
    expect(leavesTo?.searchParams.get('selling_partner_id')).toBe(seller('acme').sellerId);
    expect((await exchange(simulator, leavesTo?.searchParams.get('spapi_oauth_code') ?? '')).status).toBe(200);
  });

  it('uses the first registered redirect URI when none is named', async () => {
    const { browser, page } = await toConsent('acme', { redirect_uri: undefined });

    const { leavesTo } = await browser.go('/amazon/apps/authorize/consent', {
      consent: browser.hidden(page, 'consent'),
      ...CONFIRM,
    });

    expect(`${leavesTo?.origin}${leavesTo?.pathname}`).toBe(CALLBACK);
  });

  it('insists on the tick', async () => {
    const { browser, page } = await toConsent('acme');

    const again = await browser.go('/amazon/apps/authorize/consent', {
      consent: browser.hidden(page, 'consent'),
      choice: 'confirm',
    });

    expect(again.leavesTo).toBeUndefined();
    expect(again.text).toContain('Tick the box');
  });

  it('tells the application nothing when the seller cancels, and does not lead back to it', async () => {
    const { browser, page } = await toConsent('acme');

    const cancelled = await browser.go('/amazon/apps/authorize/consent', {
      consent: browser.hidden(page, 'consent'),
      choice: 'cancel',
    });

    expect(cancelled.text).toContain('Authorization cancelled');
    expect(cancelled.text).not.toContain(PRODUCT);
  });

  it('takes a consent page once', async () => {
    const { browser, page } = await toConsent('acme');
    const form = { consent: browser.hidden(page, 'consent'), ...CONFIRM };
    await browser.go('/amazon/apps/authorize/consent', form);

    expect((await browser.go('/amazon/apps/authorize/consent', form)).text).toContain('CONSENT_EXPIRED');
  });

  it('breaks when the seller takes more than ten minutes', async () => {
    const { browser, page } = await toConsent('acme');
    clock.advance(600_001);

    const late = await browser.go('/amazon/apps/authorize/consent', {
      consent: browser.hidden(page, 'consent'),
      ...CONFIRM,
    });

    expect(late.text).toContain('CONSENT_EXPIRED');
  });

  it("does not take a consent page in another seller's session", async () => {
    const { browser, page } = await toConsent('acme');
    const other = await toConsent('initech');

    const answer = await other.browser.go('/amazon/apps/authorize/consent', {
      consent: browser.hidden(page, 'consent'),
      ...CONFIRM,
    });

    expect(answer.text).toContain('CONSENT_EXPIRED');
  });

  it('asks a seller of two regions which account is meant', async () => {
    const { browser, page } = await toConsent('hooli');
    const form = { consent: browser.hidden(page, 'consent'), ...CONFIRM };

    const unanswered = await browser.go('/amazon/apps/authorize/consent', form);
    const { leavesTo } = await browser.go('/amazon/apps/authorize/consent', { ...form, region: 'eu' });

    expect(page.text).toContain('<legend>Account to authorize</legend>');
    expect(unanswered.text).toContain('Choose the account');
    expect(leavesTo?.searchParams.get('selling_partner_id')).toBe(seller('hooli').sellerId);
  });

  it.each([
    ['an unknown application', { application_id: 'amzn1.sp.solution.unknown' }, 'MD1000'],
    ['a draft without version=beta', { version: undefined }, 'MD1000'],
    ['a request without a state', { state: undefined }, 'MD1000'],
    ['a redirect URI that is not registered', { redirect_uri: `${CALLBACK}/other` }, 'MD5101'],
    ['a redirect URI with a fragment', { redirect_uri: `${CALLBACK}#x` }, 'MD5110'],
  ])('answers %s with its own error page', async (_case, change, code) => {
    const page = await openBrowser(simulator.url).go(consentUrl(simulator, change));

    expect([page.status, page.text.includes(code), page.text.includes(PRODUCT)]).toEqual([400, true, false]);
  });

  it('answers a parameter that stands twice with its own error page', async () => {
    const page = await openBrowser(simulator.url).go(`${consentUrl(simulator)}&state=second`);

    expect(page.text).toContain('MD1000');
  });

  it('refuses a user who is not the primary one', async () => {
    const { page } = await toConsent('umbrella');

    expect(page.text).toContain('SPDC8143');
  });

  it('does not sign in with a wrong password', async () => {
    const browser = openBrowser(simulator.url);

    const page = await browser.go('/amazon/ap/signin', {
      next: '/amazon/',
      email: seller('acme').email,
      password: 'x',
    });

    expect(page.text).toContain('The e-mail address or the password is wrong.');
  });

  it('does not sign in with the password alone', async () => {
    const browser = openBrowser(simulator.url);
    await browser.go('/amazon/ap/signin', { next: '/amazon/', ...seller('acme') } as unknown as Record<string, string>);
    await browser.go('/amazon/ap/two-step', { next: '/amazon/', code: '000000' });

    expect((await browser.go('/amazon/apps/manage')).text).toContain('<h1>Sign in</h1>');
  });

  it.each(['https://elsewhere.example/', '//elsewhere.example/', '/amazon/\\elsewhere', '/mail'])(
    'never continues to %s after sign-in',
    async (next) => {
      const page = await openBrowser(simulator.url).go(`/amazon/ap/signin?next=${encodeURIComponent(next)}`);

      expect(page.text).toContain('name="next" value="/amazon/"');
    },
  );
});

describe('Manage Your Apps', () => {
  const clock = handClock();
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await start({ clock });
  });
  afterAll(() => simulator.stop());

  async function signedIn(key: string) {
    const browser = openBrowser(simulator.url);
    const page = await browser.signIn(await browser.go('/amazon/apps/manage'), seller(key));
    return { browser, page };
  }
  const reauthorize = { region: 'na', understood: 'yes' };

  it('lists what the seller has authorized and until when', async () => {
    await simulator.consent({ seller: 'acme', consentUrl: consentUrl(simulator) });

    const { page } = await signedIn('acme');

    expect(page.text).toContain('2026-11-21');
    expect(page.text).toContain('2027-11-21');
    expect(page.text).toContain('Enabled');
  });

  it('kills every token when the seller disables the authorization', async () => {
    await simulator.consent({ seller: 'initech', consentUrl: consentUrl(simulator) });
    const { browser } = await signedIn('initech');

    const page = await browser.go('/amazon/apps/manage/disable', { region: 'na' });

    expect(page.text).toContain('Disabled');
  });

  it('sends a seller who re-authorizes to the Login URI', async () => {
    await simulator.consent({ seller: 'acme', consentUrl: consentUrl(simulator) });
    const { browser } = await signedIn('acme');

    const question = await browser.go('/amazon/apps/manage/reauthorize', { region: 'na' });
    const { leavesTo } = await browser.go('/amazon/apps/manage/reauthorize', reauthorize);

    expect(question.text).toContain('Login to Evergrant now');
    expect(`${leavesTo?.origin}${leavesTo?.pathname}`).toBe(`${PRODUCT}/amazon/login`);
    expect(Object.fromEntries(leavesTo?.searchParams ?? [])).toEqual({
      amazon_callback_uri: `${simulator.url}/amazon/apps/authorize/confirm/${simulator.application.applicationId}`,
      amazon_state: expect.any(String),
      selling_partner_id: seller('acme').sellerId,
      version: 'beta',
    });
  });

  /** What the product does at its Login URI: back to Amazon with a state of its own. */
  function back(login: URL, change: Readonly<Record<string, string>> = {}): string {
    const url = new URL(login.searchParams.get('amazon_callback_uri')!);
    const all = { amazon_state: login.searchParams.get('amazon_state')!, state: 'mine', version: 'beta', ...change };
    for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
    return url.href;
  }

  it('completes the door from the Login URI with a new code', async () => {
    const { browser } = await signedIn('acme');
    const { leavesTo: login } = await browser.go('/amazon/apps/manage/reauthorize', reauthorize);

    const { leavesTo } = await browser.go(back(login!));

    expect(leavesTo?.searchParams.get('state')).toBe('mine');
    expect((await exchange(simulator, leavesTo?.searchParams.get('spapi_oauth_code') ?? '')).status).toBe(200);
  });

  it('takes an amazon_state once', async () => {
    const { browser } = await signedIn('acme');
    const { leavesTo: login } = await browser.go('/amazon/apps/manage/reauthorize', reauthorize);
    await browser.go(back(login!));

    expect((await browser.go(back(login!))).text).toContain('CONSENT_EXPIRED');
  });

  it("does not take one seller's amazon_state from another", async () => {
    const { browser } = await signedIn('acme');
    const { leavesTo: login } = await browser.go('/amazon/apps/manage/reauthorize', reauthorize);
    const other = await signedIn('initech');

    expect((await other.browser.go(back(login!))).text).toContain('CONSENT_EXPIRED');
  });

  it.each([
    ['an amazon_state that it did not give', { amazon_state: 'made-up' }, 'CONSENT_EXPIRED'],
    ['no amazon_state', { amazon_state: '' }, 'CONSENT_EXPIRED'],
    ['no state of the application', { state: '' }, 'MD1000'],
    ['no draft marker of a draft', { version: '' }, 'MD1000'],
    ['a fragment in the redirect URI', { redirect_uri: `${PRODUCT}/amazon/callback#x` }, 'MD5110'],
  ])('refuses on the way back %s', async (_, change, code) => {
    const { browser } = await signedIn('acme');
    const { leavesTo: login } = await browser.go('/amazon/apps/manage/reauthorize', reauthorize);

    expect((await browser.go(back(login!, change))).text).toContain(code);
    // Nothing was used up by that.
    expect((await browser.go(back(login!))).leavesTo?.searchParams.get('state')).toBe('mine');
  });

  it('refuses on the way back another application, and a parameter that stands twice', async () => {
    const { browser } = await signedIn('acme');
    const { leavesTo: login } = await browser.go('/amazon/apps/manage/reauthorize', reauthorize);
    const another = back(login!).replace(simulator.application.applicationId, 'amzn1.sp.solution.other');

    expect((await browser.go(another)).text).toContain('MD1000');
    expect((await browser.go(`${back(login!)}&state=again`)).text).toContain('MD1000');
    const twice = `${back(login!)}&amazon_state=again`;
    expect((await browser.go(twice)).text).toContain('CONSENT_EXPIRED');
  });

  it('breaks when the way over the Login URI takes more than ten minutes', async () => {
    const { browser } = await signedIn('acme');
    const { leavesTo: login } = await browser.go('/amazon/apps/manage/reauthorize', reauthorize);
    clock.advance(600_001);

    expect((await browser.go(back(login!))).text).toContain('CONSENT_EXPIRED');
  });

  it('takes only registered redirect URIs on the way back', async () => {
    const { browser } = await signedIn('acme');
    const { leavesTo: login } = await browser.go('/amazon/apps/manage/reauthorize', reauthorize);

    expect((await browser.go(back(login!, { redirect_uri: 'https://elsewhere.example/' }))).text).toContain('MD5101');
  });

  it('keeps the old refresh token alive beside the new one', async () => {
    const first = await simulator.consent({ seller: 'acme', consentUrl: consentUrl(simulator) });
    const { body } = await exchange(simulator, first.outcome === 'granted' ? first.code : '');
    await simulator.consent({ seller: 'acme', consentUrl: consentUrl(simulator) });

    const refreshed = await askToken(simulator, {
      grant_type: 'refresh_token',
      refresh_token: String(body['refresh_token']),
    });

    expect(refreshed.status).toBe(200);
  });
});

describe('Consent without a browser', () => {
  const clock = handClock();
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await start({ clock });
  });
  afterAll(() => simulator.stop());

  it('returns the callback URL that the browser would be sent to', async () => {
    const result = await simulator.consent({ seller: 'acme', consentUrl: consentUrl(simulator) });

    expect(result).toMatchObject({ outcome: 'granted', state: 'a-state', sellingPartnerId: seller('acme').sellerId });
    expect(
      result.outcome === 'granted' && new URL(result.callbackUrl).searchParams.get('spapi_oauth_code'),
    ).toBeTruthy();
  });

  it.each([
    ['an address elsewhere', 'acme', () => 'https://sellercentral.amazon.com/apps/authorize/consent', 'MD1000'],
    ['a draft without version=beta', 'acme', () => consentUrl(simulator, { version: undefined }), 'MD1000'],
    [
      'an unregistered redirect URI',
      'acme',
      () => consentUrl(simulator, { redirect_uri: 'https://x.example' }),
      'MD5101',
    ],
    ['a secondary user', 'umbrella', () => consentUrl(simulator), 'REGION_NOT_CHOSEN'],
    ['a seller of two regions without a choice', 'hooli', () => consentUrl(simulator), 'REGION_NOT_CHOSEN'],
  ])('refuses %s', async (_case, key, url, code) => {
    expect(await simulator.consent({ seller: key, consentUrl: url() })).toMatchObject({ outcome: 'refused', code });
  });

  it('refuses a secondary user with SPDC8143', async () => {
    const result = await simulator.consent({ seller: 'umbrella', consentUrl: consentUrl(simulator), region: 'na' });

    expect(result).toMatchObject({ outcome: 'refused', code: 'SPDC8143' });
  });

  it('completes the door that begins at Amazon', async () => {
    const login = new URL(await simulator.reauthorize('acme', 'na'));
    const confirm = new URL(login.searchParams.get('amazon_callback_uri')!);
    confirm.searchParams.set('amazon_state', login.searchParams.get('amazon_state')!);
    confirm.searchParams.set('state', 'mine');
    confirm.searchParams.set('version', 'beta');

    expect(await simulator.consent({ seller: 'acme', consentUrl: confirm.href })).toMatchObject({
      outcome: 'granted',
      state: 'mine',
    });
  });
});

describe('The cap of an application that is not listed', () => {
  const clock = handClock();
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await start({ clock });
  });
  beforeEach(async () => {
    for (let number = 1; number <= 25; number += 1) {
      const key = `seller-${number}`;
      await simulator.addSeller({ ...seller('initech'), key, sellerId: `A9SELLER${number}` });
      await simulator.consent({ seller: key, consentUrl: consentUrl(simulator) });
    }
  });
  afterEach(() => simulator.reset());
  afterAll(() => simulator.stop());
  const consent = (key: string) => simulator.consent({ seller: key, consentUrl: consentUrl(simulator) });

  it('refuses the 26th seller', async () => {
    expect(await consent('acme')).toMatchObject({ code: 'CONSENT_LIMIT_REACHED' });
  });

  it('does not count a seller twice who consents again', async () => {
    expect((await consent('seller-1')).outcome).toBe('granted');
  });

  it('frees the place of a seller who disables the authorization', async () => {
    await simulator.disable('seller-1', 'na');

    expect((await consent('acme')).outcome).toBe('granted');
  });

  it('frees the places of authorizations that have expired', async () => {
    clock.advance(365 * DAY_MS);

    expect((await consent('acme')).outcome).toBe('granted');
  });
});

it('has no cap for a listed application', async () => {
  const simulator = await start({ application: { listed: true } });
  const outcomes = [];
  for (let number = 1; number <= 26; number += 1) {
    const key = `seller-${number}`;
    await simulator.addSeller({ ...seller('initech'), key, sellerId: `A9SELLER${number}` });
    outcomes.push((await simulator.consent({ seller: key, consentUrl: consentUrl(simulator) })).outcome);
  }
  await simulator.stop();

  expect(new Set(outcomes)).toEqual(new Set(['granted']));
});

it('asks no draft marker of a published application', async () => {
  const simulator = await start({ application: { draft: false } });

  const result = await simulator.consent({ seller: 'acme', consentUrl: consentUrl(simulator, { version: undefined }) });
  await simulator.stop();

  expect(result.outcome).toBe('granted');
});

it('keeps a browser signed in and its open consent page over a restart', async () => {
  const dataDir = await freshFolder();
  const first = await start({ dataDir });
  const port = Number(new URL(first.url).port);
  const browser = openBrowser(first.url);
  const page = await browser.signIn(await browser.go(consentUrl(first)), seller('acme'));
  await first.stop();
  const second = await start({ dataDir, port });

  const { leavesTo } = await browser.go('/amazon/apps/authorize/consent', {
    consent: browser.hidden(page, 'consent'),
    ...CONFIRM,
  });
  await second.stop();

  expect(leavesTo?.searchParams.get('state')).toBe('a-state');
});
