import { CONTACT_PROPOSAL_TTL_MS } from '../../src/domain/contact-proposal';
import type { ContactNotice } from '../../src/domain/notice';
import type { ContactInput, ContactRole, ContactSet } from '../../src/registry/contacts';
import type { OutboxTask } from '../../src/registry/outbox';
import type { Registry } from '../../src/registry/registry';
import { BROWSER, started } from './consent-steps';
import { T0, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
beforeAll(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterAll(() => database.remove());

function contact(role: ContactRole, change: Partial<ContactInput> = {}): ContactInput {
  return { role, email: `${role}@shop.example`, language: 'en', timeZone: 'Europe/Paris', ...change };
}

const OLD = contact('seller', { email: 'old@shop.example' });
const NEW = contact('seller', { email: 'new@shop.example' });
const MERCHANT = contact('merchant');

/** An onboarding with these contacts, whose first outbox rows are done. */
async function withContacts(...contacts: readonly ContactInput[]): Promise<string> {
  const id = await started(registry, { contacts, stores: [] });
  await tasksOf(id);
  return id;
}

async function replace(id: string, contacts: readonly ContactInput[], at = T0, ifRevision: number | null = null) {
  return registry.contacts.replace(id, contacts, { actor: 'key_test', ifRevision }, at);
}

async function replaced(id: string, contacts: readonly ContactInput[], at = T0): Promise<ContactSet> {
  const result = await replace(id, contacts, at);
  if (result?.outcome !== 'replaced') throw new Error(`replace: ${result?.outcome}`);
  return result.set;
}

/** What is to be carried out for an onboarding, taken from the outbox. */
async function tasksOf(id: string): Promise<readonly OutboxTask[]> {
  const found: OutboxTask[] = [];
  for (;;) {
    const rows = await registry.outbox.claim('test', 50, 1, T0 + 2 * CONTACT_PROPOSAL_TTL_MS);
    if (rows.length === 0) return found;
    for (const { outboxId, task } of rows) {
      await registry.outbox.done(outboxId, T0);
      if (task.onboardingId === id) found.push(task);
    }
  }
}

function noticesOf(tasks: readonly OutboxTask[]): readonly ContactNotice[] {
  return tasks.flatMap((task) => (task.kind === 'notice' && 'revision' in task.notice ? [task.notice] : []));
}

/** Who is told what: `old@shop.example contact_changing`. */
async function told(id: string): Promise<readonly string[]> {
  const tasks = await tasksOf(id);
  const notices = noticesOf(tasks);
  return Promise.all(notices.map(async (notice) => `${await addressOf(id, notice)} ${notice.kind}`));
}

async function addressOf(id: string, { contactId }: ContactNotice): Promise<string | undefined> {
  return (await registry.contacts.find(id, contactId))?.email;
}

/** The contact id of the address that is to be confirmed. */
async function proposedId(id: string): Promise<string> {
  const tasks = await tasksOf(id);
  const found = noticesOf(tasks).find(({ kind }) => kind === 'confirm_contact');
  if (!found) throw new Error('no address is to be confirmed');
  return found.contactId;
}

const emails = ({ contacts }: ContactSet) => contacts.map(({ email }) => email);

async function signals(id: string): Promise<readonly unknown[]> {
  return (await tasksOf(id)).filter(({ kind }) => kind === 'factsChanged');
}

describe('a new address', () => {
  test('waits for its confirmation while mails go where they went', async () => {
    const id = await withContacts(OLD);
    const set = await replaced(id, [NEW]);
    expect(emails(set)).toEqual(['old@shop.example']);
    expect(set.proposed).toEqual([{ ...NEW, unreachableSince: null, proposedUntil: T0 + CONTACT_PROPOSAL_TTL_MS }]);
    expect((await registry.contacts.forRole(id, 'seller'))?.email).toBe('old@shop.example');
  });

  test('is asked to confirm, and the old one is told', async () => {
    const id = await withContacts(OLD);
    await replaced(id, [NEW]);
    expect(await told(id)).toEqual(['old@shop.example contact_changing', 'new@shop.example confirm_contact']);
  });

  test('is in force, and confirmed, once its link was pressed', async () => {
    const id = await withContacts(OLD);
    await replaced(id, [NEW]);
    expect(await registry.contacts.confirmProposed(await proposedId(id), T0 + 1)).toBe('in_force');
    expect(await registry.contacts.set(id, T0 + 1)).toMatchObject({
      contacts: [{ email: 'new@shop.example', confirmed: true }],
      proposed: [],
    });
  });

  test('once in force is told to the process with a revision that has grown', async () => {
    const id = await withContacts(OLD);
    const { revision } = await replaced(id, [NEW]);
    const contactId = await proposedId(id);
    await registry.contacts.confirmProposed(contactId, T0 + 1);
    expect(await signals(id)).toEqual([
      { kind: 'factsChanged', onboardingId: id, fact: 'contact', ref: 'contacts', revision: revision + 1 },
    ]);
  });

  test('can be confirmed twice without a second effect', async () => {
    const id = await withContacts(OLD);
    await replaced(id, [NEW]);
    const contactId = await proposedId(id);
    await registry.contacts.confirmProposed(contactId, T0 + 1);
    const before = await registry.contacts.set(id, T0 + 1);
    expect(await registry.contacts.confirmProposed(contactId, T0 + 2)).toBe('in_force');
    expect(await registry.contacts.set(id, T0 + 2)).toEqual(before);
  });

  test('dies if it is not confirmed in time', async () => {
    const id = await withContacts(OLD);
    await replaced(id, [NEW]);
    const contactId = await proposedId(id);
    const late = T0 + CONTACT_PROPOSAL_TTL_MS;
    expect(await registry.contacts.confirmProposed(contactId, late)).toBe('gone');
    expect(await registry.contacts.set(id, late)).toMatchObject({ contacts: [{ email: OLD.email }], proposed: [] });
  });

  test('is taken back by the next call that does not want it', async () => {
    const id = await withContacts(OLD);
    await replaced(id, [NEW]);
    const contactId = await proposedId(id);
    expect((await replaced(id, [OLD])).proposed).toEqual([]);
    expect(await registry.contacts.confirmProposed(contactId, T0 + 1)).toBe('gone');
  });

  test('cannot be confirmed after the onboarding was closed', async () => {
    const id = await withContacts(OLD);
    await replaced(id, [NEW]);
    const contactId = await proposedId(id);
    await registry.onboardings.close(id, T0 + 1);
    expect(await registry.contacts.confirmProposed(contactId, T0 + 2)).toBe('gone');
  });

  test('asked for again mails nobody again', async () => {
    const id = await withContacts(OLD);
    const first = await replaced(id, [NEW]);
    await told(id);
    expect(await replaced(id, [NEW], T0 + 1)).toEqual(first);
    expect(await tasksOf(id)).toEqual([]);
  });

  test('for a role that nobody had tells whoever got its mails', async () => {
    const id = await withContacts(MERCHANT);
    await replaced(id, [MERCHANT, NEW]);
    expect(await told(id)).toEqual(['merchant@shop.example contact_changing', 'new@shop.example confirm_contact']);
    expect((await registry.contacts.forRole(id, 'seller'))?.email).toBe(MERCHANT.email);
  });

  test('is in force at once where nobody got mails so far, unconfirmed', async () => {
    const id = await withContacts();
    expect(await replaced(id, [NEW])).toMatchObject({
      contacts: [{ email: NEW.email, confirmed: false }],
      proposed: [],
    });
    expect(await told(id)).toEqual([]);
  });
});

describe('the links mailed to the old address', () => {
  async function mailedLink(id: string, contactId: string) {
    const link = { onboardingId: id, contactId, expiresAt: null } as const;
    const renew = await registry.links.mint({ ...link, purpose: 'renew', idempotencyKey: 'a' }, T0);
    const notUs = await registry.links.mint({ ...link, purpose: 'not_us', idempotencyKey: 'b' }, T0);
    return { renew, notUs };
  }

  test('open nothing any more once the new one is in force, and work until then', async () => {
    const id = await withContacts(OLD);
    const { contactId } = (await registry.contacts.forRole(id, 'seller'))!;
    const { renew, notUs } = await mailedLink(id, contactId);
    await registry.browsers.admit(BROWSER, id, renew.linkId, T0 + 1_000_000);
    await replaced(id, [NEW]);
    expect((await registry.links.open(renew.token, T0)).outcome).toBe('open');

    await registry.contacts.confirmProposed(await proposedId(id), T0);
    expect((await registry.links.open(renew.token, T0)).outcome).toBe('dead');
    expect((await registry.links.open(notUs.token, T0)).outcome).toBe('dead');
    expect(await registry.browsers.holds(BROWSER, id, T0)).toBe(false);
  });

  test('bring no consent any more that was begun with them before', async () => {
    const id = await withContacts(OLD);
    const { contactId } = (await registry.contacts.forRole(id, 'seller'))!;
    const { linkId } = (await mailedLink(id, contactId)).renew;
    const trip = { onboardingId: id, linkId, browserHash: BROWSER, door: 'link', storeId: 'us' } as const;
    const begun = await registry.attempts.create(trip, T0);
    if (begun.outcome !== 'created') throw new Error(begun.outcome);
    await replaced(id, [NEW]);
    await registry.contacts.confirmProposed(await proposedId(id), T0);

    expect((await registry.attempts.consume(begun.state, BROWSER, T0)).outcome).toBe('expired');
  });

  test('go on working for those who stay', async () => {
    const id = await withContacts(OLD, MERCHANT);
    const { contactId } = (await registry.contacts.forRole(id, 'merchant'))!;
    const { renew } = await mailedLink(id, contactId);
    await replaced(id, [NEW, MERCHANT]);
    await registry.contacts.confirmProposed(await proposedId(id), T0);
    expect((await registry.links.open(renew.token, T0)).outcome).toBe('open');
  });
});

describe('language and time zone', () => {
  test('of an address that stays change at once, and the process hears of it', async () => {
    const id = await withContacts(OLD);
    const set = await replaced(id, [{ ...OLD, timeZone: 'Asia/Tokyo' }]);
    expect(set).toMatchObject({ contacts: [{ email: OLD.email, timeZone: 'Asia/Tokyo' }], proposed: [] });
    expect(await tasksOf(id)).toEqual([
      { kind: 'factsChanged', onboardingId: id, fact: 'contact', ref: 'contacts', revision: set.revision },
    ]);
  });

  test('that are the same already change nothing', async () => {
    const id = await withContacts(OLD);
    const before = await registry.contacts.set(id, T0);
    expect(await replaced(id, [OLD])).toEqual(before);
    expect(await tasksOf(id)).toEqual([]);
  });
});

describe('a contact that is left out', () => {
  test('goes at once and is told, where no new address is to be confirmed', async () => {
    const id = await withContacts(OLD, MERCHANT);
    expect(emails(await replaced(id, [MERCHANT]))).toEqual([MERCHANT.email]);
    expect(await told(id)).toEqual(['old@shop.example contact_removed']);
  });

  test('goes on getting mails until the new addresses are confirmed', async () => {
    const id = await withContacts(MERCHANT);
    const set = await replaced(id, [NEW]);
    expect(set.contacts).toMatchObject([{ email: MERCHANT.email, leaving: true }]);
    await registry.contacts.confirmProposed(await proposedId(id), T0 + 1);
    expect(emails((await registry.contacts.set(id, T0 + 1))!)).toEqual([NEW.email]);
  });

  test('stays if the new addresses are not confirmed in time', async () => {
    const id = await withContacts(MERCHANT);
    await replaced(id, [NEW]);
    expect((await registry.contacts.set(id, T0 + CONTACT_PROPOSAL_TTL_MS))?.contacts).toMatchObject([
      { email: MERCHANT.email, leaving: false },
    ]);
  });
});

describe('the condition of a change', () => {
  test('refuses it when the set has changed since it was read', async () => {
    const id = await withContacts(OLD);
    const { revision } = (await registry.contacts.set(id, T0))!;
    await replaced(id, [{ ...OLD, timeZone: 'Asia/Tokyo' }]);
    expect(await replace(id, [NEW], T0, revision)).toEqual({ outcome: 'revised' });
  });

  test('lets it pass when the set is the one that was read', async () => {
    const id = await withContacts(OLD);
    const { revision } = (await registry.contacts.set(id, T0))!;
    expect(await replace(id, [NEW], T0, revision)).toMatchObject({ outcome: 'replaced' });
  });

  test.each(['unknown', 'closed'])('is of no use for an onboarding that is %s', async (which) => {
    const id = which === 'unknown' ? 'nobody' : await withContacts(OLD);
    await registry.onboardings.close(id, T0);
    expect(await replace(id, [NEW])).toBeUndefined();
  });
});

describe('what backends see of one onboarding', () => {
  test('holds nothing of another', async () => {
    const one = await withContacts(OLD);
    const other = await withContacts(MERCHANT);
    await replaced(one, [NEW]);
    expect(await registry.contacts.set(other, T0)).toMatchObject({
      contacts: [{ email: MERCHANT.email }],
      proposed: [],
    });
    const contactId = (await registry.contacts.forRole(one, 'seller'))!.contactId;
    expect(await registry.contacts.find(other, contactId)).toBeUndefined();
  });
});
