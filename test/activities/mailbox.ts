import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly to: string;
  readonly email: Email;
}

/** A mail server that keeps what it gets. */
export interface Mailbox {
  readonly port: number;
  readonly received: ReceivedMail[];
  /** Refuses these addresses for good. */
  readonly refused: Set<string>;
  close(): Promise<void>;
}

export async function startMailbox(): Promise<Mailbox> {
  const received: ReceivedMail[] = [];
  const refused = new Set<string>();
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onRcptTo: ({ address }, _session, done) => {
      done(refused.has(address) ? Object.assign(new Error('5.1.1 Nobody here'), { responseCode: 550 }) : null);
    },
    onData: (stream, { envelope }, done) => {
      void buffer(stream)
        .then((raw) => PostalMime.parse(raw))
        .then((email) => {
          received.push({ to: envelope.rcptTo.map(({ address }) => address).join(), email });
          done();
        });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    refused,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

/** The calendar file that came with a mail, its folded lines put together again; undefined if there was none. */
export function calendarOf({ email }: ReceivedMail): string | undefined {
  const attached = email.attachments.find(({ mimeType }) => mimeType === 'text/calendar');
  if (!attached) return undefined;
  const { content } = attached;
  const text = typeof content === 'string' ? content : new TextDecoder().decode(content);
  return text.replaceAll(/\r?\n /g, '');
}

export function headerOf({ email }: ReceivedMail, name: string): string | undefined {
  return email.headers.find(({ key }) => key === name)?.value;
}
