import { parseKeyRing } from '../../src/registry/key-ring';
import type { NewLink } from '../../src/registry/links';
import type { Registry } from '../../src/registry/registry';
import { BROWSER, started } from './consent-steps';
import { randomRing, T0, TEST_KEYS, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterEach(() => database.remove());

async function newLink(changes: Partial<NewLink> = {}): Promise<NewLink> {
  const onboardingId = changes.onboardingId ?? (await started(registry));
  return { onboardingId, purpose: 'renew', contactId: null, expiresAt: null, idempotencyKey: 'mail-1', ...changes };
}

describe('a link', () => {
  test('opens with its token', async () => {
    const link = await newLink({ contactId: 'ctc_1' });
    const { linkId, token } = await registry.links.mint(link, T0);
    const { onboardingId } = link;
    expect(await registry.links.open(token, T0)).toEqual({
      outcome: 'open',
      link: { linkId, onboardingId, purpose: 'renew', contactId: 'ctc_1', expiresAt: null },
    });
  });

  test('is the same for a repeated mail and another for the next', async () => {
    const link = await newLink();
    const first = await registry.links.mint(link, T0);
    expect(await registry.links.mint(link, T0 + 1)).toEqual(first);
    expect(await registry.links.mint({ ...link, idempotencyKey: 'mail-2' }, T0)).not.toEqual(first);
  });

  test('is unknown with another signature, without one, and with the one of another link', async () => {
    const link = await newLink();
    const [a, b] = [
      await registry.links.mint(link, T0),
      await registry.links.mint({ ...link, idempotencyKey: 'b' }, T0),
    ];
    const forged = [a.linkId, `${a.linkId}.`, `${a.linkId}.${b.token.split('.')[1]!}`, `${a.token}x`, '', 'x.y'];
    for (const token of forged) expect(await registry.links.open(token, T0)).toEqual({ outcome: 'unknown' });
  });

  test.each(['\0', `\0.${'a'.repeat(43)}`, 'a'.repeat(10_000), '', '.', "' or 1=1 --.x"])(
    'is unknown when it is no token at all: %j',
    async (text) => {
      expect(await registry.links.open(text, T0)).toEqual({ outcome: 'unknown' });
    },
  );

  test('dies at its expiry', async () => {
    const { token } = await registry.links.mint(await newLink({ purpose: 'manage', expiresAt: T0 + 10 }), T0);
    expect((await registry.links.open(token, T0 + 9)).outcome).toBe('open');
    expect((await registry.links.open(token, T0 + 10)).outcome).toBe('dead');
  });

  test('of a closed onboarding is dead, also when it is minted afterwards', async () => {
    const link = await newLink();
    const { token } = await registry.links.mint(link, T0);
    await registry.onboardings.close(link.onboardingId, T0);
    const late = await registry.links.mint({ ...link, idempotencyKey: 'late' }, T0);
    expect(await registry.links.open(token, T0)).toEqual({ outcome: 'dead' });
    expect(await registry.links.open(late.token, T0)).toEqual({ outcome: 'dead' });
  });

  test('for a single action is used up once', async () => {
    const { linkId, token } = await registry.links.mint(await newLink({ purpose: 'not_us' }), T0);
    const uses = await Promise.all([registry.links.use(linkId, T0), registry.links.use(linkId, T0)]);
    expect(uses.sort()).toEqual([false, true]);
    expect((await registry.links.open(token, T0)).outcome).toBe('dead');
  });

  test('signed with an older key still opens, and is minted again as it was', async () => {
    const [older, newer] = [randomRing('older'), randomRing('newer')];
    const other = await testDatabase();
    const withRing = (links: string) => other.open({ keys: { ...TEST_KEYS, links: parseKeyRing(links, 'KEYS') } });
    const before = await withRing(older);
    const onboardingId = await started(before);
    const link = await newLink({ onboardingId });
    const minted = await before.links.mint(link, T0);
    const after = await withRing(`${newer},${older}`);
    expect((await after.links.open(minted.token, T0)).outcome).toBe('open');
    expect(await after.links.mint(link, T0)).toEqual(minted);
    await other.remove();
  });
});

describe('the session of a browser', () => {
  test('holds a set of onboardings, each for its time', async () => {
    const [a, b] = [await newLink(), await newLink()];
    for (const [link, until] of [[a, T0 + 10] as const, [b, T0 + 20] as const]) {
      const { linkId } = await registry.links.mint(link, T0);
      await registry.browsers.admit(BROWSER, link.onboardingId, linkId, until);
    }
    expect(await registry.browsers.holds(BROWSER, a.onboardingId, T0 + 9)).toBe(true);
    expect(await registry.browsers.holds(BROWSER, a.onboardingId, T0 + 10)).toBe(false);
    expect(await registry.browsers.holds(BROWSER, b.onboardingId, T0 + 10)).toBe(true);
    expect(await registry.browsers.holds('another', b.onboardingId, T0)).toBe(false);
  });

  test('ends with its link', async () => {
    const link = await newLink();
    const { linkId } = await registry.links.mint(link, T0);
    await registry.browsers.admit(BROWSER, link.onboardingId, linkId, T0 + 10);
    await database.beside((db) =>
      db.updateTable('links').set({ revoked_at: T0 }).where('link_id', '=', linkId).execute(),
    );
    expect(await registry.browsers.holds(BROWSER, link.onboardingId, T0)).toBe(false);
  });

  test('ends with the onboarding', async () => {
    const link = await newLink();
    const { linkId } = await registry.links.mint(link, T0);
    await registry.browsers.admit(BROWSER, link.onboardingId, linkId, T0 + 10);
    await registry.onboardings.close(link.onboardingId, T0);
    expect(await registry.browsers.holds(BROWSER, link.onboardingId, T0)).toBe(false);
  });
});
