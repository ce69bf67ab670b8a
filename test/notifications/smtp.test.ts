import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { Secret } from '../../src/domain/secret';
import { createMailer, type Mail, type SmtpSettings } from '../../src/notifications/smtp';

interface Mailbox {
  readonly port: number;
  readonly received: { readonly envelope: SMTPServerSession['envelope']; readonly email: Email }[];
  close(): Promise<void>;
}

const NOW = Date.UTC(2026, 10, 21, 10, 15, 0);
const mail: Mail = {
  messageId: '<0123abcd@evergrant.example>',
  to: { address: 'seller@shop.example' },
  subject: 'Connect your Amazon store',
  text: 'Grüße, please connect.',
  html: '<p>Grüße, please connect.</p>',
};

let mailbox: Mailbox;
afterEach(() => mailbox.close());

async function startMailbox(options: SMTPServerOptions = {}): Promise<Mailbox> {
  const received: Mailbox['received'] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        void PostalMime.parse(Buffer.concat(chunks)).then((email) => {
          received.push({ envelope: session.envelope, email });
          done();
        });
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const mailer = (settings: Partial<SmtpSettings> = {}) =>
  createMailer({
    host: '127.0.0.1',
    port: mailbox.port,
    secure: false,
    from: { name: 'Acme Sync', address: 'no-reply@evergrant.example' },
    clock: { now: () => NOW },
    ...settings,
  });

describe('a mail that the server takes', () => {
  beforeEach(async () => {
    mailbox = await startMailbox();
  });

  it('arrives as it was written, to exactly one recipient', async () => {
    expect(await mailer().send(mail)).toEqual({ outcome: 'sent', messageId: mail.messageId });
    expect(mailbox.received).toMatchObject([
      {
        envelope: {
          mailFrom: { address: 'no-reply@evergrant.example' },
          rcptTo: [{ address: 'seller@shop.example' }],
        },
        email: {
          from: { name: 'Acme Sync', address: 'no-reply@evergrant.example' },
          to: [{ address: 'seller@shop.example' }],
          subject: mail.subject,
          messageId: mail.messageId,
          date: new Date(NOW).toISOString(),
          text: `${mail.text}\n`,
          html: `${mail.html}\n`,
        },
      },
    ]);
  });

  it('says that no out-of-office reply is wanted', async () => {
    await mailer().send(mail);
    expect(mailbox.received[0]!.email.headers).toContainEqual(
      expect.objectContaining({ key: 'auto-submitted', value: 'auto-generated' }),
    );
  });

  it('gets no further header from its subject', async () => {
    await mailer().send({ ...mail, subject: 'Hello\r\nBcc: victim@other.example\r\n\r\nInjected' });
    const [one] = mailbox.received;
    expect(one!.email.subject).toBe('Hello Bcc: victim@other.example Injected');
    expect(one!.email.bcc).toBeUndefined();
    expect(one!.email.text).toBe(`${mail.text}\n`);
  });

  it('gets no further header from the name of its sender', async () => {
    await mailer({ from: { name: 'A\r\nBcc: v@other.example', address: 'no-reply@evergrant.example' } }).send(mail);
    expect(mailbox.received[0]!.email.bcc).toBeUndefined();
    expect(mailbox.received[0]!.envelope.rcptTo).toHaveLength(1);
  });

  it.each([
    'seller@shop.example,victim@other.example',
    'seller@shop.example\r\nRCPT TO:<victim@other.example>',
    'Seller <victim@other.example>',
    '"victim@other.example"@shop.example',
  ])('is not sent at all to %j', async (address) => {
    expect(await mailer().send({ ...mail, to: { address } })).toEqual({
      outcome: 'rejected',
      reason: 'address_malformed',
    });
    expect(mailbox.received).toEqual([]);
  });

  it.each(['0123@evergrant.example', '<a@b>\r\nBcc: v@other.example', '<a b@c>', '<>'])(
    'does not take %j for a Message-ID',
    async (messageId) => {
      await expect(mailer().send({ ...mail, messageId })).rejects.toThrow(RangeError);
    },
  );

  it('reads no file and no address that its text names', async () => {
    const trick = { path: '/etc/hostname' } as unknown as string;
    await mailer().send({ ...mail, html: trick });
    expect(mailbox.received).toEqual([]);
  });
});

const reply = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });

