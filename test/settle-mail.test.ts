import pino from 'pino';
import { settleMail } from '../src/settle-mail';
import { T0, testDatabase, type TestDatabase } from './registry/fixture';

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.remove());

/** What a start in an environment logs. */
async function logged(environment: string): Promise<readonly unknown[]> {
  const lines: unknown[] = [];
  const log = pino({ base: null, timestamp: false }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const { mailing } = await database.open();
  await settleMail(mailing, environment, { now: () => T0 }, log);
  return lines;
}

it('a process that works on a copied database says so loudly, and how to end that', async () => {
  expect(await logged('original')).toEqual([]);
  expect(await logged('copy')).toMatchObject([
    { level: 50, here: 'copy', home: 'original', msg: expect.stringContaining('evergrant mail move') },
  ]);
});

it('a process that starts while mails are muted says so', async () => {
  const { mailing } = await database.open();
  await mailing.mute('test', 'A fair', T0);
  expect(await logged('original')).toMatchObject([{ level: 40, msg: expect.stringContaining('muted') }]);
});
