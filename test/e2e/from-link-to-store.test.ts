import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { DEMO_ONBOARDINGS, merchantOf, startBody, type DemoOnboarding } from '../../src/start/demo-onboardings';
import { launchChromium } from '../chromium';
import { bytesOf, bytesWithin, found, oneTimeSecretsIn, processListing, secretsOf } from './canaries';
import { confirm, read, signIn, withKeyboard, withMouse } from './person';
import { openTemporalView, type TemporalView } from './temporal-view';
import { startTestWorld, type TestWorld } from './test-world';

let world: TestWorld;
let temporal: TemporalView;
let chromium: Browser;
/** Everything that the product answered to browsers and to callers of its API, headers included. */
const answers: string[] = [];
/** Every address that a browser was sent to. */
const addresses: string[] = [];
const browserIds = new Set<string>();

const endings: (() => Promise<void>)[] = [];

beforeAll(async () => {
  world = await startTestWorld();
  endings.push(() => world.stop());
  temporal = openTemporalView(world.temporal.address, world.namespace);
  endings.push(() => temporal.close());
  // Failures of activities, for the search of what histories and logs tell of them.
  for (const operation of ['commerce.ping', 'commerce.rest', 'sellers.participations']) {
    await orderFault({ operation, status: 500 });
  }
  await orderFault({ operation: 'smtp', status: 451 });
  for (const name of DEMO_ONBOARDINGS) await world.api.start(name, startBody(world.demo, name));
  for (const name of DEMO_ONBOARDINGS) await world.at(name, 'awaiting_consent');
  chromium = await launchChromium();
  endings.push(() => chromium.close());
}, 180_000);

afterAll(async () => {
  for (const end of endings.reverse()) await end();
}, 60_000);

/** A browser of its own, whose answers are kept. */
async function openBrowser(): Promise<{ context: BrowserContext; page: Page }> {
  const context = await chromium.newContext();
  context.on('request', (request) => addresses.push(request.url()));
  context.on('response', (response) => {
    context.cookies(world.url).then(
      (cookies) => cookies.forEach(({ value }) => browserIds.add(value)),
      () => undefined, // the browser was closed meanwhile
    );
    if (!response.url().startsWith(world.url)) return;
    response.allHeaders().then(
      (headers) => answers.push(JSON.stringify({ ...headers, 'set-cookie': undefined })),
      () => undefined, // the page was left meanwhile
    );
    response.text().then(
      (text) => answers.push(text),
      () => undefined, // redirects have no text
    );
  });
  return { context, page: await context.newPage() };
}

/** Opens the newest mail of that subject to an onboarding's seller, once it has come. */
async function openMail(page: Page, name: DemoOnboarding, subject: string): Promise<void> {
  const mail = page
    .getByRole('row')
    .filter({ hasText: sellerOf(name).email })
    .getByRole('link', { name: subject });
  const deadline = Date.now() + 30_000;
  do await page.goto(world.demo.addresses.mail);
  while ((await mail.count()) === 0 && Date.now() < deadline);
  await mail.first().click();
}

const sellerOf = (name: DemoOnboarding) => merchantOf(world.demo, name).seller;

async function orderFault(fault: Readonly<Record<string, unknown>>): Promise<void> {
  const response = await fetch(`${world.demo.addresses.control}/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
  if (response.status !== 201) throw new Error(`The simulator refused the fault: ${String(response.status)}`);
}

interface TokenAnswer {
  readonly accessToken: string;
  readonly spApiHost: string;
  readonly marketplaceIds: readonly string[];
}

function askForToken(name: DemoOnboarding): Promise<Response> {
  return fetch(`${world.url}/v1/onboardings/${name}/access-token`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.apiKey}` },
  });
}

