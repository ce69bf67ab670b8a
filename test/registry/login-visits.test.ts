import type { Notice } from '../../src/domain/notice';
import { LOGIN_VISIT_TTL_MS, type LoginVisit } from '../../src/registry/login-visits';
import type { Registry } from '../../src/registry/registry';
import { BROWSER, candidate, grantInForce, renewLink, started } from './consent-steps';
import { T0, testDatabase, type TestDatabase } from './fixture';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

let database: TestDatabase;
let registry: Registry;
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterEach(() => database.remove());

const visitOf = (sellerId: string, change: Partial<LoginVisit> = {}): LoginVisit => ({
  sellerId,
  callbackUri: 'https://sellercentral.amazon.com/apps/authorize/confirm/amzn1.sp.solution.test',
  amazonState: 'canary-amazon-state',
  region: null,
  startedAt: T0,
  ...change,
});

/** An onboarding whose seller is connected. */
async function connected(sellerId = 'SELLER-1'): Promise<string> {
  const onboardingId = await started(registry);
  await grantInForce(registry, onboardingId, sellerId);
  return onboardingId;
}

/** Everything that is to be mailed beside the process. */
async function notices(at = T0): Promise<readonly { readonly onboardingId: string; readonly notice: Notice }[]> {
  const found = [];
  for (;;) {
    const rows = await registry.outbox.claim('test', 100, 1, at);
    if (rows.length === 0) return found;
    for (const { outboxId, task } of rows) {
      await registry.outbox.done(outboxId, at);
      if (task.kind === 'notice') found.push({ onboardingId: task.onboardingId, notice: task.notice });
    }
  }
}

/** Every link that is to be mailed, as the onboarding and the contact it goes to. */
async function requested(at = T0): Promise<readonly { onboardingId: string; contactId: string }[]> {
  return (await notices(at)).flatMap(({ onboardingId, notice }) =>
    notice.kind === 'link_requested' ? [{ onboardingId, contactId: notice.contactId }] : [],
  );
}

async function unknownSellers(): Promise<readonly unknown[]> {
  const { items } = await registry.events.page({ types: ['seller.unknown'], limit: 100 });
  return items.map(({ data }) => data);
}

async function vaultText(): Promise<string> {
  return database.beside(async (db) => JSON.stringify(await db.selectFrom('vault').selectAll().execute()));
}

describe('A seller who comes from Seller Central without a session', () => {
  it('has a link mailed to the contact of their onboarding', async () => {
    const onboardingId = await connected();
    await registry.loginVisits.ask(BROWSER, visitOf('SELLER-1'), T0);
    const contact = await registry.contacts.forRole(onboardingId, 'seller');
    expect(await requested()).toEqual([{ onboardingId, contactId: contact?.contactId }]);
    expect(await unknownSellers()).toEqual([]);
  });

  it('is known after the consent has expired, too', async () => {
    const onboardingId = await connected();
    const muchLater = T0 + 2 * 365 * DAY_MS;
    await registry.loginVisits.ask(BROWSER, visitOf('SELLER-1'), muchLater);
    expect(await requested(muchLater)).toMatchObject([{ onboardingId }]);
  });

  it('gets a link for each onboarding, and only of the region where the address tells it', async () => {
    const na = await connected();
    const contact = { role: 'seller', email: 'eu@shop.example', language: 'en', timeZone: 'Europe/London' } as const;
    const eu = await started(registry, { region: 'eu', stores: [], contacts: [contact] });
    await grantInForce(registry, eu, 'SELLER-1');
    const mailed = async (region: LoginVisit['region']) => {
      await registry.loginVisits.ask(BROWSER, visitOf('SELLER-1', { region }), T0);
      return (await requested()).map(({ onboardingId }) => onboardingId);
    };
    expect(await mailed(null)).toEqual([na, eu]);
    expect(await mailed('na')).toEqual([na]);
    expect(await mailed('eu')).toEqual([eu]);
  });

  it('whom nobody knows is an event, once a day and seller', async () => {
    const ask = (sellerId: string, at: number) => registry.loginVisits.ask(BROWSER, visitOf(sellerId), at);
    await ask('NOBODY', T0);
    await ask('NOBODY', T0 + DAY_MS - 1);
    expect(await unknownSellers()).toEqual([{ sellerId: 'NOBODY' }]);
    await ask('NOBODY', T0 + DAY_MS);
    expect(await unknownSellers()).toHaveLength(2);
    expect(await requested(T0 + DAY_MS)).toEqual([]);
  });

  it('is told of to the backend for no more than twenty made up ids a day', async () => {
    for (let n = 0; n < 25; n += 1) await registry.loginVisits.ask(BROWSER, visitOf(`NOBODY${n}`), T0);
    expect(await unknownSellers()).toHaveLength(20);
  });

  it('is unknown once the onboarding is disconnected or closed', async () => {
    const leaving = await connected('LEAVING');
    await registry.verbs.request({ onboardingId: leaving, verb: 'disconnect', actor: 'test', reason: '' }, T0);
    const closed = await connected('CLOSED');
    await registry.onboardings.close(closed, T0);
    for (const sellerId of ['LEAVING', 'CLOSED']) await registry.loginVisits.ask(BROWSER, visitOf(sellerId), T0);
    expect(await requested()).toEqual([]);
    expect(await unknownSellers()).toHaveLength(2);
  });

  it('is unknown as long as the consent is a mere candidate', async () => {
    await candidate(registry, await started(registry), 'CANDIDATE');
    await registry.loginVisits.ask(BROWSER, visitOf('CANDIDATE'), T0);
    expect(await requested()).toEqual([]);
  });
});

