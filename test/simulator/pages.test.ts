import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createTransport } from 'nodemailer';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { Simulator } from '../../src/simulator/start-simulator';
import { consentUrl, start } from './running';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

describe('The pages in a browser', () => {
  let simulator: Simulator;
  let product: Server;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const callbacks: { url: string; headers: NodeJS.Dict<string | string[]> }[] = [];

  beforeAll(async () => {
    product = createServer((req, res) => {
      if (req.url?.startsWith('/amazon/callback') === true) callbacks.push({ url: req.url, headers: req.headers });
      res.setHeader('content-type', 'text/html').end('<!doctype html><title>Product</title>');
    });
    product.listen(0, '127.0.0.1');
    await once(product, 'listening');
    const base = `http://localhost:${(product.address() as AddressInfo).port}`;
    simulator = await start({ productBase: base });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    await simulator.stop();
    product.close();
  });
  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(() => context.close());

  async function violations(): Promise<readonly string[]> {
    await page.evaluate(AXE);
    return page.evaluate(
      `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map((n) => n.html).join(' ')))`,
    );
  }

  const url = () => consentUrl(simulator, { redirect_uri: undefined });

  it('lead a keyboard from sign-in to the callback, which comes from another site', async () => {
    await page.goto(url());
    await page.keyboard.press('Tab'); // the site's name
    await page.keyboard.press('Tab');
    await page.keyboard.type('owner@acme-outdoor.example');
    await page.keyboard.press('Tab');
    await page.keyboard.type('acme-simulated');
    await page.keyboard.press('Enter');
    await page.getByLabel('Two-step code').focus();
    await page.keyboard.type((await page.locator('#phone-code').textContent()) ?? '');
    await page.keyboard.press('Enter');
    await page.getByRole('checkbox', { name: /^I understand/ }).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/amazon/callback?**');

    expect(callbacks.at(-1)?.url).toMatch(/state=a-state&selling_partner_id=A1ACME0UTD00R7&spapi_oauth_code=/);
    expect(callbacks.at(-1)?.headers['sec-fetch-site']).toBe('cross-site');
  });

  it("let a merchant's administrator tick a missing permission and allow Bearer tokens", async () => {
    await page.goto(`${simulator.url}/commerce/admin`);
    await page.getByRole('link', { name: 'wonka' }).click();
    const permissions = page.getByRole('group', { name: 'API: Resource Access of evergrant' });
    const attributes = permissions.getByRole('checkbox', { name: /Magento_Catalog::attributes_attributes/ });
    expect(await attributes.isChecked()).toBe(false);

    await attributes.check();
    await page.getByRole('button', { name: 'Save', exact: true }).first().click();
    expect(await attributes.isChecked()).toBe(true);
    expect(await permissions.getByRole('checkbox', { name: /Magento_Backend::store/ }).isChecked()).toBe(true);

    const bearer = page.getByRole('checkbox', { name: /^Allow OAuth Access Tokens/ });
    await bearer.check();
    await page.getByRole('button', { name: 'Save Config' }).click();
    expect(await bearer.isChecked()).toBe(true);
  });

  it('show the four credentials of an integration, and those of the SaaS edition', async () => {
    const { commerce } = simulator.demo.merchants.find(({ name }) => name === 'stark')!;
    await page.goto(`${simulator.url}/commerce/admin/stark`);
    for (const value of Object.values(commerce)) expect(await page.getByText(value).count()).toBe(1);

    const soylent = simulator.demo.saasMerchants[0]!.commerce;
    await page.goto(`${simulator.url}/commerce/admin/soylent`);
    for (const value of Object.values(soylent)) expect(await page.getByText(value).count()).toBe(1);
  });

  it('know nothing of an instance or integration that is not there, nor take orders from other sites', async () => {
    const post = async (path: string, headers: Readonly<Record<string, string>> = {}) =>
      (await fetch(`${simulator.url}/commerce/admin${path}`, { method: 'POST', headers, redirect: 'manual' })).status;

    expect((await fetch(`${simulator.url}/commerce/admin/nobody`)).status).toBe(404);
    expect(await post('/acme/integrations/nobody')).toBe(404);
    expect(await post('/soylent/bearer-tokens')).toBe(404);
    expect(await post('/acme/bearer-tokens', { 'sec-fetch-site': 'cross-site' })).toBe(403);
  });

  it('have no accessibility problem that axe can find', async () => {
    const found: Record<string, readonly string[]> = {};
    const look = async (name: string): Promise<void> => {
      found[name] = await violations();
    };
    const transport = createTransport({ host: '127.0.0.1', port: simulator.smtpPort });
    await transport.sendMail({
      from: 'a@b.example',
      to: 'c@d.example',
      subject: 'Hello',
      text: 'http://x.example',
      html: '<p>Hi</p>',
    });

    await page.goto(url());
    await look('sign-in');
    await page.getByLabel('E-mail address').fill('owner@hooli-worldwide.example');
    await page.getByLabel('Password').fill('hooli-simulated');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await look('two-step');
    await page.getByLabel('Two-step code').fill('173205');
    await page.getByRole('button', { name: 'Continue' }).click();
    await look('consent');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await look('consent without tick');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await look('cancelled');
    await page.goto(consentUrl(simulator, { version: undefined }));
    await look('refusal');
    await simulator.consent({ seller: 'hooli', consentUrl: url(), region: 'eu' });
    await page.goto(`${simulator.url}/amazon/apps/manage`);
    await look('manage your apps');
    await page.getByRole('button', { name: 'Re-authorize Evergrant for Europe' }).click();
    await look('re-authorize');
    await page.goto(simulator.url);
    await look('first page');
    await page.goto(`${simulator.url}/commerce/admin`);
    await look('Commerce instances');
    await page.getByRole('link', { name: 'acme' }).click();
    await look('Commerce on its own host');
    await page.goto(`${simulator.url}/commerce/admin/soylent`);
    await look('Commerce as a Cloud Service');
    await page.goto(simulator.addresses.mail);
    await look('mailbox');
    await page.getByRole('link', { name: 'Hello' }).click();
    await look('mail');

    expect(Object.entries(found).filter(([, problems]) => problems.length > 0)).toEqual([]);
    expect(Object.keys(found)).toHaveLength(14);
  });
});