describe('globex, by mouse', () => {
  let page: Page;
  let link: string;
  let callbackSite: string | undefined;

  beforeAll(async () => {
    const browser = await openBrowser();
    page = browser.page;
    browser.context.on('request', (request) => {
      if (!request.url().startsWith(`${world.url}/amazon/callback`)) return;
      void request.allHeaders().then((headers) => {
        callbackSite = headers['sec-fetch-site'];
      });
    });
  });

  it('finds the link in the mailed invitation, and it names who gets access', async () => {
    await openMail(page, 'globex', 'Connect your Amazon store');
    await page.getByRole('link', { name: `${world.url}/c/` }).click();

    const text = await read(page, 'Connect your Amazon seller account');
    expect(text).toContain('Demo Commerce Cloud asks for access to your Amazon seller account');
    link = page.url();
  });

  it('is told, after a cancel at Amazon, when the visit began and that nothing is lost', async () => {
    const person = withMouse(page);
    await person.press('Connect on Amazon');
    await signIn(person, sellerOf('globex'));
    await person.press('Cancel');
    await read(page, 'Authorization cancelled');

    await page.goto(link);

    expect(await read(page, 'Connect your Amazon seller account')).toMatch(
      /You started at \d\d:\d\d \S+ and did not finish/,
    );
  });

  it('is told when the account does not sell in the country, and how to use another', async () => {
    const person = withMouse(page);
    await person.press('Connect on Amazon');
    await person.press('Sign in as someone else');
    await signIn(person, sellerOf('initech'));
    await confirm(person);

    const text = await read(page, 'Amazon gives no access to this account');
    expect(text).toContain('Most often that account does not sell in the United Kingdom');
  });

  it('connects with the right account and sees name, country, website and renewal date', async () => {
    const person = withMouse(page);
    await person.press('Try again with another account');
    await person.press('Sign in as someone else');
    await signIn(person, sellerOf('globex'));
    await confirm(person);

    const text = await read(page, 'Your store is connected');
    const year = new Date().getFullYear() + 1;
    expect(text.split('\n').map((line) => line.trim())).toEqual(
      expect.arrayContaining([
        'Globex UK',
        'United Kingdom',
        'globex_uk',
        expect.stringMatching(`^by .* ${String(year)}$`),
      ]),
    );
  });

  it('came back over a boundary of sites, as from the real Amazon', () => {
    expect(callbackSite).toBe('cross-site');
  });

  it('sees the same page again after a reload', async () => {
    await page.reload();

    expect(await read(page, 'Your store is connected')).toContain('Globex UK');
  });

  it('is connected for the backend', async () => {
    const status = await world.at('globex', 'connected');

    expect(status).toMatchObject({
      waitingOn: 'nobody',
      requirements: [],
      authorization: { sellerId: sellerOf('globex').sellerId, generation: 1, marketplaceIds: ['A1F83G8C2ARO7P'] },
    });
  });

  it('gives the backend an access token that works at SP-API, the same one to each call', async () => {
    const calls = await Promise.all(Array.from({ length: 5 }, () => askForToken('globex')));
    const { accessToken, spApiHost, marketplaceIds } = (await calls[0]!.json()) as TokenAnswer;
    const others = (await Promise.all(calls.slice(1).map((call) => call.json()))) as readonly TokenAnswer[];

    expect(others.map((other) => other.accessToken)).toEqual(others.map(() => accessToken));
    const participations = await fetch(`${spApiHost}/sellers/v1/marketplaceParticipations`, {
      headers: { 'x-amz-access-token': accessToken },
    });
    expect(participations.status).toBe(200);
    expect(await participations.text()).toContain(marketplaceIds[0]);
  });

  it('has a checklist in which Amazon has told of the selling plan, and Commerce of the website', async () => {
    const { checklist } = await world.until('globex', (status) =>
      status.checklist.some(({ item, state }) => item === 'selling_plan' && state !== 'unknown'),
    );
    const stateOf = (code: string) => checklist.find(({ item }) => item === code)?.state;

    expect([stateOf('selling_plan'), stateOf('website'), stateOf('return_policy')]).toEqual(['ok', 'ok', 'unknown']);
  });

  it('can be found and read in Temporal', async () => {
    const { authorization } = await world.at('globex', 'connected');

    expect(await temporal.searchAttributes('globex')).toMatchObject({
      MerchantId: 'globex',
      OnboardingStage: 'connected',
      WaitingOn: 'nobody',
      Marketplaces: ['UK'],
      GrantGeneration: 1,
      AuthorizationExpiresAt: new Date(authorization!.expiresAt),
    });
    expect(await temporal.details('globex')).toMatch(/^\*\*Connected/);
  });

  it('gets a mail that says so, with a link for those who did not do it', async () => {
    await openMail(page, 'globex', 'Your Amazon store is connected');
    await page.getByRole('link', { name: `${world.url}/c/` }).click();

    expect(await read(page, 'Was this not you?')).toContain('Demo Commerce Cloud');
    expect((await world.at('globex', 'connected')).requirements).toEqual([]);
  });

  it('says with one click that it was not them, which an operator then has to look into', async () => {
    await withMouse(page).press('This was not me');
    await read(page, 'Thank you for telling us');

    expect(await world.until('globex', ({ requirements }) => requirements.length > 0)).toMatchObject({
      stage: 'connected',
      requirements: [{ code: 'consent_disputed', waitingOn: 'operator' }],
    });
  });

  it('cannot use that link again', async () => {
    await page.goBack();
    await page.reload();

    await read(page, 'This link no longer works');
  });
});

