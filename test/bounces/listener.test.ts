import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import { startBounceListener, type BounceListener, type BounceListenerOptions } from '../../src/bounces/listener';
import type { Registry } from '../../src/registry/registry';
import { started } from '../registry/consent-steps';
import { T0, testDatabase, type TestDatabase } from '../registry/fixture';
import { outOfOffice, postfixLike, SHAPES } from './reports';

const ADDRESS = 'bounces@backend.example';

let database: TestDatabase;
let registry: Registry;
let listener: BounceListener;
const logged: { readonly outcome?: string; readonly times?: number }[] = [];
beforeAll(async () => {
  database = await testDatabase();
  registry = await database.open();
});
afterAll(() => database.remove());
beforeEach(async () => {
  logged.length = 0;
  listener = await listen();
});
afterEach(() => listener.stop());

function listen(change: Partial<BounceListenerOptions> = {}): Promise<BounceListener> {
  const record = (fields: Readonly<Record<string, unknown>>) => void logged.push(fields);
  return startBounceListener({
    host: '127.0.0.1',
    port: 0,
    address: ADDRESS,
    mails: registry.mails,
    clock: { now: () => T0 },
    log: { info: record, warn: record },
    ...change,
  });
}

/** A mail server hands a mail over; rejects with its answer if it is refused. */
async function deliver(raw: string, to: string | string[] = ADDRESS, from = ''): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: listener.port, secure: false, ignoreTLS: true });
  await transport.sendMail({ envelope: { from, to }, raw });
}

/** A mail to the seller of a new onboarding; its onboarding and Message-ID. */
async function mailed(): Promise<{ readonly id: string; readonly messageId: string }> {
  const id = await started(registry);
  const messageId = `<${id}@backend.example>`;
  const { contactId } = (await registry.contacts.forRole(id, 'seller'))!;
  const mail = { messageId, onboardingId: id, step: 'invitation', generation: 0, contactId };
  await registry.mails.recordSent(mail, null, T0);
  return { id, messageId };
}

const isReachable = async (id: string) => (await registry.contacts.reachable(id, 'seller')).length > 0;

/** A conversation by hand; the greeting has been read. */
async function conversation(): Promise<{ readonly socket: Socket; readonly say: (line: string) => Promise<string> }> {
  const socket = connect(listener.port, '127.0.0.1');
  await once(socket, 'data');
  return {
    socket,
    async say(line) {
      socket.write(`${line}\r\n`);
      return String((await once(socket, 'data'))[0]);
    },
  };
}

describe('a bounce', () => {
  it.each(SHAPES)('in %s makes the contact unreachable', async (_name, report) => {
    const { id, messageId } = await mailed();
    await deliver(report({ messageId }));
    expect(await isReachable(id)).toBe(false);
    expect(logged).toEqual([{ outcome: 'recorded', times: 1 }]);
  });

  it.each([
    [
      'of a mail that is late',
      (messageId: string) => postfixLike({ messageId, action: 'delayed', status: '4.4.1' }),
      'not_failed',
    ],
    ['that is an out-of-office reply', outOfOffice, 'no_report'],
  ])('%s changes nothing', async (_what, mail, outcome) => {
    const { id, messageId } = await mailed();
    await deliver(mail(messageId));
    expect(await isReachable(id)).toBe(true);
    expect(logged).toEqual([{ outcome, times: 1 }]);
  });

  it('of a Message-ID that somebody made up changes nothing', async () => {
    await deliver(postfixLike({ messageId: '<made-up@backend.example>' }));
    expect(logged).toEqual([{ outcome: 'unknown', times: 1 }]);
  });

  it('that comes again is counted and changes nothing', async () => {
    const { messageId } = await mailed();
    await deliver(postfixLike({ messageId }));
    await deliver(postfixLike({ messageId }));
    await deliver(postfixLike({ messageId }));
    expect(logged.slice(1)).toEqual([
      { outcome: 'repeated', times: 1 },
      { outcome: 'repeated', times: 2 },
    ]);
  });

  it('is asked for again when it could not be written down', async () => {
    await listener.stop();
    listener = await listen({ mails: { bounced: () => Promise.reject(new Error('disk full: seller@shop.example')) } });
    await expect(deliver(postfixLike())).rejects.toMatchObject({ responseCode: 451 });
    expect(JSON.stringify(logged)).not.toContain('seller');
  });

  it('leaves nothing of itself in the log', async () => {
    const { messageId } = await mailed();
    await deliver(postfixLike({ messageId }));
    expect(JSON.stringify(logged)).not.toMatch(/@|shop|Connect/);
  });
});

describe('the bounce listener', () => {
  it.each(['someone@else.example', 'bounces@backend.example.evil.example', 'bounces+x@backend.example', 'postmaster'])(
    'takes no mail for %s',
    async (recipient) => {
      const { say } = await conversation();
      await say('EHLO mx.example');
      await say('MAIL FROM:<>');
      expect(await say(`RCPT TO:<${recipient}>`)).toMatch(/^5\d\d /);
    },
  );

  it('takes no mail that is also for somebody else', async () => {
    const { say } = await conversation();
    await say('EHLO mx.example');
    await say('MAIL FROM:<>');
    expect(await say(`RCPT TO:<${ADDRESS.toUpperCase()}>`)).toMatch(/^250 /);
    expect(await say('RCPT TO:<victim@else.example>')).toMatch(/^550 /);
  });

  it('refuses what is larger than a report can be', async () => {
    await expect(deliver(postfixLike() + 'x'.repeat(600_000))).rejects.toMatchObject({ responseCode: 552 });
    expect(logged).toEqual([{ outcome: 'too_large', times: 1 }]);
  });

  it('drops what it cannot read', async () => {
    const layers = Array.from(
      { length: 200 },
      (_, index) => `Content-Type: multipart/mixed; boundary=l${index}\r\n\r\n--l${index}`,
    );
    await deliver(`${layers.join('\r\n')}\r\n`);
    expect(logged).toEqual([{ outcome: 'unreadable', times: 1 }]);
  });

  it('offers no sign-in', async () => {
    const { say } = await conversation();
    expect(await say('EHLO mx.example')).not.toMatch(/AUTH/);
    expect(await say('AUTH PLAIN AGEAYg==')).toMatch(/^5\d\d /);
  });

  it('ends a connection that lasts too long, even one that is never silent', async () => {
    await listener.stop();
    listener = await listen({ connectionMs: 500 });
    const { socket } = await conversation();
    // Written to while it ends, it may end with an error.
    socket.on('error', () => undefined);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const talking = setInterval(() => socket.write('NOOP\r\n'), 10);
    await closed;
    clearInterval(talking);
  });

  it('stops although somebody is connected', async () => {
    const { socket } = await conversation();
    const closed = once(socket, 'close');
    await listener.stop();
    await closed;
    listener = await listen();
  });

  it('says so if its port is taken', async () => {
    await expect(listen({ port: listener.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
