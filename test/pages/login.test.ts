import { createHash } from 'node:crypto';
import { LOGIN_VISIT_TTL_MS } from '../../src/registry/login-visits';
import { CONTACT_EMAIL, openHouse, SELLER_ID, tripOf, type House } from './house';
import { amazonAddress, formOf, headingOf, textOf, type Answer, type Visitor } from './visitor';

const APPLICATION_ID = 'amzn1.sp.solution.0f1e2d3c';
const CONFIRM = `https://sellercentral.amazon.com/apps/authorize/confirm/${APPLICATION_ID}`;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const ASKED = 'If we know this account, a mail is on its way';
const CAME_FROM_AMAZON = 'You come from Amazon Seller Central';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

/** Where Seller Central sends a seller who has pressed Re-authorize. */
function loginAddress(changes: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({
    amazon_callback_uri: CONFIRM,
    amazon_state: 'canary-amazon-state',
    selling_partner_id: SELLER_ID,
    version: 'beta',
    ...changes,
  });
  return `/amazon/login?${query.toString()}`;
}

/** An onboarding that is connected, and the browser in which that was done. */
async function connected(onboardingId = 'acme'): Promise<Visitor> {
  await house.onboard(onboardingId);
  const visitor = house.visitor();
  const { consentId } = await house.consent(visitor, await house.link(onboardingId));
  await house.swapIn(consentId);
  await house.publish(onboardingId, 'connected');
  return visitor;
}

/** The links that are to be mailed, as paths; each is minted as the mail would. */
async function mailed(): Promise<readonly string[]> {
  const links = [];
  for (;;) {
    const rows = await house.registry.outbox.claim('test', 100, 1, house.clock.now());
    if (rows.length === 0) return Promise.all(links);
    for (const { outboxId, task } of rows) {
      await house.registry.outbox.done(outboxId, house.clock.now());
      if (task.kind === 'notice' && task.notice.kind === 'link_requested') links.push(house.link(task.onboardingId));
    }
  }
}

async function events(): Promise<number> {
  return (await house.registry.events.page({ limit: 1_000 })).items.length;
}

/** The attempt that a callback has led to. */
function attemptOf(visitor: Visitor, { headers }: Answer) {
  const [, browserId = ''] = visitor.cookie().split('=');
  const browserHash = createHash('sha256').update(browserId).digest('hex');
  const consentId = headers.location!.split('/').at(-1)!;
  return house.registry.attempts.forBrowser(consentId, browserHash, house.clock.now());
}

const ask = (visitor: Visitor, changes?: Readonly<Record<string, string>>) => visitor.press(loginAddress(changes));