describe('a reply of the server', () => {
  it.each([
    ['550 at RCPT', 550, '5.1.1 no such user', { outcome: 'rejected', reason: 'recipient_refused' }],
    ['a policy 550 at RCPT', 550, '5.7.1 relaying denied', { outcome: 'rejected', reason: 'sender_refused' }],
    ['450 at RCPT', 450, '4.2.0 greylisted', { outcome: 'unverifiable', reason: 'server_error' }],
    ['452 at RCPT', 452, '4.2.2 mailbox full', { outcome: 'unverifiable', reason: 'server_error' }],
  ])('%s', async (_case, code, text, outcome) => {
    mailbox = await startMailbox({ onRcptTo: (_address, _session, done) => done(reply(code, text)) });
    expect(await mailer().send(mail)).toEqual(outcome);
  });

  it.each([
    ['553 at MAIL', 553, { outcome: 'rejected', reason: 'sender_refused' }],
    ['451 at MAIL', 451, { outcome: 'unverifiable', reason: 'server_error' }],
  ])('%s', async (_case, code, outcome) => {
    mailbox = await startMailbox({ onMailFrom: (_address, _session, done) => done(reply(code, 'no')) });
    expect(await mailer().send(mail)).toEqual(outcome);
  });

  it.each([
    ['554 to the message', 554, { outcome: 'rejected', reason: 'message_refused' }],
    ['451 to the message', 451, { outcome: 'unverifiable', reason: 'server_error' }],
  ])('%s', async (_case, code, outcome) => {
    mailbox = await startMailbox({
      onData(stream, _session, done) {
        stream.resume().on('end', () => done(reply(code, 'no')));
      },
    });
    expect(await mailer().send(mail)).toEqual(outcome);
  });

  it.each([
    ['554 as greeting', 554, { outcome: 'rejected', reason: 'sender_refused' }],
    ['421 as greeting', 421, { outcome: 'unverifiable', reason: 'server_error' }],
  ])('%s', async (_case, code, outcome) => {
    mailbox = await startMailbox({ onConnect: (_session, done) => done(reply(code, 'not you')) });
    expect(await mailer().send(mail)).toEqual(outcome);
  });
});

describe('a server that is not there', () => {
  it('says nothing about the recipient', async () => {
    mailbox = await startMailbox();
    const settings = { port: mailbox.port };
    await mailbox.close();
    expect(await mailer(settings).send(mail)).toEqual({ outcome: 'unverifiable', reason: 'unreachable' });
  });

  it('is no verdict, also when it hangs up in the middle of the message', async () => {
    const answers: Readonly<Record<string, string>> = { DATA: '354 go on', QUIT: '221 bye' };
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      let inData = false;
      socket.write('220 ready\r\n');
      socket.on('data', (data) => {
        if (inData) return void socket.destroy();
        const command = data.toString().trim().split(' ')[0]!;
        inData = command === 'DATA';
        return void socket.write(`${answers[command] ?? '250 ok'}\r\n`);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    mailbox = {
      port: (server.address() as AddressInfo).port,
      received: [],
      close: () => new Promise((resolve) => server.close(() => resolve())),
    };
    expect(await mailer().send(mail)).toEqual({ outcome: 'unverifiable', reason: 'unreachable' });
  });
});

describe('the password of the relay', () => {
  const auth = { user: 'relay', password: new Secret('canary-password') };

  it('is never sent over a connection without TLS', async () => {
    let asked = false;
    mailbox = await startMailbox({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth(_auth, _session, done) {
        asked = true;
        done(null, { user: 'relay' });
      },
    });
    const outcome = await mailer({ auth }).send(mail);
    expect(outcome).toEqual({ outcome: 'rejected', reason: 'sender_refused' });
    expect(asked).toBe(false);
  });

  it('is not in what a failure says', async () => {
    mailbox = await startMailbox({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
    const one = mailer({ auth });
    expect(inspect([one, await one.send(mail)], { showHidden: true, depth: 10 })).not.toMatch(/canary/);
  });
});

it('a sender that is not one address is refused at once', async () => {
  mailbox = await startMailbox();
  expect(() => mailer({ from: { name: 'A', address: 'a@b.example, c@d.example' } })).toThrow(RangeError);
});
