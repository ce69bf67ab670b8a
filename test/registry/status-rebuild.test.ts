import { openDatabase } from '../../src/registry/database';
import { newestMigration } from '../../src/registry/migrations/all';
import { rebuildStatuses } from '../../src/registry/status-rebuild';
import { started } from './consent-steps';
import { testDatabase, type TestDatabase } from './fixture';

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.remove());

/** More than one transaction takes. */
const MANY = 150;

/** Onboardings whose documents stem from another schema. */
async function manyOldDocuments(): Promise<void> {
  const registry = await database.open();
  const first = await started(registry);
  await database.beside(async (db) => {
    const onboarding = await db.selectFrom('onboardings').selectAll().executeTakeFirstOrThrow();
    const projection = await db.selectFrom('projections').selectAll().executeTakeFirstOrThrow();
    const ids = Array.from({ length: MANY - 1 }, (_, n) => `${first}-${1000 + n}`);
    await db
      .insertInto('onboardings')
      .values(ids.map((onboarding_id) => ({ ...onboarding, onboarding_id })))
      .execute();
    await db
      .insertInto('projections')
      .values(ids.map((onboarding_id) => ({ ...projection, onboarding_id })))
      .execute();
    await forget(db);
    await db.updateTable('meta').set({ value: '0000-older' }).where('key', '=', 'status_documents').execute();
  });
}

type Db = Parameters<Parameters<TestDatabase['beside']>[0]>[0];

async function forget(db: Db): Promise<void> {
  await db
    .updateTable('projections')
    .set({ view: '{}' as never })
    .execute();
}

async function rebuilt(db: Db): Promise<number> {
  const rows = await db
    .selectFrom('projections')
    .select('view')
    .where('view', '!=', '{}' as never)
    .execute();
  return rows.length;
}

test('every status document is made anew after a change of the schema, and no transaction takes all of them', async () => {
  await manyOldDocuments();
  const { transactions } = await rebuild();

  expect(await database.beside(rebuilt)).toBe(MANY);
  expect(transactions).toBeGreaterThan(1);
});

test('a rebuild that was interrupted goes on where it stopped', async () => {
  await manyOldDocuments();
  await expect(rebuild(1)).rejects.toThrow('interrupted');
  const before = await database.beside(rebuilt);
  expect(before).toBeGreaterThan(0);

  await database.beside(forget);
  await database.open();
  expect(await database.beside(rebuilt)).toBe(MANY - before);
});

/** Rebuilds, until so many transactions were committed. */
async function rebuild(until = Infinity): Promise<{ readonly transactions: number }> {
  const opened = openDatabase(database.url);
  let transactions = 0;
  try {
    const write: typeof opened.write = async (work) => {
      if (transactions >= until) throw new Error('interrupted');
      transactions += 1;
      return opened.write(work);
    };
    await rebuildStatuses({ ...opened, write }, newestMigration(opened.dialect));
    return { transactions };
  } finally {
    await opened.db.destroy();
  }
}