describe('The Login URI without a session', () => {
  it('sends nothing and writes no event, however often it is opened', async () => {
    await connected();
    await mailed();
    const before = await events();
    for (let n = 0; n < 3; n += 1) await house.visitor().get(loginAddress());
    await house.visitor().get(loginAddress({ selling_partner_id: 'ANOBODYKNOWS1' }));
    await house.visitor().ask(loginAddress(), { method: 'HEAD' });
    expect(await mailed()).toEqual([]);
    expect(await events()).toBe(before);
  });

  it('shows known and unknown sellers the same page and the same answer, without any address', async () => {
    await connected();
    const sameBut = (answer: Answer, sellerId: string) =>
      answer.body.replaceAll(sellerId, 'SELLER').replace(/name="csrf" value="[^"]+"/, '');
    const [known, unknown] = [house.visitor(), house.visitor()];
    const other = { selling_partner_id: 'ANOBODYKNOWS1' };

    const pages = [await known.get(loginAddress()), await unknown.get(loginAddress(other))] as const;
    expect(headingOf(pages[0].body)).toBe(CAME_FROM_AMAZON);
    expect(sameBut(pages[0], SELLER_ID)).toBe(sameBut(pages[1], 'ANOBODYKNOWS1'));
    const answers = [await ask(known), await ask(unknown, other)] as const;
    expect(headingOf(answers[0].body)).toBe(ASKED);
    expect(answers[0].body).toBe(answers[1].body);
    expect(answers[0].status).toBe(answers[1].status);
    for (const { body } of [...pages, ...answers]) expect(body).not.toContain(CONTACT_EMAIL);
  });

  it('has a link mailed for the click of a known seller, and none for an unknown one', async () => {
    await connected();
    await ask(house.visitor());
    expect(await mailed()).toHaveLength(1);
    await ask(house.visitor(), { selling_partner_id: 'ANOBODYKNOWS1' });
    expect(await mailed()).toEqual([]);
  });

  it('answers the same when no further mail may go out', async () => {
    await connected();
    const headings = [];
    for (let n = 0; n < 5; n += 1) headings.push(headingOf((await ask(house.visitor())).body));
    expect(new Set(headings)).toEqual(new Set([ASKED]));
    expect(await mailed()).toHaveLength(3);
  });

  it('tells the backend of an unknown seller once a day', async () => {
    const other = { selling_partner_id: 'ANOBODYKNOWS1' };
    for (let n = 0; n < 3; n += 1) await ask(house.visitor(), other);
    const { items } = await house.registry.events.page({ types: ['seller.unknown'], limit: 10 });
    expect(items.map(({ data }) => data)).toEqual([{ sellerId: 'ANOBODYKNOWS1' }]);
  });

  it('refuses a click that comes more than nine minutes later', async () => {
    await connected();
    const visitor = house.visitor();
    const form = formOf((await visitor.get(loginAddress())).body);
    house.clock.advance(LOGIN_VISIT_TTL_MS);
    const answer = await visitor.post(form.action, form.fields);
    expect(answer.status).toBe(410);
    expect(await mailed()).toEqual([]);
  });

  it.each([
    ['another time', { started_at: '1' }],
    ['another seller', { selling_partner_id: 'ANOBODYKNOWS1' }],
    ['another state', { amazon_state: 'another' }],
    ['another way back', { amazon_callback_uri: `${CONFIRM}?x=1` }],
    ['no token', { csrf: '' }],
  ])('refuses a form with %s than our page was made for', async (_, changes) => {
    await connected();
    const visitor = house.visitor();
    const form = formOf((await visitor.get(loginAddress())).body);
    const answer = await visitor.post(form.action, { ...form.fields, ...changes });
    expect(answer.status).toBe(403);
    expect(await mailed()).toEqual([]);
  });

  it('refuses a form of another browser, and one from another site', async () => {
    await connected();
    const [visitor, other] = [house.visitor(), house.visitor()];
    const form = formOf((await visitor.get(loginAddress())).body);
    await other.get(loginAddress());
    expect((await other.post(form.action, form.fields)).status).toBe(403);
    const crossSite = { 'sec-fetch-site': 'cross-site' };
    expect((await visitor.post(form.action, form.fields, crossSite)).status).toBe(403);
    expect(await mailed()).toEqual([]);
  });
});

describe('The Login URI with an address that is not as Amazon makes it', () => {
  it.each([
    ['nothing', '/amazon/login'],
    ['no state', loginAddress({ amazon_state: '' })],
    ['no seller', loginAddress({ selling_partner_id: '' })],
    ['a seller id of other characters', loginAddress({ selling_partner_id: 'a<b>' })],
    ['a parameter twice', `${loginAddress()}&amazon_state=again`],
  ])('with %s says where to begin', async (_, path) => {
    const page = await house.visitor().get(path);
    expect(page.status).toBe(400);
    expect(headingOf(page.body)).toBe('This page is reached from Amazon');
  });

  it.each([
    ['another host', 'https://evil.example/apps/authorize/confirm/amzn1.sp.solution.0f1e2d3c'],
    ['plain http', CONFIRM.replace('https:', 'http:')],
    ['a fragment', `${CONFIRM}#x`],
  ])('refuses %s, names it nowhere and offers nothing', async (_, uri) => {
    const page = await house.visitor().get(loginAddress({ amazon_callback_uri: uri }));
    expect([page.status, headingOf(page.body)]).toEqual([400, 'This address does not come from Amazon']);
    expect(page.body).not.toContain('evil.example');
    expect(page.body).not.toContain('<form');
  });

  it('tells an operator of a refused host that looks like Amazon, when the button is pressed', async () => {
    const uri = CONFIRM.replace('sellercentral.amazon.com', 'sellercentral.amazon.com.ph');
    const visitor = house.visitor();
    await visitor.get(loginAddress({ amazon_callback_uri: uri }));
    expect(await house.registry.alerts.list({ limit: 10 })).toEqual([]);
    const answer = await ask(visitor, { amazon_callback_uri: uri });
    expect(headingOf(answer.body)).toBe('We do not know this page of Amazon yet');
    const alerts = await house.registry.alerts.list({ limit: 10 });
    expect(alerts).toMatchObject([{ code: 'amazon_host_refused', params: { host: 'sellercentral.amazon.com.ph' } }]);
  });

  it('raises no more than eight of these alerts a day, whatever hosts are made up', async () => {
    for (let n = 0; n < 30; n += 1) {
      const uri = CONFIRM.replace('sellercentral.amazon.com', `made-up-${n}.amazon.com`);
      await ask(house.visitor(), { amazon_callback_uri: uri });
    }
    const today = (await house.registry.alerts.list({ limit: 100 })).length;
    expect(today).toBeLessThanOrEqual(8);
    expect(today).toBeGreaterThan(1);
  });

  it('raises none for a host that only somebody else could have', async () => {
    await house.visitor().get(loginAddress({ amazon_callback_uri: 'https://sellercentral.amazon.com.evil.example/' }));
    expect(await house.registry.alerts.list({ limit: 10 })).toEqual([]);
  });
});