describe('Links that are asked for', () => {
  const ask = (at: number) => registry.loginVisits.ask(BROWSER, visitOf('SELLER-1'), at);

  it('go out three times an hour at most', async () => {
    await connected();
    for (let n = 0; n < 5; n += 1) await ask(T0 + n);
    expect(await requested(T0 + 4)).toHaveLength(3);
    await ask(T0 + HOUR_MS + 2);
    expect(await requested(T0 + HOUR_MS + 2)).toHaveLength(1);
  });

  it('go out ten times a day at most', async () => {
    await connected();
    for (let n = 0; n < 14; n += 1) await ask(T0 + n * HOUR_MS);
    expect(await requested(T0 + 13 * HOUR_MS)).toHaveLength(10);
    await ask(T0 + DAY_MS);
    expect(await requested(T0 + DAY_MS)).toHaveLength(1);
  });

  it('count together, whether they renew or manage', async () => {
    const onboardingId = await connected();
    for (let n = 0; n < 3; n += 1) await ask(T0 + n);
    expect(await registry.links.request(onboardingId, 'manage', T0 + 3)).toBe('limited');
  });

  it('go to nobody whom mails do not reach, and say so', async () => {
    const onboardingId = await connected();
    const contact = await registry.contacts.forRole(onboardingId, 'seller');
    await registry.contacts.refused(contact!.contactId, T0);
    expect(await registry.links.request(onboardingId, 'manage', T0)).toBe('nobody');
  });

  it('are none of a closed onboarding', async () => {
    const onboardingId = await connected();
    await registry.onboardings.close(onboardingId, T0);
    expect(await registry.links.request(onboardingId, 'renew', T0)).toBeUndefined();
  });
});

