import type { Browser, Page } from 'playwright-core';
import type { OnboardingStatus } from '../../src/domain/contract/status';
import type { CrowdMerchant } from '../../src/simulator/crowd';
import { merchantOf } from '../../src/start/demo-onboardings';
import type { Pace } from '../../src/start/settings';
import { consent } from '../../src/start/simulated-seller';
import { launchChromium } from '../chromium';
import { read, signIn, withMouse, type SellerLogin } from './person';
import { openTemporalView, type TemporalView } from './temporal-view';
import { startTestWorld, type TestWorld } from './test-world';

/** A year of sixty seconds: half of it connected, half of it expiring. */
const PACE: Pace = { dayMs: 1_000, policy: { grantDays: 60, noticeDaysBefore: [31] } };

const STAGES = ['connected', 'expiring', 'expired', 'revoked'] as const;
const DOORS = ['link', 'seller_central'] as const;
type Stage = (typeof STAGES)[number];
type Door = (typeof DOORS)[number];
const CASES = STAGES.flatMap((stage) => DOORS.map((door) => [stage, door] as const));

/** What became of an onboarding that was renewed. */
interface Renewal {
  readonly before: OnboardingStatus;
  readonly after: OnboardingStatus;
}

let world: TestWorld;
let temporal: TemporalView;
let chromium: Browser;
let logins: readonly (SellerLogin & { readonly key: string })[];
const merchants = new Map<string, CrowdMerchant>();
const renewals = new Map<string, Promise<Renewal>>();
const endings: (() => Promise<void>)[] = [];

const nameOf = (stage: Stage, door: Door) => `${stage} ${door}`;

beforeAll(async () => {
  world = await startTestWorld(PACE);
  endings.push(() => world.stop());
  temporal = openTemporalView(world.temporal.address, world.namespace);
  endings.push(() => temporal.close());
  chromium = await launchChromium();
  endings.push(() => chromium.close());

  const crowd = await control<readonly CrowdMerchant[]>('crowd', { count: CASES.length });
  logins = (await (await fetch(`${world.demo.addresses.control}/sellers`)).json()) as typeof logins;
  CASES.forEach(([stage, door], index) => {
    merchants.set(nameOf(stage, door), crowd[index]!);
    const renewal = renew(crowd[index]!, stage, door);
    // Each is waited for by its own test.
    renewal.catch(() => undefined);
    renewals.set(nameOf(stage, door), renewal);
  });
}, 180_000);

afterAll(async () => {
  for (const end of endings.reverse()) await end();
}, 60_000);