describe('The mailed link of a seller who came from Seller Central', () => {
  async function cameAndAsked(): Promise<{ visitor: Visitor; link: string }> {
    await connected();
    await mailed();
    const visitor = house.visitor();
    await ask(visitor);
    const [link = ''] = await mailed();
    return { visitor, link };
  }

  it('opened in the same browser, leads back to Amazon and carries on that visit', async () => {
    const { visitor, link } = await cameAndAsked();
    const amazon = amazonAddress((await visitor.press(link)).body);
    expect(amazon.origin + amazon.pathname).toBe(CONFIRM);
    expect(amazon.searchParams.get('amazon_state')).toBe('canary-amazon-state');
    expect(amazon.searchParams.get('redirect_uri')).toBe(`${house.origin}/amazon/callback`);
    expect(amazon.searchParams.get('version')).toBe('beta');
    expect(amazon.searchParams.get('state')).toMatch(/^[\w-]{43}$/);
  });

  it('begins an attempt of that door here, and of the link elsewhere', async () => {
    const { visitor, link } = await cameAndAsked();
    const other = house.visitor();
    const there = await house.comeBack(other, tripOf(await other.press(link)));
    const here = await house.comeBack(visitor, tripOf(await visitor.press(link)));
    expect(await attemptOf(other, there)).toMatchObject({ door: 'link' });
    expect(await attemptOf(visitor, here)).toMatchObject({ door: 'seller_central' });
  });

  it('ends in the next generation of the same onboarding', async () => {
    const { visitor, link } = await cameAndAsked();
    const { consentId } = await house.consent(visitor, link);
    await house.swapIn(consentId);
    const status = await house.registry.onboardings.status('acme');
    expect(status?.authorization?.generation).toBe(2);
  });

  it('opened in another browser is simply the link door, and completes nothing that waits elsewhere', async () => {
    const { visitor, link } = await cameAndAsked();
    const elsewhere = amazonAddress((await house.visitor().press(link)).body);
    expect(elsewhere.pathname).toBe('/apps/authorize/consent');
    expect(elsewhere.searchParams.has('amazon_state')).toBe(false);
    const here = amazonAddress((await visitor.press(link)).body);
    expect(here.searchParams.get('amazon_state')).toBe('canary-amazon-state');
  });

  it('opened after nine minutes is simply the link door', async () => {
    const { visitor, link } = await cameAndAsked();
    house.clock.advance(LOGIN_VISIT_TTL_MS);
    expect(amazonAddress((await visitor.press(link)).body).pathname).toBe('/apps/authorize/consent');
  });

  it('uses Amazon’s state once: pressed again it is the link door', async () => {
    const { visitor, link } = await cameAndAsked();
    await visitor.press(link);
    expect(amazonAddress((await visitor.press(link)).body).pathname).toBe('/apps/authorize/consent');
  });

  it('of another onboarding is simply the link door', async () => {
    const { visitor } = await cameAndAsked();
    await house.onboard('globex');
    expect(amazonAddress((await visitor.press(await house.link('globex'))).body).pathname).toBe(
      '/apps/authorize/consent',
    );
  });
});

