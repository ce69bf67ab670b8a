import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { launchChromium } from '../chromium';
import { confirmationLink } from './contact-change';
import { DAY_MS } from '../../src/domain/policy';
import { callbackOf, openHouse, SELLER_ID, type House } from './house';
import { errorReply } from './lwa-server';

const CONFIRM_PATH = '/apps/authorize/confirm/amzn1.sp.solution.0f1e2d3c';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** A Seller Central on another site: one button, which redirects back as Amazon does. */
async function startSellerCentral(): Promise<{ readonly origin: string; readonly server: Server }> {
  const server = createServer((req, res) => {
    const url = new URL(req.url ?? '', 'http://amazon');
    if (req.method === 'GET') {
      res.setHeader('content-type', 'text/html');
      if (url.pathname === '/leads-to') {
        res.end(
          `<!doctype html><a href="${(url.searchParams.get('to') ?? '').replaceAll('&', '&amp;')}">Login now</a>`,
        );
        return;
      }
      res.end(`<!doctype html><form method="post" action="${url.pathname}${url.search}"><button>Confirm</button>`);
      return;
    }
    const back = new URL(url.searchParams.get('redirect_uri') ?? '');
    const state = url.searchParams.get('state') ?? '';
    res.writeHead(302, { location: back.origin + callbackOf({ state }) }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('In a real browser', () => {
  let browser: Browser;
  let sellerCentral: Awaited<ReturnType<typeof startSellerCentral>>;
  let house: House;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
    sellerCentral = await startSellerCentral();
  });
  afterAll(async () => {
    await browser.close();
    await new Promise((resolve) => sellerCentral.server.close(resolve));
  });

  beforeEach(async () => {
    house = await openHouse({
      sellerCentral: sellerCentral.origin,
      simulator: true,
      patience: { firstMs: 0, laterMs: 10_000, lookEveryMs: 10 },
    });
    await house.onboard('acme', { countries: ['US', 'CA'], returnUrl: 'https://app.acme.example/' });
    context = await browser.newContext({ javaScriptEnabled: false });
    page = await context.newPage();
  });
  afterEach(async () => {
    await context.close();
    await house.close();
  });

  it('the keyboard alone, without scripts, leads from the link over Amazon to the outcome', async () => {
    const recorded = house.recorded();
    await page.goto(house.origin + (await house.link('acme')));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${sellerCentral.origin}/**`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/return/**');
    await house.swapIn(await recorded);
    await page.getByRole('heading', { name: 'Your store is connected' }).waitFor();
    expect(await page.getByText('22 November 2027').count()).toBe(1);
  });

  it('the callback arrives from another site, with the cookie', async () => {
    const arrived = new Promise<Request>((resolve) =>
      page.on('request', (request) => {
        if (request.url().includes('/amazon/callback')) resolve(request);
      }),
    );
    await page.goto(house.origin + (await house.link('acme')));
    await page.getByRole('button').click();
    await page.waitForURL(`${sellerCentral.origin}/**`);
    await page.getByRole('button').click();
    const headers = await (await arrived).allHeaders();
    expect(headers['sec-fetch-site']).toBe('cross-site');
    expect(headers['cookie']).toMatch(/^evergrant=/);
    await page.waitForURL('**/return/**');
  });

  it('the visible link of the hand-off page leads on too, and tells Amazon no address of ours', async () => {
    await page.route(`${sellerCentral.origin}/**`, (route) => route.fulfill({ status: 204 }));
    await page.goto(house.origin + (await house.link('acme')));
    await page.getByRole('button').click();
    const onward = page.getByRole('link', { name: 'Continue to Amazon' });
    const [request] = await Promise.all([page.waitForRequest(`${sellerCentral.origin}/**`), onward.click()]);
    expect((await request.allHeaders())['referer']).toBeUndefined();
  });

  it('a seller who begins in Seller Central goes on with a session over its confirmation page to the outcome', async () => {
    const first = house.recorded();
    await page.goto(house.origin + (await house.link('acme')));
    await page.getByRole('button').click();
    await page.waitForURL(`${sellerCentral.origin}/**`);
    await page.getByRole('button').click();
    await page.waitForURL('**/return/**');
    await house.swapIn(await first);
    await house.publish('acme', 'connected');

    const renewed = house.recorded();
    const query = new URLSearchParams({
      amazon_callback_uri: `${sellerCentral.origin}${CONFIRM_PATH}`,
      amazon_state: 'state',
      selling_partner_id: SELLER_ID,
    });
    // As a link of another site: the session must come with it.
    await page.goto(
      `${sellerCentral.origin}/leads-to?${new URLSearchParams({ to: `${house.origin}/amazon/login?${query.toString()}` }).toString()}`,
    );
    await page.getByRole('link').click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(`${sellerCentral.origin}${CONFIRM_PATH}**`);
    await page.getByRole('button').click();
    await page.waitForURL('**/return/**');
    await house.swapIn(await renewed);
    await page.getByRole('heading', { name: 'Your Amazon connection is renewed' }).waitFor();
    expect((await house.registry.onboardings.status('acme'))?.authorization?.generation).toBe(2);
  });

  it('the back button from the outcome starts nothing and breaks nothing', async () => {
    const recorded = house.recorded();
    await page.goto(house.origin + (await house.link('acme')));
    await page.getByRole('button').click();
    await page.waitForURL(`${sellerCentral.origin}/**`);
    await page.getByRole('button').click();
    await page.waitForURL('**/return/**');
    await house.swapIn(await recorded);
    await page.getByRole('heading', { name: 'Your store is connected' }).waitFor();
    await page.goBack();
    await page.goForward();
    await page.getByRole('heading', { name: 'Your store is connected' }).waitFor();
    expect(house.lwa.codes).toHaveLength(1);
  });

  it('no page breaks the rules of its own policy', async () => {
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    await page.goto(house.origin + (await house.link('acme')));
    expect((await page.getByRole('button').boundingBox())?.height).toBeGreaterThanOrEqual(44);
    expect(complaints).toEqual([]);
  });

  describe('every page has a title, one heading and a language, fits a phone, and passes axe', () => {
    // Pages hold no script; axe itself is one.
    beforeEach(async () => {
      await context.close();
      context = await browser.newContext();
      page = await context.newPage();
    });

    async function trip(): Promise<string> {
      await page.getByRole('button').click();
      await page.waitForURL(`${sellerCentral.origin}/**`);
      await page.getByRole('button').click();
      await page.waitForURL('**/return/**');
      return /return\/([^?]+)/.exec(page.url())![1]!;
    }
    const openLink = async (purpose?: 'manage' | 'not_us') => {
      await page.goto(house.origin + (await house.link('acme', purpose)));
    };
    const openConfirmation = async () => {
      await page.goto(house.origin + (await confirmationLink(house, 'acme', 'bert@acme.example')));
    };
    const failing = (reply: () => void) => async () => {
      reply();
      await openLink();
      await trip();
    };
    const judged = (verdict: (consentId: string) => Promise<void>) => async () => {
      await openLink();
      const consentId = await trip();
      await verdict(consentId);
      await page.goto(`${house.origin}/return/${consentId}`);
    };
    const now = () => house.clock.now();
    const loginAddress = (callbackUri = `${sellerCentral.origin}${CONFIRM_PATH}`) => {
      const query = { amazon_callback_uri: callbackUri, amazon_state: 'state', selling_partner_id: SELLER_ID };
      return `${house.origin}/amazon/login?${new URLSearchParams(query).toString()}`;
    };

    const pages: readonly (readonly [string, () => Promise<void>])[] = [
      ['link', () => openLink()],
      [
        'link, unfinished',
        async () => {
          await openLink();
          const link = page.url();
          await page.getByRole('button').click();
          await page.waitForURL(`${sellerCentral.origin}/**`);
          await page.goto(link);
          await page.locator('summary').nth(1).click();
        },
      ],
      [
        'link, what is missing',
        async () => {
          const about = { since: 0, deadline: null, pointer: '', params: {} };
          await house.publish('acme', 'awaiting_consent', [{ ...about, code: 'consent_needed', waitingOn: 'seller' }]);
          await openLink('manage');
        },
      ],
      [
        'hand-off',
        async () => {
          await page.route(`${sellerCentral.origin}/**`, (route) => route.fulfill({ status: 204 }));
          await openLink();
          await page.getByRole('button').click();
          await page.getByRole('heading', { name: 'On to Amazon' }).waitFor();
        },
      ],
      ['not us', () => openLink('not_us')],
      [
        'not us, reported',
        async () => {
          await openLink('not_us');
          await page.getByRole('button').click();
          await page.getByRole('heading', { name: 'Thank you' }).waitFor();
        },
      ],
      [
        'link, passed on',
        async () => {
          await openLink();
          await page.locator('summary').first().click();
        },
      ],
      [
        'link, expiring, remind later',
        async () => {
          await openLink();
          const link = page.url();
          await house.swapIn(await trip());
          house.clock.advance(335 * DAY_MS);
          await house.publish('acme', 'expiring');
          await page.goto(link);
          await page.locator('summary').nth(1).click();
        },
      ],
      [
        'reminders put off',
        async () => {
          await openLink();
          const link = page.url();
          await house.swapIn(await trip());
          house.clock.advance(335 * DAY_MS);
          await house.publish('acme', 'expiring');
          await page.goto(link);
          await page.locator('summary').nth(1).click();
          await page.getByRole('button', { name: 'Remind me later' }).click();
          await page.getByRole('heading', { name: 'We remind you later' }).waitFor();
        },
      ],
      [
        'login',
        async () => {
          await page.goto(loginAddress());
          await page.getByRole('heading', { name: 'You come from Amazon' }).waitFor();
        },
      ],
      [
        'login, asked',
        async () => {
          await page.goto(loginAddress());
          await page.getByRole('button').click();
          await page.getByRole('heading', { name: 'If we know this account' }).waitFor();
        },
      ],
      [
        'login, with a session',
        async () => {
          await openLink();
          await house.swapIn(await trip());
          await house.publish('acme', 'connected');
          await page.goto(loginAddress());
          await page.getByRole('button', { name: 'Continue' }).waitFor();
        },
      ],
      [
        'login, refused',
        async () => {
          await page.goto(loginAddress('https://evil.example/apps/authorize/confirm'));
        },
      ],
      [
        'wrong account',
        judged(async (id) => {
          const candidate = await house.candidateOf(id);
          await house.registry.grants.park(candidate, 'owner_mismatch', printOf('Initech Supplies'), now());
        }),
      ],
      ['confirm an address', () => openConfirmation()],
      [
        'confirm an address, confirmed',
        async () => {
          await openConfirmation();
          await page.getByRole('button').click();
          await page.getByRole('heading', { name: 'Your address is confirmed' }).waitFor();
        },
      ],
      [
        'link unknown',
        async () => {
          await page.goto(`${house.origin}/c/unknown`);
        },
      ],
      [
        'checking',
        judged(async () => {
          // The page looks again by itself every other second; axe needs longer.
          await page.route('**/return/*since=*', (route) => route.fulfill({ status: 204 }));
        }),
      ],
      ['connected', judged((consentId) => house.swapIn(consentId))],
      [
        'not participating',
        judged(async (id) => house.registry.grants.markNotParticipating(await house.candidateOf(id), now())),
      ],
      [
        'parked',
        judged(async (id) =>
          house.registry.grants.park(await house.candidateOf(id), 'seller_claim_conflict', [], now()),
        ),
      ],
      ['code refused', failing(() => (house.lwa.reply = errorReply(400, 'invalid_grant')))],
      ['app misconfigured', failing(() => (house.lwa.reply = errorReply(401, 'invalid_client')))],
      [
        'link, connected',
        async () => {
          await openLink();
          const link = page.url();
          await house.swapIn(await trip());
          await house.publish('acme', 'connected');
          await page.goto(link);
        },
      ],
    ];

    it.each(pages)('%s', async (name, show) => {
      await show();
      expect(await page.title()).toMatch(/^.+ · Acme Commerce Cloud$/);
      expect(await page.locator('h1').count()).toBe(1);
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
      for (const [device, width, height] of [
        ['desktop', 1280, 900],
        ['phone', 390, 844],
      ] as const) {
        await page.setViewportSize({ width, height });
        expect(await violations(page)).toEqual([]);
        expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        await keepPicture(page, `${name} ${device}`);
      }
    });
  });
});

function printOf(storeName: string) {
  return [{ marketplaceId: 'ATVPDKIKX0DER', isParticipating: true, hasSuspendedListings: false, storeName }];
}

/** Rules of axe that the page breaks. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const { violations: broken } = await page.evaluate<AxeResults>('axe.run()');
  return broken.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

/** For people who want to look: `EVERGRANT_PICTURES` names a folder. */
async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env['EVERGRANT_PICTURES'];
  if (folder === undefined) return;
  await page.screenshot({ path: `${folder}/${name.replace(/\W+/g, '-')}.png`, fullPage: true });
}
