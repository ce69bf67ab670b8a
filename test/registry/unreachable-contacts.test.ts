import type { ContactInput, ContactRole } from '../../src/registry/contacts';
import type { OutboxTask } from '../../src/registry/outbox';
import type { Registry } from '../../src/registry/registry';
import { started } from './consent-steps';
import { T0, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
beforeAll(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterAll(() => database.remove());

function contact(role: ContactRole): ContactInput {
  return { role, email: `${role}@shop.example`, language: 'en', timeZone: 'Europe/Paris' };
}

async function withContacts(...roles: readonly ContactRole[]): Promise<string> {
  const id = await started(registry, { contacts: roles.map(contact) });
  await tasksOf(id);
  return id;
}

async function tasksOf(id: string): Promise<readonly OutboxTask[]> {
  const found: OutboxTask[] = [];
  for (;;) {
    const rows = await registry.outbox.claim('test', 50, 1, T0 + 1_000_000);
    if (rows.length === 0) return found;
    for (const { outboxId, task } of rows) {
      await registry.outbox.done(outboxId, T0);
      if (task.onboardingId === id) found.push(task);
    }
  }
}

const reachable = async (id: string, role: ContactRole) =>
  (await registry.contacts.reachable(id, role)).map((found) => found.role);
const idOf = async (id: string, role: ContactRole) => (await registry.contacts.forRole(id, role))!.contactId;

async function unreachableEvents(id: string) {
  const events = await registry.events.list(id);
  return events.filter(({ type }) => type === 'contact.unreachable').map(({ data }) => data);
}

describe('whom to write to', () => {
  test.each<[ContactRole, readonly ContactRole[]]>([
    ['seller', ['seller', 'merchant', 'technical']],
    ['merchant', ['merchant', 'seller', 'technical']],
    ['technical', ['technical', 'seller', 'merchant']],
  ])('about the matters of %s is %j in turn', async (role, order) => {
    expect(await reachable(await withContacts('technical', 'merchant', 'seller'), role)).toEqual(order);
  });

  test('leaves out those whom mails do not reach', async () => {
    const id = await withContacts('seller', 'merchant');
    await registry.contacts.refused(await idOf(id, 'seller'), T0);
    expect(await reachable(id, 'seller')).toEqual(['merchant']);
  });
});

describe('a refused address', () => {
  test('raises the event once, without the address', async () => {
    const id = await withContacts('seller');
    await registry.contacts.refused(await idOf(id, 'seller'), T0);
    await registry.contacts.refused(await idOf(id, 'seller'), T0 + 1);
    expect(await unreachableEvents(id)).toEqual([{ role: 'seller', reason: 'refused', proposed: false }]);
  });

  test('is shown with the instant since when', async () => {
    const id = await withContacts('seller');
    await registry.contacts.refused(await idOf(id, 'seller'), T0 + 5);
    expect((await registry.contacts.set(id, T0 + 9))?.contacts).toMatchObject([{ unreachableSince: T0 + 5 }]);
  });

  test('is reachable again after a POST from its link, and the process hears of it', async () => {
    const id = await withContacts('seller');
    const contactId = await idOf(id, 'seller');
    await registry.contacts.refused(contactId, T0);
    await registry.contacts.confirm(contactId, T0 + 1);
    expect(await reachable(id, 'seller')).toEqual(['seller']);
    expect(await tasksOf(id)).toMatchObject([{ kind: 'factsChanged', fact: 'contact', ref: 'contacts' }]);
  });

  test('raises the event anew when it is refused anew', async () => {
    const id = await withContacts('seller');
    const contactId = await idOf(id, 'seller');
    await registry.contacts.refused(contactId, T0);
    await registry.contacts.confirm(contactId, T0 + 1);
    await registry.contacts.refused(contactId, T0 + 2);
    expect(await unreachableEvents(id)).toHaveLength(2);
  });
});

describe('a mail that came back', () => {
  async function mailed(id: string, messageId: string, step = 'T-30', generation = 1): Promise<void> {
    const contactId = await idOf(id, 'seller');
    await registry.mails.recordSent({ messageId, onboardingId: id, step, generation, contactId }, null, T0);
  }

  test('makes its contact unreachable and tells the process which step it was', async () => {
    const id = await withContacts('seller', 'merchant');
    await mailed(id, '<one@x>');
    expect(await registry.mails.bounced('<one@x>', T0 + 1)).toBe('recorded');
    expect(await reachable(id, 'seller')).toEqual(['merchant']);
    expect(await unreachableEvents(id)).toEqual([{ role: 'seller', reason: 'bounced', proposed: false }]);
    expect(await tasksOf(id)).toMatchObject([{ kind: 'factsChanged', fact: 'contact', ref: 'bounced/1/T-30' }]);
  });

  test('counts once, also after the contact could be reached again', async () => {
    const id = await withContacts('seller');
    await mailed(id, '<two@x>');
    await registry.mails.bounced('<two@x>', T0 + 1);
    await registry.contacts.confirm(await idOf(id, 'seller'), T0 + 2);
    expect(await registry.mails.bounced('<two@x>', T0 + 3)).toBe('known');
    expect(await reachable(id, 'seller')).toEqual(['seller']);
  });

  test('of which we know nothing changes nothing', async () => {
    expect(await registry.mails.bounced('<nothing@x>', T0)).toBe('unknown');
  });

  test('no longer counts as sent, until it is sent again', async () => {
    const id = await withContacts('seller');
    await mailed(id, '<three@x>');
    await registry.mails.bounced('<three@x>', T0 + 1);
    expect(await registry.mails.wasSent('<three@x>')).toBe(false);
    await mailed(id, '<three@x>');
    expect(await registry.mails.wasSent('<three@x>')).toBe(true);
  });

  test('of a contact that has been replaced since says nothing about the new one', async () => {
    const id = await withContacts('seller', 'merchant');
    await mailed(id, '<four@x>');
    const merchant = contact('merchant');
    await registry.contacts.replace(id, [merchant], { actor: 'key_test', ifRevision: null }, T0);
    expect(await registry.mails.bounced('<four@x>', T0 + 1)).toBe('recorded');
    expect(await unreachableEvents(id)).toEqual([]);
    expect(await reachable(id, 'seller')).toEqual(['merchant']);
  });

  test('although a link of its contact was used since says nothing about the contact', async () => {
    const id = await withContacts('seller');
    await mailed(id, '<answered@x>');
    await registry.contacts.confirm(await idOf(id, 'seller'), T0 + 1);
    expect(await registry.mails.bounced('<answered@x>', T0 + 2)).toBe('recorded');
    expect(await reachable(id, 'seller')).toEqual(['seller']);
    expect(await tasksOf(id)).toEqual([]);
  });

  test('although a link was used since says nothing about a contact that was confirmed long before, either', async () => {
    const id = await withContacts('seller');
    await registry.contacts.confirm(await idOf(id, 'seller'), T0 - 1_000);
    await mailed(id, '<again@x>');
    await registry.contacts.confirm(await idOf(id, 'seller'), T0 + 1);
    expect(await registry.mails.bounced('<again@x>', T0 + 2)).toBe('recorded');
    expect(await reachable(id, 'seller')).toEqual(['seller']);
    expect(await tasksOf(id)).toEqual([]);
  });

  test('of a closed onboarding is written down and tells nobody', async () => {
    const id = await withContacts('seller');
    await mailed(id, '<five@x>');
    await registry.onboardings.close(id, T0);
    expect(await registry.mails.bounced('<five@x>', T0 + 1)).toBe('recorded');
    expect(await tasksOf(id)).toEqual([]);
  });
});
