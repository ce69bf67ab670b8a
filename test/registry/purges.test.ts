import { existsSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { Secret } from '../../src/domain/secret';
import { ERASED, KEPT } from '../../src/registry/purges';
import type { Registry } from '../../src/registry/registry';
import { candidate, grantInForce, publication, READINESS, renewLink, started, swapIn } from './consent-steps';
import { startInput, T0, testDatabase, US_STORE, type TestDatabase } from './fixture';

const onSqlite = process.env['EVERGRANT_TEST_DATABASE_URL'] ? test.skip : test;
const DAY_MS = 86_400_000;

let database: TestDatabase;
let registry: Registry;
beforeEach(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterEach(() => database.remove());

/** An onboarding that has lived, with its name in everything that people gave. */
async function lived(canary: string): Promise<string> {
  const id = await started(registry, {
    expectedSellerId: `${canary}-SELLER`,
    returnUrl: `https://${canary}.example/back`,
    metadata: { [`${canary}-key`]: `${canary}-value` },
    bodyHmac: `${canary}-hmac`,
    connection: {
      type: 'integration',
      baseUrl: `https://${canary}.example/`,
      accessToken: new Secret(`${canary}-token`),
      signing: null,
    },
    stores: [{ ...US_STORE, websiteCode: `${canary}_site`, email: `${canary}@shop.example`, name: `${canary} store` }],
    contacts: [{ role: 'seller', email: `${canary}.owner@shop.example`, language: 'en', timeZone: 'Europe/London' }],
  });
  await registry.stores.makeReady(id, 'us', 1, { ...READINESS, instance: `${canary}.example/` }, T0);
  const contact = await registry.contacts.forRole(id, 'seller');
  const sent = { messageId: `<${canary}@mail>`, onboardingId: id, step: 'invitation', generation: 0 };
  await registry.mails.recordSent({ ...sent, contactId: contact!.contactId }, null, T0);
  await registry.checklist.confirm(id, 'return_policy', { name: `${canary} Doe`, actor: 'key_test' }, T0);
  const { linkId } = await renewLink(registry, id);
  await registry.browsers.admit(`${canary}-browser`, id, linkId, T0 + DAY_MS);
  // Who came to the Login URI before, while nobody knew them.
  await registry.loginVisits.ask(`${canary}-other-browser`, visitOf(`${canary}-SELLER`), T0);
  const { grantRef } = await grantInForce(registry, id, `${canary}-SELLER`);
  await registry.grants.savePlan(id, { generation: 1, steps: [] } as never);
  await registry.verbs.request({ onboardingId: id, verb: 'refresh', actor: 'key_test', reason: `${canary} asks` }, T0);
  await registry.onboardings.publish(
    publication(id, { generation: 1, stage: 'connected', waitingOn: 'nobody', snapshot: { grantRef, note: canary } }),
  );
  return id;
}

const visitOf = (sellerId: string) => ({
  sellerId,
  callbackUri: 'https://sellercentral.amazon.com/apps/authorize/confirm/amzn1.sp.solution.test',
  amazonState: 'amazon-state',
  region: null,
  startedAt: T0,
});

const ticketFor = async (onboardingId: string, at = T0) =>
  (await registry.tickets.issue({ action: 'purge', onboardingId, actor: 'key_test' }, at)).ticket;

async function purge(onboardingId: string, at = T0 + 2) {
  const ticket = await ticketFor(onboardingId, at);
  return registry.purges.purge({ onboardingId, ticket, actor: 'key_test', reason: 'Asked for.' }, at);
}

async function left(onboardingId: string): Promise<Record<string, number>> {
  return database.beside(async (db) => {
    const counts = ERASED.map(async (table) => {
      const { rows } = await sql<{ readonly n: number }>`
        select count(*) as n from ${sql.table(table)} where onboarding_id = ${onboardingId}`.execute(db);
      return [table, Number(rows[0]?.n)] as const;
    });
    return Object.fromEntries((await Promise.all(counts)).filter(([, count]) => count > 0));
  });
}

async function everyRow(): Promise<string> {
  return database.beside(async (db) => {
    const tables = await db.introspection.getTables();
    const rows = await Promise.all(tables.map(({ name }) => sql`select * from ${sql.table(name)}`.execute(db)));
    return JSON.stringify(rows);
  });
}

test('every table with rows of an onboarding is either erased or kept on purpose', async () => {
  const tables = await database.beside((db) => db.introspection.getTables());
  const ofOnboardings = tables
    .filter(({ columns }) => columns.some(({ name }) => name === 'onboarding_id'))
    .map(({ name }) => name);

  expect(ofOnboardings.sort()).toEqual([...ERASED, ...KEPT].sort());
});

test('after a purge nothing that people gave is in any row', async () => {
  const id = await lived('canaryquux');
  const before = await everyRow();
  await registry.onboardings.close(id, T0 + 1);
  await purge(id);

  expect(before).toContain('canaryquux');
  expect(await everyRow()).not.toContain('canaryquux');
});

onSqlite('after a purge nothing that people gave is in the bytes of the files, write-ahead log included', async () => {
  const id = await lived('canaryquux');
  await registry.onboardings.close(id, T0 + 1);
  await purge(id);
  const files = [database.file!, `${database.file!}-wal`, `${database.file!}-shm`].filter((path) => existsSync(path));
  const bytes = Buffer.concat(files.map((path) => readFileSync(path)));

  expect(bytes.includes(id)).toBe(true);
  expect(bytes.toString('latin1')).not.toContain('canaryquux');
});

test('of the erased tables nothing is left but the order to delete its workflows', async () => {
  const id = await lived('canary');
  await registry.onboardings.close(id, T0 + 1);
  await purge(id);

  expect(await left(id)).toEqual({ outbox: 1 });
  const [row] = await registry.outbox.claim('test', 10, 1_000, T0 + 3);
  expect(row?.task).toEqual({ kind: 'eraseHistories', onboardingId: id });
});

test('what belongs to it through another row goes, too: deliveries, alerts and outcomes of verbs', async () => {
  const endpoint = { url: 'https://hooks.example/in', description: '', eventTypes: null, merchantIds: null };
  await registry.webhookEndpoints.create(endpoint, 'test', T0);
  const id = await lived('canary');
  const dispute = { onboardingId: id, verb: 'dispute', actor: 'contact:test', reason: '' } as const;
  const { auditId } = (await registry.verbs.request(dispute, T0))!;
  const verbOutcomes = [{ auditId, outcome: 'Recorded.' }];
  await registry.onboardings.publish(publication(id, { generation: 1, stateVersion: T0 * 2, verbOutcomes }));
  const counts = async () => {
    const rows = await everyRow();
    return [/"delivery_id"/g, /"channel":"mail"/g, /"outcome":"Recorded\."/g].map(
      (sign) => [...rows.matchAll(sign)].length,
    );
  };
  const [deliveries, alerts, outcomes] = await counts();
  await registry.onboardings.close(id, T0 + 1);
  await purge(id);

  expect([deliveries! > 0, alerts, outcomes]).toEqual([true, 1, 1]);
  expect(await counts()).toEqual([0, 0, 0]);
});

test('the last word of the run, when it comes after the erasure, fills nothing anew', async () => {
  const id = await lived('canary');
  await registry.onboardings.close(id, T0 + 1);
  await purge(id);
  const before = await everyRow();
  const last = publication(id, { stage: 'disconnected', waitingOn: 'nobody', snapshot: { left: 'over' } });
  const marks = [{ generation: 1, marks: { 'expiry/-30': 'sent' } }] as never;

  expect(await registry.onboardings.publish({ ...last, generation: 9, stateVersion: T0 * 2, marks })).toEqual({
    outcome: 'repeated',
  });
  expect(await everyRow()).toBe(before);
});

test('a visit from Seller Central that came to nothing is forgotten by the next erasure of what is old', async () => {
  const id = await started(registry);
  await grantInForce(registry, id, 'canary-SELLER');
  await registry.loginVisits.ask('canary-browser', visitOf('canary-SELLER'), T0);
  await registry.purges.purgeClosed(T0, 10, T0 + 9 * 60_000);

  expect(await everyRow()).not.toContain('canary-browser');
});

test('the data of others stays', async () => {
  const other = await lived('other');
  const before = [await registry.onboardings.status(other), await registry.events.list(other)];
  const id = await started(registry);
  await registry.onboardings.close(id, T0 + 1);
  await purge(id);

  expect([await registry.onboardings.status(other), await registry.events.list(other)]).toEqual(before);
});

test('the receipts stay, without persons and with the hashes that they had', async () => {
  const id = await lived('canary');
  await swapIn(registry, (await candidate(registry, id, 'canary-SELLER')).candidateRef);
  const before = await registry.receipts.list(id);
  await registry.onboardings.close(id, T0 + 1);
  await purge(id);

  expect(before).toHaveLength(2);
  expect(await registry.receipts.list(id)).toEqual(before.map((receipt) => ({ ...receipt, person: null })));
});

test('the audit stays, without what people wrote, and says who erased', async () => {
  const id = await lived('canary');
  await registry.onboardings.close(id, T0 + 1);
  const before = (await registry.audit.list({ onboardingId: id, limit: 100 })).items;
  await purge(id);
  const after = (await registry.audit.list({ onboardingId: id, limit: 100 })).items;

  const facts = ({ auditId, action, actor }: (typeof after)[number]) => ({ auditId, action, actor });
  expect(after.map(facts)).toEqual(expect.arrayContaining(before.map(facts)));
  expect(after.filter(({ reason }) => reason !== '')).toEqual([
    expect.objectContaining({ action: 'purge', actor: 'key_test', reason: 'Asked for.' }),
  ]);
});

test('the id stays closed, and its status says nothing but that', async () => {
  const id = await lived('canary');
  await registry.onboardings.close(id, T0 + 1);
  await purge(id);

  expect(await registry.onboardings.status(id)).toMatchObject({
    onboardingId: id,
    stage: 'disconnected',
    closedAt: T0 + 1,
    stores: [],
    authorization: null,
    timeline: [],
    metadata: {},
  });
  expect(await registry.onboardings.start(startInput(id), T0 + 3)).toBe('closed');
});

test('an onboarding that is not disconnected for good is not erased, and its ticket is not used up', async () => {
  const id = await lived('canary');
  const ticket = await ticketFor(id);
  const purging = { onboardingId: id, ticket, actor: 'key_test', reason: 'Asked for.' };
  const refused = await registry.purges.purge(purging, T0);
  await registry.onboardings.close(id, T0 + 1);

  expect(refused).toEqual({ outcome: 'still_open' });
  expect(await registry.purges.purge(purging, T0 + 2)).toEqual({ outcome: 'purged', purgedAt: T0 + 2 });
});

test('a ticket for another onboarding erases nothing', async () => {
  const [id, other] = [await lived('canary'), await started(registry)];
  await registry.onboardings.close(id, T0 + 1);
  const ticket = await ticketFor(other);

  const purging = { onboardingId: id, ticket, actor: 'key_test', reason: 'Asked for.' };
  expect(await registry.purges.purge(purging, T0 + 2)).toEqual({ outcome: 'ticket_refused' });
  expect(await left(id)).not.toEqual({});
});

test('an unknown onboarding cannot be erased', async () => {
  const purging = { onboardingId: 'absent', ticket: 'tkt_none', actor: 'key_test', reason: 'Asked for.' };

  expect(await registry.purges.purge(purging, T0)).toEqual({ outcome: 'not_found' });
});

test('a second purge changes nothing', async () => {
  const id = await started(registry);
  await registry.onboardings.close(id, T0 + 1);
  await purge(id, T0 + 2);
  const again = await purge(id, T0 + 3);
  const { items } = await registry.audit.list({ onboardingId: id, limit: 100 });

  expect(again).toEqual({ outcome: 'purged', purgedAt: T0 + 2 });
  expect(items.filter(({ action }) => action === 'purge')).toHaveLength(1);
});

test('what was closed long enough ago is erased, the oldest first, and nothing else', async () => {
  const [open, early, late, recent] = [
    await started(registry),
    await started(registry),
    await started(registry),
    await started(registry),
  ];
  await registry.onboardings.close(early, T0 + 1);
  await registry.onboardings.close(late, T0 + 2);
  await registry.onboardings.close(recent, T0 + 10);
  const first = await registry.purges.purgeClosed(T0 + 5, 1, T0 + 20);
  const leftAfterFirst = [await left(early), await left(late)];
  const second = await registry.purges.purgeClosed(T0 + 5, 10, T0 + 20);
  const third = await registry.purges.purgeClosed(T0 + 5, 10, T0 + 20);

  expect([first, second, third]).toEqual([1, 1, 0]);
  expect(leftAfterFirst).toEqual([{ outbox: 1 }, expect.objectContaining({ stores: 1 })]);
  expect(await left(open)).toMatchObject({ stores: 1 });
  expect(await left(recent)).toMatchObject({ stores: 1 });
});
