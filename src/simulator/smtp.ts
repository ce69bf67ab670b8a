import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Clock } from '../domain/clock';
import type { CallLog } from './calls';
import type { Faults } from './faults';
import type { Mail, Mailbox } from './mailbox';
import { fateOf, sendBack } from './undeliverable';

const MAX_BYTES = 5_000_000;

export interface SmtpListener {
  readonly port: number;
  stop(): Promise<void>;
}

interface SmtpDeps {
  readonly mailbox: Mailbox;
  readonly calls: CallLog;
  readonly faults: Faults;
  readonly clock: Clock;
  /** Where the product takes in mails that come back; without it none do. */
  readonly bouncePort: number | undefined;
}

interface Connection {
  readonly socket: Socket;
  readonly openedAt: number;
  /** The server greets late, to catch those who talk too soon (0.1 s): part of the time that a mail costs. */
  silentMs: number;
}

/** Takes mail for everyone, without TLS and without sign-in; a mail is acknowledged once it is on disk. */
export async function startSmtp(deps: SmtpDeps, host: string, port: number): Promise<SmtpListener> {
  const connections = new Map<number, Connection>();
  const returns = new Set<Promise<void>>();
  const giveBack = (raw: Buffer, sender: string, recipient: string) => {
    if (deps.bouncePort === undefined) return;
    const sending = sendBack({ raw, sender, recipient }, host, deps.bouncePort, deps.clock).finally(() =>
      returns.delete(sending),
    );
    returns.add(sending);
  };
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    size: MAX_BYTES,
    onConnect({ remotePort }, callback) {
      const connection = connections.get(remotePort);
      if (connection) connection.silentMs = performance.now() - connection.openedAt;
      callback();
    },
    onRcptTo({ address }, _session, callback) {
      const refused = fateOf(address) === 'refused';
      callback(refused ? Object.assign(new Error('5.1.1 No such mailbox'), { responseCode: 550 }) : null);
    },
    onData(stream, session, callback) {
      const connection = connections.get(session.remotePort);
      receive(deps, giveBack, stream, session, connection?.silentMs ?? 0).then(
        (reply) => {
          if (reply === 'dropped') connection?.socket.destroy();
          else if (reply.code < 400) callback(null, reply.text);
          else callback(Object.assign(new Error(reply.text), { responseCode: reply.code }));
        },
        () => callback(new Error('The mail could not be stored')),
      );
    },
  });
  server.server.on('connection', (socket) => {
    const { remotePort } = socket;
    if (remotePort === undefined) return;
    connections.set(remotePort, { socket, openedAt: performance.now(), silentMs: 0 });
    socket.once('close', () => connections.delete(remotePort));
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, host, listening);
  });
  // From here on an error is a client that went away in the middle: its own affair.
  server.on('error', () => undefined);
  return {
    port: (server.server.address() as AddressInfo).port,
    stop: async () => {
      await new Promise<void>((done) => {
        server.close(done);
        for (const { socket } of connections.values()) socket.destroy();
      });
      await Promise.all(returns);
    },
  };
}

type Reply = { readonly code: number; readonly text: string } | 'dropped';

async function receive(
  { mailbox, calls, faults, clock }: SmtpDeps,
  giveBack: (raw: Buffer, sender: string, recipient: string) => void,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  silentMs: number,
): Promise<Reply> {
  const started = performance.now() - silentMs;
  const at = clock.now();
  const finish = (reply: Reply): Reply => {
    const status = reply === 'dropped' ? null : reply.code;
    calls.record({ operation: 'smtp', at, status, ms: performance.now() - started });
    return reply;
  };
  const raw = await buffer(stream);
  const fault = await faults.take('smtp');
  if (fault) await faults.suffer(fault);
  if (fault?.drop === 'before') return finish('dropped');
  if (fault?.status !== undefined && fault.drop !== 'after') {
    return finish({ code: fault.status, text: typeof fault.body === 'string' ? fault.body : 'Refused on order' });
  }
  if (stream.sizeExceeded) return finish({ code: 552, text: 'Message exceeds the size limit' });
  const mail = await mailbox.add(await read(raw, session, at));
  for (const recipient of mail.to) if (fateOf(recipient) === 'bounced') giveBack(raw, mail.from, recipient);
  return finish(fault?.drop === 'after' ? 'dropped' : { code: 250, text: `OK: stored as ${mail.id}` });
}

async function read(raw: Buffer, session: SMTPServerSession, receivedAt: number): Promise<Omit<Mail, 'id'>> {
  const parsed = await PostalMime.parse(raw);
  const { mailFrom, rcptTo } = session.envelope;
  return {
    receivedAt,
    messageId: parsed.messageId,
    from: mailFrom === false ? '' : mailFrom.address,
    to: rcptTo.map(({ address }) => address.toLowerCase()),
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    html: parsed.html,
    calendar: calendarIn(parsed),
    headers: parsed.headers.map(({ key, value }) => ({ name: key, value })),
  };
}

function calendarIn({ attachments }: Email): string | undefined {
  const content = attachments.find(({ mimeType }) => mimeType === 'text/calendar')?.content;
  return content === undefined || typeof content === 'string' ? content : new TextDecoder().decode(content);
}