describe('acme, while Amazon is disturbed', () => {
  it('is told in plain words each time, and connects at the third try', async () => {
    const { page } = await openBrowser();
    const person = withMouse(page);
    await openMail(page, 'acme', 'Connect your Amazon store');
    await page.getByRole('link', { name: `${world.url}/c/` }).click();
    await person.press('Connect on Amazon');
    await signIn(person, sellerOf('acme'));

    await orderFault({ operation: 'lwa.token', status: 500 });
    await confirm(person);
    expect(await read(page, 'Amazon’s answer did not reach us')).toContain('Please confirm once more.');

    await orderFault({ operation: 'lwa.token', drop: 'after' });
    await person.press('Try again on Amazon');
    await confirm(person);
    expect(await read(page, 'Amazon’s answer did not reach us')).toContain('Please confirm once more.');

    await person.press('Try again on Amazon');
    await confirm(person);
    expect(await read(page, 'Your store is connected')).toContain('Acme Outdoor US');
  });

  it('has one grant, the first generation', async () => {
    expect((await world.at('acme', 'connected')).authorization?.generation).toBe(1);
  });
});

describe('initech, by keyboard alone', () => {
  it('goes from the mailed link to the connected store', async () => {
    const { page } = await openBrowser();
    const person = withKeyboard(page);
    await page.goto(`${world.url}${await world.api.makeLink('initech')}`);

    await person.press('Connect on Amazon');
    await signIn(person, sellerOf('initech'));
    await confirm(person);

    expect(await read(page, 'Your store is connected')).toContain('Initech US');
  });
});

interface ReceivedMail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

describe('the mails', () => {
  async function mails(): Promise<readonly ReceivedMail[]> {
    return (await (await fetch(`${world.demo.addresses.mail}/messages.json`)).json()) as readonly ReceivedMail[];
  }

  it('name the store only to an address from whose link somebody came', async () => {
    const textTo = async (name: DemoOnboarding, subject: string) => {
      const isIt = ({ to, subject: its }: ReceivedMail) => to.includes(sellerOf(name).email) && its === subject;
      let mail: ReceivedMail | undefined;
      for (const deadline = Date.now() + 30_000; !mail && Date.now() < deadline;) mail = (await mails()).find(isIt);
      return mail?.text;
    };

    expect(await textTo('globex', 'Connect your Amazon store')).not.toContain('Globex UK');
    expect(await textTo('globex', 'Your Amazon store is connected')).toContain('Globex UK');
    // Initech came by a link that the backend handed over.
    expect(await textTo('initech', 'Your Amazon store is connected')).not.toContain('Initech US');
  });
});

describe('from another address of this machine', () => {
  it.each(['PORT', 'SIMULATOR_PORT', 'SIMULATOR_SMTP_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT'])(
    'nothing can be reached: %s',
    async (setting) => {
      const socket = connect(Number(world.environment[setting]), '127.0.0.2');
      await expect(once(socket, 'connect')).rejects.toThrow();
    },
  );
});

