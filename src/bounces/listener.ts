import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import { takeMail, type TakeMailDeps, type TakenMail } from './take-mail';

export interface BounceLog {
  /** Fields are counts and fixed words: nothing of the mail. */
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export interface BounceListenerOptions extends TakeMailDeps {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The one recipient that is accepted. */
  readonly address: string;
  readonly log: BounceLog;
  /** How long a connection may last in all, in milliseconds. */
  readonly connectionMs?: number;
}

export interface BounceListener {
  readonly port: number;
  stop(): Promise<void>;
}

/** A report returns a mail of ours, a few kilobytes, once at most. */
const MAX_BYTES = 512 * 1024;
const MAX_CONNECTIONS = 20;
const SILENCE_MS = 30_000;
const CONNECTION_MS = 120_000;

/**
 * Listens for mails that come back. It takes mail for our own bounce address and for nobody else, answers within the SMTP
 * dialogue only, and keeps nothing of what it reads but that a contact is unreachable. Throws if the port is taken.
 */
export async function startBounceListener(options: BounceListenerOptions): Promise<BounceListener> {
  const { host, port, address, log, connectionMs = CONNECTION_MS } = options;
  const taken = new Map<TakenMail | 'too_large', number>();
  const sockets = new Set<Socket>();

  const count = (outcome: TakenMail | 'too_large') => {
    const times = (taken.get(outcome) ?? 0) + 1;
    taken.set(outcome, times);
    log.info({ outcome, times }, 'A mail came to the bounce address');
  };
  const receive = async (stream: SMTPServerDataStream): Promise<Refusal | undefined> => {
    const raw = await read(stream);
    if (raw === undefined) {
      count('too_large');
      return refusal(552, 'Message exceeds the size limit');
    }
    try {
      count(await takeMail(options, raw));
      return undefined;
    } catch (error) {
      log.warn({ error: error instanceof Error ? error.name : 'unknown' }, 'A bounce could not be written down');
      return refusal(451, 'Try again later');
    }
  };

  const server = new SMTPServer({
    name: address.slice(address.lastIndexOf('@') + 1),
    banner: 'bounces only',
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    size: MAX_BYTES,
    maxClients: MAX_CONNECTIONS,
    socketTimeout: SILENCE_MS,
    onRcptTo: ({ address: recipient }, _session, callback) => {
      const ours = recipient.toLowerCase() === address.toLowerCase();
      callback(ours ? null : refusal(550, 'Mail for this recipient is not taken here'));
    },
    onData: (stream, _session, callback) => {
      receive(stream).then(
        (refused) => callback(refused ?? null),
        // The connection broke within the mail.
        () => callback(refusal(451, 'Try again later')),
      );
    },
  });
  server.server.on('connection', (socket) => {
    sockets.add(socket);
    // Whoever sends a byte now and then never falls silent.
    const end = setTimeout(() => socket.destroy(), connectionMs);
    socket.once('close', () => {
      clearTimeout(end);
      sockets.delete(socket);
    });
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, host, listening);
  });
  // From here on an error is a client that went away in the middle: its own affair.
  server.on('error', () => undefined);

  return {
    port: (server.server.address() as AddressInfo).port,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

interface Refusal extends Error {
  readonly responseCode: number;
}

function refusal(responseCode: number, message: string): Refusal {
  return Object.assign(new Error(message), { responseCode });
}

/** The mail, or undefined if it is too large; what is beyond the limit is thrown away as it comes. */
async function read(stream: SMTPServerDataStream): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size <= MAX_BYTES ? Buffer.concat(chunks) : undefined;
}
