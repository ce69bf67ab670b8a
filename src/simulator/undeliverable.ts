import { randomUUID } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Clock } from '../domain/clock';

/**
 * What becomes of a mail, by the local part of its recipient (`refuse@…`, `bounce@…`, or either with a dot or plus sign
 * and more behind it): refused at once, taken and then sent back, or delivered.
 */
export function fateOf(recipient: string): 'refused' | 'bounced' | 'delivered' {
  if (/^refuse(?:[.+][^@]*)?@/i.test(recipient)) return 'refused';
  return /^bounce(?:[.+][^@]*)?@/i.test(recipient) ? 'bounced' : 'delivered';
}

export interface ReturnedMail {
  readonly raw: Buffer;
  /** Envelope sender; a mail without one is never answered. */
  readonly sender: string;
  readonly recipient: string;
}

/** Sends a delivery status notification (RFC 3464) to where the product takes them in; nobody hears if it is not there. */
export async function sendBack(mail: ReturnedMail, host: string, port: number, clock: Clock): Promise<void> {
  if (mail.sender === '') return;
  const transport = createTransport({ host, port, secure: false, ignoreTLS: true });
  try {
    await transport.sendMail({ envelope: { from: '', to: [mail.sender] }, raw: reportOf(mail, clock) });
  } catch {
    // As anywhere: a report that cannot be delivered is dropped.
  } finally {
    transport.close();
  }
}

function reportOf({ raw, sender, recipient }: ReturnedMail, clock: Clock): string {
  const boundary = randomUUID();
  const now = new Date(clock.now()).toUTCString();
  return [
    'From: Mail Delivery System <mailer-daemon@simulator.example>',
    `To: <${sender}>`,
    `Date: ${now}`,
    `Message-ID: <${randomUUID()}@simulator.example>`,
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'The simulator sends mail to this address back.',
    '',
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; simulator.example',
    `Arrival-Date: ${now}`,
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 No such mailbox',
    '',
    `--${boundary}`,
    'Content-Type: text/rfc822-headers',
    '',
    headersOf(raw),
    '',
    `--${boundary}--`,
    '',
  ].join('\r\n');
}

function headersOf(raw: Buffer): string {
  const end = raw.indexOf('\r\n\r\n');
  return raw.subarray(0, end < 0 ? raw.length : end).toString('latin1');
}
