import { createTransport } from 'nodemailer';
import type { Clock } from '../domain/clock';
import type { Unverifiable } from '../domain/outcomes';
import type { Secret } from '../domain/secret';
import { oneMailbox } from './mail-address';
import { singleLine } from './safe-name';
import { smtpFailure, type MailRejection } from './smtp-failure';

export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. Otherwise STARTTLS is used if offered, and insisted on where there is a password. */
  readonly secure: boolean;
  readonly auth?: { readonly user: string; readonly password: Secret };
  readonly from: { readonly name: string; readonly address: string };
  /** The envelope sender, to whom mail servers report what they could not deliver; without it the sender. */
  readonly bounceAddress?: string;
  readonly clock: Clock;
}

export interface Mail {
  /** `<key@domain>`, the same for the same mail. */
  readonly messageId: string;
  /** One recipient, as an object: a string would be parsed, and a comma in it would make two. */
  readonly to: { readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** An iCalendar file to go with it. */
  readonly calendar?: string | null;
  /** Where one POST ends mails like this one (RFC 8058), absolute. */
  readonly unsubscribe?: string | null;
}

export type MailOutcome =
  | { readonly outcome: 'sent'; readonly messageId: string }
  | { readonly outcome: 'rejected'; readonly reason: MailRejection }
  /** Try later. A mail whose answer was lost may have arrived; its Message-ID tells the copies. */
  | Unverifiable;

export interface Mailer {
  /** Sends once, over a connection of its own. Throws a RangeError for a malformed Message-ID. */
  readonly send: (mail: Mail) => Promise<MailOutcome>;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** RFC 5321 §4.5.3.2 allows minutes; an activity has two for everything. */
const SILENCE_TIMEOUT_MS = 30_000;

const MESSAGE_ID = /^<[A-Za-z0-9._-]{1,64}@[A-Za-z0-9.-]{1,180}>$/;

/** Mail over SMTP. Throws a RangeError if the sender's or the bounce address is none. */
export function createMailer({ host, port, secure, auth, from, bounceAddress, clock }: SmtpSettings): Mailer {
  const sender = oneMailbox(from.address);
  const envelopeSender = oneMailbox(bounceAddress ?? from.address);
  if (sender === undefined || envelopeSender === undefined)
    throw new RangeError('The sender of mails must be one plain address, and so must the bounce address');

  const transport = createTransport({
    host,
    port,
    secure,
    ...(auth && { auth: { user: auth.user, pass: auth.password.reveal() }, requireTLS: !secure }),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  return {
    send: async ({ messageId, to, subject, text, html, calendar, unsubscribe }) => {
      if (!MESSAGE_ID.test(messageId)) throw new RangeError('A Message-ID looks like <key@domain>');
      const recipient = oneMailbox(to.address);
      if (recipient === undefined) return { outcome: 'rejected', reason: 'address_malformed' };

      try {
        await transport.sendMail({
          envelope: { from: envelopeSender, to: [recipient] },
          from: { name: singleLine(from.name), address: sender },
          to: { name: '', address: recipient },
          messageId,
          date: new Date(clock.now()),
          subject: singleLine(subject),
          text,
          html,
          ...(calendar != null && { attachments: [calendarAttachment(calendar)] }),
          headers: {
            // RFC 3834: keeps out-of-office replies away.
            'Auto-Submitted': 'auto-generated',
            ...(unsubscribe != null && unsubscribeHeaders(unsubscribe)),
          },
        });
        return { outcome: 'sent', messageId };
      } catch (error) {
        return smtpFailure(error);
      }
    },
  };
}

function calendarAttachment(calendar: string) {
  return {
    filename: 'renew-amazon.ics',
    content: calendar,
    contentTransferEncoding: 'base64' as const,
    contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
  };
}

/** RFC 8058 §3.1: exactly this value, or mail programs show no button of their own. */
function unsubscribeHeaders(address: string) {
  return {
    // Not folded within the address, which some programs do not put together again.
    'List-Unsubscribe': { prepared: true, value: `<${new URL(address).href}>` },
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}
