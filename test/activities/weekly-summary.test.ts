import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { createSummaryActivities } from '../../src/activities/weekly-summary';
import { DAY_MS } from '../../src/domain/policy';
import { createMailer } from '../../src/notifications/smtp';
import type { Registry } from '../../src/registry/registry';
import { FLEET_SCHEDULES } from '../../src/temporal/schedules';
import { SUMMARY_WORKFLOW } from '../../src/workflows/messages';
import { publication, started } from '../registry/consent-steps';
import { T0, testDatabase, type TestDatabase } from '../registry/fixture';

let database: TestDatabase;
let registry: Registry;
let server: SMTPServer;
const mails: { readonly to: string; readonly messageId: string | undefined; readonly text: string }[] = [];

beforeAll(async () => {
  database = await testDatabase();
  registry = await database.open();
  server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onData: (stream, { envelope }, done) => {
      void buffer(stream)
        .then((raw) => PostalMime.parse(raw))
        .then(({ messageId, text }) => {
          mails.push({ to: envelope.rcptTo.map(({ address }) => address).join(), messageId, text: text ?? '' });
          done();
        });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
});
afterAll(async () => {
  await new Promise((closed) => server.close(() => closed(undefined)));
  await database.remove();
});

const NOW = T0 + 2 * DAY_MS;

function activities(change: { readonly operatorEmail?: string | null; readonly dayMs?: number } = {}) {
  const clock = { now: () => NOW };
  const { port } = server.server.address() as AddressInfo;
  const from = { name: 'Evergrant', address: 'no-reply@backend.example' };
  return createSummaryActivities({
    registry,
    mailer: createMailer({ host: '127.0.0.1', port, secure: false, from, clock }),
    operatorEmail: 'operators@backend.example',
    mailDomain: 'backend.example',
    clock,
    dayMs: DAY_MS,
    ...change,
  });
}

test('operators are told who holds the ball, for how long, and who has waited longest', async () => {
  const id = await started(registry);
  await registry.onboardings.publish(publication(id, { at: T0 + DAY_MS, waitingSince: T0 + DAY_MS }));

  expect(await activities().sendWeeklySummary()).toEqual({ outcome: 'sent' });
  await activities().sendWeeklySummary();

  const [mail, again] = mails;
  expect(mail?.to).toBe('operators@backend.example');
  expect(mail?.text).toContain('Sellers: 1 onboarding now; 1.0 days of the week, 50.0 %');
  expect(mail?.text).toContain('Commerce: 0 onboardings now; 1.0 days of the week, 50.0 %');
  expect(mail?.text).toContain(`${id}: Waiting for the seller to consent at Amazon (seller, for 1.0 days)`);
  expect(again?.messageId).toBe(mail?.messageId);
});

test.each([
  ['an address', { operatorEmail: null }],
  ['real days', { dayMs: 500 }],
])('without %s nobody is told', async (_name, change) => {
  mails.length = 0;
  expect(await activities(change).sendWeeklySummary()).toEqual({ outcome: 'off' });
  expect(mails).toEqual([]);
});

test('it is told once a week, on Monday morning', () => {
  const schedule = FLEET_SCHEDULES.find(({ workflow }) => workflow === SUMMARY_WORKFLOW);
  const began = new Date((schedule?.offsetDays ?? 0) * DAY_MS);
  expect([schedule?.everyDays, began.getUTCDay(), began.getUTCHours()]).toEqual([7, 1, 7]);
});