describe('The Login URI with a session', () => {
  it('shows one button, and above it who gets access to what', async () => {
    const visitor = await connected();
    const page = await visitor.get(loginAddress());
    expect(page.body.match(/<button/g)).toHaveLength(1);
    const beforeButton = textOf(page.body.slice(0, page.body.indexOf('<button')));
    expect(beforeButton).toContain('Acme Commerce Cloud asks for access');
    expect(beforeButton).toContain('shop.acme.example');
    expect(beforeButton).toContain('Acme Outdoor, United States');
  });

  it('leads straight back to Amazon, without a mail', async () => {
    const visitor = await connected();
    await mailed();
    const handOff = await ask(visitor);
    expect(handOff.status).toBe(200);
    const amazon = amazonAddress(handOff.body);
    expect(amazon.origin + amazon.pathname).toBe(CONFIRM);
    expect(amazon.searchParams.get('amazon_state')).toBe('canary-amazon-state');
    expect(await mailed()).toEqual([]);
  });

  it('answers 200 with a page that is kept nowhere and goes on by itself: no redirect, and no form that leads to Amazon', async () => {
    const visitor = await connected();
    const handOff = await ask(visitor);
    expect([handOff.status, handOff.headers.location]).toEqual([200, undefined]);
    expect(handOff.headers['cache-control']).toBe('no-store');
    expect(handOff.headers['referrer-policy']).toBe('no-referrer');
    expect(handOff.headers['content-security-policy']).toContain("form-action 'self'");
  });

  it('binds the attempt to this door, and its callback renews', async () => {
    const visitor = await connected();
    const returned = await house.comeBack(visitor, tripOf(await ask(visitor)));
    expect(await attemptOf(visitor, returned)).toMatchObject({ door: 'seller_central', expectedGeneration: 1 });
    expect(returned.status).toBe(303);
    const consentId = returned.headers.location!.split('/').at(-1)!;
    await house.swapIn(consentId);
    expect((await house.registry.onboardings.status('acme'))?.authorization?.generation).toBe(2);
  });

  it('is as if there was none for the account of another seller', async () => {
    const visitor = await connected();
    const page = await visitor.get(loginAddress({ selling_partner_id: 'ANOBODYKNOWS1' }));
    expect(headingOf(page.body)).toBe(CAME_FROM_AMAZON);
    expect(page.body).not.toContain('Acme Outdoor');
  });

  it('offers each of several onboardings of this browser, and every form names its own', async () => {
    const visitor = await connected();
    await house.onboard('acme-uk', { countries: ['UK'] });
    const { consentId } = await house.consent(visitor, await house.link('acme-uk'));
    await house.swapIn(consentId, ['UK']);
    await house.publish('acme-uk', 'connected');
    const generalHost = `https://amazon.com/apps/authorize/confirm/${APPLICATION_ID}`;
    const page = await visitor.get(loginAddress({ amazon_callback_uri: generalHost }));
    expect([...page.body.matchAll(/name="onboarding" value="([^"]+)"/g)].map(([, id]) => id)).toEqual([
      'acme',
      'acme-uk',
    ]);
    const american = await visitor.get(loginAddress());
    expect(american.body).not.toContain('acme-uk');
  });

  it('refuses an onboarding that the form was not made for', async () => {
    const visitor = await connected();
    await house.onboard('other');
    const form = formOf((await visitor.get(loginAddress())).body);
    expect((await visitor.post(form.action, { ...form.fields, onboarding: 'other' })).status).toBe(403);
  });

  it('is over when the session is', async () => {
    const visitor = await connected();
    house.clock.advance(DAY_MS);
    expect(headingOf((await visitor.get(loginAddress())).body)).toBe(CAME_FROM_AMAZON);
  });

  it('offers nothing of an onboarding that is disconnected', async () => {
    const visitor = await connected();
    const at = house.clock.now();
    await house.registry.verbs.request({ onboardingId: 'acme', verb: 'disconnect', actor: 'test', reason: '' }, at);
    expect(headingOf((await visitor.get(loginAddress())).body)).toBe(CAME_FROM_AMAZON);
  });
});
