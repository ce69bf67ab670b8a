import type { ContactInput, ContactRole } from '../../src/registry/contacts';
import type { Registry } from '../../src/registry/registry';
import { started } from './consent-steps';
import { T0, testDatabase, US_STORE, type TestDatabase } from './fixture';

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

async function emailFor(given: readonly ContactRole[], asked: ContactRole): Promise<string | undefined> {
  const id = await started(registry, { contacts: given.map(contact) });
  return (await registry.contacts.forRole(id, asked))?.email;
}

describe('the contact of a role', () => {
  test.each<[ContactRole, readonly ContactRole[], ContactRole]>([
    ['technical', ['merchant', 'technical'], 'technical'],
    ['technical', ['merchant', 'seller'], 'seller'],
    ['seller', ['technical', 'merchant'], 'merchant'],
    ['seller', ['technical'], 'technical'],
  ])('for %s among %j is %s', async (asked, given, expected) => {
    expect(await emailFor(given, asked)).toBe(`${expected}@shop.example`);
  });

  test('is the address of the first store, in the time zone of its country, where none was given', async () => {
    const id = await started(registry, {
      region: 'eu',
      stores: [{ ...US_STORE, country: 'UK', email: 'uk@shop.info' }],
    });
    expect(await registry.contacts.forRole(id, 'merchant')).toMatchObject({
      role: 'seller',
      email: 'uk@shop.info',
      timeZone: 'Europe/London',
      confirmed: false,
    });
  });

  test('is undefined without contact and store', async () => {
    const id = await started(registry, { stores: [] });
    expect(await registry.contacts.forRole(id, 'seller')).toBeUndefined();
  });

  test('is confirmed once a POST came from its link', async () => {
    const id = await started(registry);
    const { contactId } = (await registry.contacts.forRole(id, 'seller'))!;
    await registry.contacts.confirm(contactId, T0);
    await registry.contacts.confirm(contactId, T0 + 1);
    expect((await registry.contacts.forRole(id, 'seller'))?.confirmed).toBe(true);
  });
});