describe('what was entrusted', () => {
  let secrets: readonly string[];
  let databases: Buffer;
  let logs: Buffer;
  let histories: Buffer;
  let mails: Buffer;

  beforeAll(async () => {
    await world.at('initech', 'connected');
    await provokeRefusals();
    secrets = await secretsOf(world);
    databases = await bytesOf(world.folder.path, 'evergrant.db');
    logs = await bytesOf(world.folder.logs);
    histories = bytesWithin(await temporal.everything());
    mails = Buffer.from(await (await fetch(`${world.demo.addresses.mail}/messages.json`)).text());
  });

  /** Callers who get something wrong while secrets are in their hands. */
  async function provokeRefusals(): Promise<void> {
    const body = startBody(world.demo, 'acme');
    const authorization = `Bearer ${world.apiKey}`;
    const attempts = [
      { body: body.replace('Acme Outdoor US', 'Another name'), authorization },
      { body: body.replace('"region"', '"regio"'), authorization },
      { body: body.slice(0, -10), authorization },
      { body: body.replace('BEGIN PRIVATE KEY', 'BEGIN NONSENSE'), authorization },
      { body: body.replace('http://127.0.0.1', 'http://10.0.0.1'), authorization },
      { body, authorization: `${authorization}x` },
    ];
    for (const attempt of attempts) {
      const response = await fetch(`${world.url}/v1/onboardings/acme`, {
        method: 'PUT',
        headers: { authorization: attempt.authorization, 'content-type': 'application/json' },
        body: attempt.body,
      });
      if (response.ok) throw new Error('This should have been refused.');
      answers.push(await response.text());
    }
    await orderFault({ operation: 'lwa.token', status: 500 });
    const noToken = await askForToken('initech');
    expect(noToken.status).toBe(503);
    answers.push(await noToken.text());
    const unknown = await fetch(`${world.url}/amazon/callback?state=unknown-state-unknown&spapi_oauth_code=unknown`);
    answers.push(await unknown.text());
  }

  it('is looked for by a search that finds a secret where there is one', async () => {
    const simulatorState = await bytesOf(world.folder.simulator, 'state.json');
    const inBase64 = Buffer.from(Buffer.from(`{"a":"${secrets[0]!}"}`).toString('base64'));

    expect(found(secrets, simulatorState).length).toBeGreaterThan(20);
    expect(found(secrets, inBase64)).toEqual([secrets[0]]);
  });

  it('includes what Amazon has issued', async () => {
    const issued = await secretsOf(world);

    expect(issued.filter((secret) => secret.startsWith('Atzr|')).length).toBeGreaterThanOrEqual(3);
    expect(issued.filter((secret) => secret.startsWith('Atza|')).length).toBeGreaterThanOrEqual(3);
  });

  it('is in no history of Temporal, failures included, and what should be there is', () => {
    expect(found(secrets, histories)).toEqual([]);
    expect(histories.includes('Could not ask: server_error')).toBe(true);
    expect(histories.includes('storeOnboarding')).toBe(true);
    expect(histories.includes('consentGranted')).toBe(true);
  });

  it('is in no file of Temporal', async () => {
    expect(found(secrets, await bytesOf(world.folder.path, 'temporal.db'))).toEqual([]);
  });

  it('is readable nowhere in the database and its log, and the rows are there', () => {
    expect(found(secrets, databases)).toEqual([]);
    expect(databases.includes('globex_uk')).toBe(true);
  });

  it('is in no log', () => {
    expect(found(secrets, logs)).toEqual([]);
    expect(logs.includes('Evergrant is running')).toBe(true);
  });

  it('is in no address, but for the code in the one that Amazon sends the browser to', () => {
    const ours = addresses.filter((address) => !address.startsWith(`${world.url}/amazon/callback?`));

    expect(found(secrets, Buffer.from(ours.join('\n')))).toEqual([]);
    expect(ours.some((address) => address.includes('/apps/authorize/consent?'))).toBe(true);
  });

  it('is in no command line and no environment', async () => {
    const { children } = JSON.parse(await readFile(world.folder.running, 'utf8')) as { children: { pid: number }[] };
    const listings = Buffer.concat(await Promise.all(children.map(({ pid }) => processListing(pid))));

    expect(found(secrets, listings)).toEqual([]);
    expect(listings.includes('VAULT_KEYS_FILE=')).toBe(true);
  });

  it('stays with the one it was given to: links, states and browser ids are kept and logged nowhere', async () => {
    const given = [...oneTimeSecretsIn([mails.toString(), ...addresses]), ...browserIds];
    const temporalFiles = await bytesOf(world.folder.path, 'temporal.db');

    expect(given.length).toBeGreaterThan(10);
    expect(found(given, Buffer.concat([databases, logs, histories, temporalFiles]))).toEqual([]);
  });

  it('is in no mail', () => {
    expect(found(secrets, mails)).toEqual([]);
    expect(mails.includes('Your Amazon store is connected')).toBe(true);
  });

  it('is in no page and no refusal of the product', () => {
    const shown = Buffer.from(answers.join('\n'));

    expect(found(secrets, shown)).toEqual([]);
    expect(shown.includes('Your store is connected')).toBe(true);
    expect(shown.includes('urn:evergrant:problem:')).toBe(true);
  });
});