async function control<T>(path: string, order: unknown): Promise<T> {
  const response = await fetch(`${world.demo.addresses.control}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  if (!response.ok) throw new Error(`The simulator refused ${path}: ${await response.text()}`);
  return (await response.json()) as T;
}

async function renew(merchant: CrowdMerchant, stage: Stage, door: Door): Promise<Renewal> {
  const { name } = merchant;
  await world.api.start(name, startBody(merchant));
  await world.at(name, 'awaiting_consent');
  await consentByLink(name);
  await world.at(name, 'connected');
  if (stage === 'revoked') await control('disable', { seller: name });

  const before = await world.at(name, stage);
  await (door === 'link' ? consentByLink(name) : consentInSellerCentral(merchant, stage));
  const after = await world.until(name, (now) => now.stage === 'connected' && now.authorization?.generation === 2);
  return { before, after };
}

function startBody({ name, email, commerce }: CrowdMerchant): string {
  return JSON.stringify({
    merchantId: name,
    region: 'na',
    apiKey: merchantOf(world.demo, 'acme').apiKeys.find(({ environment }) => environment === 'production'),
    commerceConnection: commerce,
    stores: [
      {
        country: 'US',
        websiteCode: name,
        email,
        name: `Store of ${name}`,
        mapping: { amazonIdType: 'asin', attributeCode: 'amazon_asin' },
      },
    ],
  });
}

async function consentByLink(name: string): Promise<void> {
  const seller = { productUrl: world.url, controlUrl: world.demo.addresses.control, seller: name };
  await consent(seller, await world.api.makeLink(name));
}

/** By mouse: Manage Your Apps, our Login URI, and back to Amazon. */
async function consentInSellerCentral({ name, email }: CrowdMerchant, stage: Stage): Promise<void> {
  const context = await chromium.newContext();
  const page = await context.newPage();
  const person = withMouse(page);
  const hasSession = stage === 'connected';
  if (hasSession) {
    await page.goto(`${world.url}${await world.api.makeLink(name)}`);
    await person.press('Renew now');
    await read(page, 'Sign in');
  }
  await page.goto(`${new URL(world.demo.addresses.control).origin}/amazon/apps/manage`);
  await signIn(
    person,
    logins.find(({ key }) => key === name)!,
  );
  await person.press('Re-authorize');
  await person.tick('I understand');
  await person.press('now');
  if (hasSession) {
    expect(await read(page, 'Renew your Amazon connection')).toContain(`Store of ${name}`);
    await person.press('Continue');
  } else {
    await read(page, 'You come from Amazon Seller Central');
    await person.press('Send me the link');
    await read(page, 'If we know this account, a mail is on its way');
    await openMail(page, email, 'Your link for the Amazon connection');
    await page.getByRole('link', { name: `${world.url}/c/` }).click();
    await page.getByText('You go back to Amazon Seller Central').waitFor();
    await person.press(stage === 'revoked' ? 'Connect on Amazon' : 'Renew now');
  }
  await read(page, 'Your Amazon connection is renewed');
  await context.close();
}

async function openMail(page: Page, email: string, subject: string): Promise<void> {
  const mail = page.getByRole('row').filter({ hasText: email }).getByRole('link', { name: subject });
  const deadline = Date.now() + 30_000;
  do await page.goto(world.demo.addresses.mail);
  while ((await mail.count()) === 0 && Date.now() < deadline);
  await mail.first().click();
}

/** As the list in the Temporal UI has it, which follows the process after moments. */
async function generationInTemporal(name: string): Promise<unknown> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const { GrantGeneration: generation } = await temporal.searchAttributes(name);
    if (generation !== 1 || Date.now() > deadline) return generation;
  }
}

/** Types of the events of an onboarding, oldest first. */
async function eventTypes(name: string): Promise<readonly string[]> {
  const response = await fetch(`${world.url}/v1/events?onboardingId=${name}&limit=100`, {
    headers: { authorization: `Bearer ${world.apiKey}` },
  });
  const { items } = (await response.json()) as { readonly items: readonly { readonly type: string }[] };
  return items.map(({ type }) => type);
}

describe.each(CASES)('An onboarding that is %s, renewed by the door %s', (stage, door) => {
  const name = nameOf(stage, door);

  it('is connected again as the same onboarding, with the next generation', async () => {
    const { before, after } = await renewals.get(name)!;

    expect(before.authorization?.generation).toBe(1);
    expect(after.onboardingId).toBe(before.onboardingId);
    expect(after.createdAt).toBe(before.createdAt);
    expect(after.stores.map(({ storeId }) => storeId)).toEqual(before.stores.map(({ storeId }) => storeId));
    expect(after.authorization).toMatchObject({ generation: 2, sellerId: before.authorization?.sellerId });
    expect(after.authorization!.expiresAt > before.authorization!.expiresAt).toBe(true);
    expect(after.requirements).toEqual([]);
  }, 180_000);

  it('is duplicated nowhere: one onboarding of the merchant, one process', async () => {
    const { after } = await renewals.get(name)!;
    const response = await fetch(`${world.url}/v1/onboardings?merchantId=${after.merchantId}`, {
      headers: { authorization: `Bearer ${world.apiKey}` },
    });
    const { items } = (await response.json()) as { readonly items: readonly OnboardingStatus[] };

    expect(items.map(({ onboardingId }) => onboardingId)).toEqual([after.onboardingId]);
    expect(await generationInTemporal(after.onboardingId)).toBe(2);
  }, 180_000);

  it('tells the backend what it was', async () => {
    const { after } = await renewals.get(name)!;
    const types = await eventTypes(after.onboardingId);

    const broken = stage === 'expired' || stage === 'revoked';
    expect(types).toContain(broken ? 'authorization.recovered' : 'authorization.renewed');
    expect(types.filter((type) => type === 'authorization.granted')).toHaveLength(1);
    expect(types).not.toContain('authorization.mismatch');
  }, 180_000);
});

it('no seller who came from Seller Central was unknown', async () => {
  await Promise.all(renewals.values());
  const response = await fetch(`${world.url}/v1/events?type=seller.unknown`, {
    headers: { authorization: `Bearer ${world.apiKey}` },
  });
  expect(await response.json()).toMatchObject({ items: [] });
}, 180_000);