describe('A visit that waits for its mailed link', () => {
  it('is found by the same browser, for an onboarding of that seller, within nine minutes', async () => {
    const onboardingId = await connected();
    const visit = visitOf('SELLER-1');
    await registry.loginVisits.ask(BROWSER, visit, T0);
    expect(await registry.loginVisits.waiting(BROWSER, onboardingId, T0 + LOGIN_VISIT_TTL_MS - 1)).toEqual(visit);
    expect(LOGIN_VISIT_TTL_MS).toBe(9 * MINUTE_MS);
  });

  it('is gone after nine minutes', async () => {
    const onboardingId = await connected();
    await registry.loginVisits.ask(BROWSER, visitOf('SELLER-1'), T0);
    expect(await registry.loginVisits.waiting(BROWSER, onboardingId, T0 + LOGIN_VISIT_TTL_MS)).toBeUndefined();
  });

  it('is not found by another browser', async () => {
    const onboardingId = await connected();
    await registry.loginVisits.ask(BROWSER, visitOf('SELLER-1'), T0);
    expect(await registry.loginVisits.waiting('another-browser', onboardingId, T0)).toBeUndefined();
  });

  it('is not found for the onboarding of another seller', async () => {
    await connected();
    const other = await started(registry);
    await registry.loginVisits.ask(BROWSER, visitOf('SELLER-1'), T0);
    expect(await registry.loginVisits.waiting(BROWSER, other, T0)).toBeUndefined();
  });

  it('is not found for the onboarding of another region than the one that the seller comes from', async () => {
    const onboardingId = await connected();
    await registry.loginVisits.ask(BROWSER, visitOf('SELLER-1', { region: 'na' }), T0);
    const contact = { role: 'seller', email: 'eu@shop.example', language: 'en', timeZone: 'Europe/London' } as const;
    const eu = await started(registry, { region: 'eu', stores: [], contacts: [contact] });
    await grantInForce(registry, eu, 'SELLER-1');
    expect(await registry.loginVisits.waiting(BROWSER, onboardingId, T0)).toBeDefined();
    expect(await registry.loginVisits.waiting(BROWSER, eu, T0)).toBeUndefined();
  });

  it('is replaced by a newer one of the same browser', async () => {
    const onboardingId = await connected();
    await registry.loginVisits.ask(BROWSER, visitOf('SELLER-1', { amazonState: 'older' }), T0);
    await registry.loginVisits.ask(BROWSER, visitOf('SELLER-1', { amazonState: 'newer' }), T0 + 1);
    expect(await registry.loginVisits.waiting(BROWSER, onboardingId, T0 + 1)).toMatchObject({ amazonState: 'newer' });
  });

  it('stands in the database encrypted only', async () => {
    await connected();
    await registry.loginVisits.ask(BROWSER, visitOf('SELLER-1'), T0);
    const everything = await database.beside(async (db) =>
      JSON.stringify([await db.selectFrom('login_visits').selectAll().execute(), await vaultText()]),
    );
    expect(everything).toContain('login_visits');
    expect(everything).not.toContain('canary-amazon-state');
  });

  it('leaves the vault when it ends, and when it has expired and another seller comes', async () => {
    await connected();
    await registry.loginVisits.ask(BROWSER, visitOf('SELLER-1'), T0);
    await registry.loginVisits.ask('second-browser', visitOf('SELLER-1'), T0);
    await registry.loginVisits.end(BROWSER);
    expect(await vaultText()).not.toContain(`"${BROWSER}"`);
    expect(await vaultText()).toContain('second-browser');
    await registry.loginVisits.ask('third-browser', visitOf('NOBODY'), T0 + LOGIN_VISIT_TTL_MS);
    expect(await vaultText()).not.toContain('login_visits');
  });
});

describe('A browser with a session', () => {
  async function admitted(
    sellerId = 'SELLER-1',
    until = T0 + DAY_MS,
  ): Promise<{ onboardingId: string; linkId: string }> {
    const onboardingId = await connected(sellerId);
    const { linkId } = await renewLink(registry, onboardingId);
    await registry.browsers.admit(BROWSER, onboardingId, linkId, until);
    return { onboardingId, linkId };
  }
  const held = (sellerId: string, at = T0) => registry.loginVisits.held(BROWSER, { sellerId, region: null }, at);

  it('holds the onboarding of the seller who comes', async () => {
    const session = await admitted();
    expect(await held('SELLER-1')).toEqual([session]);
  });

  it('holds nothing for another seller, after its end, or in another region', async () => {
    await admitted();
    expect(await held('SELLER-2')).toEqual([]);
    expect(await held('SELLER-1', T0 + DAY_MS)).toEqual([]);
    expect(await registry.loginVisits.held(BROWSER, { sellerId: 'SELLER-1', region: 'eu' }, T0)).toEqual([]);
  });

  it('holds nothing in another browser', async () => {
    await admitted();
    expect(await registry.loginVisits.held('another', { sellerId: 'SELLER-1', region: null }, T0)).toEqual([]);
  });

  it('holds nothing by the link of a contact who was replaced', async () => {
    const onboardingId = await connected();
    const old = await registry.contacts.forRole(onboardingId, 'seller');
    const link = { onboardingId, purpose: 'renew', expiresAt: null, idempotencyKey: 'mailed' } as const;
    const { linkId } = await registry.links.mint({ ...link, contactId: old!.contactId }, T0);
    await registry.browsers.admit(BROWSER, onboardingId, linkId, T0 + DAY_MS);
    expect(await held('SELLER-1')).toHaveLength(1);

    const next = { role: 'seller', email: 'new@shop.example', language: 'en', timeZone: 'Europe/London' } as const;
    await registry.contacts.replace(onboardingId, [next], { actor: 'test', ifRevision: null }, T0);
    const [contactId] = (await notices()).flatMap(({ notice }) =>
      notice.kind === 'confirm_contact' ? [notice.contactId] : [],
    );
    await registry.contacts.confirmProposed(contactId!, T0);
    expect(await held('SELLER-1')).toEqual([]);
  });

  it('holds nothing of an onboarding that is not connected yet', async () => {
    const onboardingId = await started(registry);
    const { linkId } = await renewLink(registry, onboardingId);
    await registry.browsers.admit(BROWSER, onboardingId, linkId, T0 + DAY_MS);
    expect(await held('SELLER-1')).toEqual([]);
  });
});
