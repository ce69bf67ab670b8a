import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { systemClock } from '../../src/domain/clock';
import { Secret } from '../../src/domain/secret';
import type { SmtpSettings } from '../../src/notifications/smtp';
import { checkMailServer } from '../../src/notifications/smtp-check';

const FROM = { name: 'Test', address: 'evergrant@backend.example' };
const AUTH = { user: 'evergrant', password: new Secret('canary-password') };
const TIMEOUT_MS = 2_000;

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

function settings(port: number, rest: Partial<SmtpSettings> = {}): SmtpSettings {
  return { host: '127.0.0.1', port, secure: false, from: FROM, clock: systemClock, ...rest };
}

async function smtpServer(options: SMTPServerOptions): Promise<number> {
  const server = new SMTPServer({ disableReverseLookup: true, ...options });
  server.on('error', () => undefined);
  closing.push(() => server.close());
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return (listening.address() as AddressInfo).port;
}

async function listen(server: Server): Promise<number> {
  closing.push(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('the check of the mail server', () => {
  it('greets and leaves, and sends no mail', async () => {
    let mails = 0;
    const port = await smtpServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      onMailFrom(_address, _session, done) {
        mails += 1;
        done();
      },
    });
    expect(await checkMailServer(settings(port), TIMEOUT_MS)).toEqual({
      outcome: 'ready',
      encrypted: false,
      loggedIn: false,
    });
    expect(mails).toBe(0);
  });

  it('tells a certificate that is not trusted from a server that is down', async () => {
    const port = await smtpServer({ secure: true, disabledCommands: ['AUTH'] });
    expect(await checkMailServer(settings(port, { secure: true }), TIMEOUT_MS)).toEqual({ outcome: 'tls_failed' });
  });

  it('sends no password over a connection that is not encrypted', async () => {
    let logins = 0;
    const port = await smtpServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth(_auth, _session, done) {
        logins += 1;
        done(null, { user: 'evergrant' });
      },
    });
    expect(await checkMailServer(settings(port, { auth: AUTH }), TIMEOUT_MS)).not.toMatchObject({ outcome: 'ready' });
    expect(logins).toBe(0);
  });

  it('says that nobody listens', async () => {
    const port = await listen(createServer());
    closing.splice(0).forEach((close) => close());
    expect(await checkMailServer(settings(port), TIMEOUT_MS)).toEqual({ outcome: 'unreachable', why: 'connect' });
  });

  it('says that nobody answers, and does not wait for ever', async () => {
    const port = await listen(createServer((socket) => socket.on('error', () => undefined)));
    expect(await checkMailServer(settings(port), 300)).toEqual({ outcome: 'unreachable', why: 'timeout' });
  });

  it('says that what answers is no mail server', async () => {
    const port = await listen(createServer((socket) => socket.end('I am something else\r\n')));
    expect(await checkMailServer(settings(port), TIMEOUT_MS)).toEqual({ outcome: 'unexpected_answer' });
    const web = await listen(createHttpServer());
    expect(await checkMailServer(settings(web), 500)).not.toMatchObject({ outcome: 'ready' });
  });
});
