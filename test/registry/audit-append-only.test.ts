import { sql } from 'kysely';
import type { Registry } from '../../src/registry/registry';
import { started } from './consent-steps';
import { T0, testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
let registry: Registry;
let onboardingId: string;
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
  onboardingId = await started(registry);
  await registry.verbs.request(
    { onboardingId, verb: 'refresh', actor: 'key_test', reason: 'As it was given.' },
    T0 + 1,
  );
});
afterEach(() => database.remove());

const written = () => registry.audit.list({ limit: 10 });
const onDatabase = (statement: string) => database.beside((db) => sql.raw(statement).execute(db));
const COLUMNS = ['audit_id', 'onboarding_id', 'action', 'actor', 'reason', 'source', 'update_id', 'subject', 'detail'];

test.each(COLUMNS)('the database itself refuses to change the %s of an audit row', async (column) => {
  const before = await written();

  await expect(onDatabase(`update audit set ${column} = 'made up'`)).rejects.toThrow('only added to');
  expect(await written()).toEqual(before);
});

test('the database itself refuses to move an audit row in time', async () => {
  await expect(onDatabase('update audit set created_at = 1')).rejects.toThrow('only added to');
});

test('the database itself refuses to take the reason from a row of an onboarding that is not erased', async () => {
  await expect(onDatabase(`update audit set reason = ''`)).rejects.toThrow('only added to');
});

test('the database itself refuses to delete an audit row', async () => {
  const before = await written();

  await expect(onDatabase('delete from audit')).rejects.toThrow('only added to');
  expect(await written()).toEqual(before);
});
