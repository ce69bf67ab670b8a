/** Delivery reports in the shapes of several mail systems, written for these tests. */
export interface ReportFacts {
  readonly messageId: string;
  readonly action: string;
  readonly status: string;
}

const FAILED: ReportFacts = { messageId: '<0a1b2c@backend.example>', action: 'failed', status: '5.1.1' };

type Shape = (facts?: Partial<ReportFacts>) => string;

const lines = (...parts: readonly (string | readonly string[])[]): string => `${parts.flat().join('\r\n')}\r\n`;

const returnedHeaders = (messageId: string): readonly string[] => [
  'From: "Shop Backend" <no-reply@backend.example>',
  'To: seller@shop.example',
  `Message-ID: ${messageId}`,
  'Subject: Connect your Amazon store',
  'Auto-Submitted: auto-generated',
];

/** Text, machine-readable part, the whole mail; the status in two groups. */
export const postfixLike: Shape = (facts = {}) => {
  const { messageId, action, status } = { ...FAILED, ...facts };
  return lines(
    'Return-Path: <>',
    'From: MAILER-DAEMON@mx.shop.example (Mail system)',
    'To: bounces@backend.example',
    'Subject: Your mail came back',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status;',
    '\tboundary="4bXyz.1700000000/mx.shop.example"',
    'Message-Id: <4bXyz@mx.shop.example>',
    '',
    'A report in several parts.',
    '',
    '--4bXyz.1700000000/mx.shop.example',
    'Content-Description: Notification',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'The mailbox does not exist. What is said here to people is of no interest to us.',
    'Action: delivered',
    '',
    '--4bXyz.1700000000/mx.shop.example',
    'Content-Description: Delivery report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.shop.example',
    'X-Postfix-Queue-ID: 4bXyz',
    'Arrival-Date: Sat, 21 Nov 2026 10:00:00 +0000 (UTC)',
    '',
    'Final-Recipient: rfc822; seller@shop.example',
    `Action: ${action}`,
    `Status: ${status}`,
    'Remote-MTA: dns; store.shop.example',
    'Diagnostic-Code: smtp; 550 5.1.1 <seller@shop.example>: no such',
    '    mailbox',
    '',
    '--4bXyz.1700000000/mx.shop.example',
    'Content-Description: Undelivered mail',
    'Content-Type: message/rfc822',
    'Content-Transfer-Encoding: 8bit',
    '',
    returnedHeaders(messageId),
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Grüße, please connect.',
    '',
    '--4bXyz.1700000000/mx.shop.example--',
  );
};

/** An alternative text part first, fields in capitals with comments, only the headers come back, in base64. */
export const exchangeLike: Shape = (facts = {}) => {
  const { messageId, action, status } = { ...FAILED, ...facts };
  return lines(
    'From: <postmaster@shop.example>',
    'To: <bounces@backend.example>',
    'Date: Sat, 21 Nov 2026 10:00:05 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type="delivery-status"; boundary="b1_outer"',
    'Content-Language: en-US',
    'Message-ID: <9c0ffee@shop.example>',
    `In-Reply-To: ${messageId}`,
    `References: ${messageId}`,
    'Subject: Undeliverable: Connect your Amazon store',
    '',
    '--b1_outer',
    'Content-Type: multipart/alternative; differences=Content-Type; boundary="b2_inner"',
    '',
    '--b2_inner',
    'Content-Type: text/plain; charset="us-ascii"',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'The address was not found at shop.example.=20',
    '',
    '--b2_inner',
    'Content-Type: text/html; charset="us-ascii"',
    '',
    '<html><body><p>The address was not found.</p></body></html>',
    '',
    '--b2_inner--',
    '',
    '--b1_outer',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns;AB1CD2.shop.example',
    'Received-From-MTA: dns;mail.backend.example',
    'Arrival-Date: Sat, 21 Nov 2026 10:00:04 +0000',
    '',
    'FINAL-RECIPIENT: rfc822;seller@shop.example',
    `ACTION: ${action} (given up)`,
    `STATUS: ${status}0 (recipient not found)`,
    'Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound',
    '',
    '--b1_outer',
    'Content-Type: text/rfc822-headers',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(lines(returnedHeaders(messageId))).toString('base64'),
    '',
    '--b1_outer--',
  );
};

/** Everything in one related part, the failed recipient also in a header, the mail returned at the end. */
export const gmailLike: Shape = (facts = {}) => {
  const { messageId, action, status } = { ...FAILED, ...facts };
  return lines(
    'Received: by 2002:a05:6830:1 with SMTP id x1; Sat, 21 Nov 2026 02:00:00 -0800 (PST)',
    'From: Mail Delivery Subsystem <mailer-daemon@mail.example>',
    'To: bounces@backend.example',
    'Auto-Submitted: auto-replied',
    'Subject: Delivery Status Notification (Failure)',
    `References: ${messageId}`,
    `In-Reply-To: ${messageId}`,
    'X-Failed-Recipients: seller@shop.example',
    'Message-ID: <65f.gmr@mail.example>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; boundary="000000000000abc"; report-type=delivery-status',
    '',
    '--000000000000abc',
    'Content-Type: multipart/related; boundary="000000000000abd"',
    '',
    '--000000000000abd',
    'Content-Type: multipart/alternative; boundary="000000000000abe"',
    '',
    '--000000000000abe',
    'Content-Type: text/plain; charset="UTF-8"',
    '',
    '** Address not found **',
    '',
    '--000000000000abe--',
    '--000000000000abd',
    'Content-Type: image/png; name="icon.png"',
    'Content-Disposition: attachment; filename="icon.png"',
    'Content-Transfer-Encoding: base64',
    'Content-ID: <icon.png>',
    '',
    'iVBORw0KGgo=',
    '--000000000000abd--',
    '--000000000000abc',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mail.example',
    'Arrival-Date: Sat, 21 Nov 2026 01:59:58 -0800 (PST)',
    `X-Original-Message-ID: ${messageId}`,
    '',
    'Final-Recipient: rfc822; seller@shop.example',
    `Action: ${action}`,
    `Status: ${status}`,
    'Diagnostic-Code: smtp; 550-5.1.1 The account that you tried to reach does not exist.',
    ' 550 5.1.1 Look for typing errors.',
    'Last-Attempt-Date: Sat, 21 Nov 2026 02:00:00 -0800 (PST)',
    '',
    '--000000000000abc',
    'Content-Type: message/rfc822',
    '',
    'Received: by 2002:a05:6830:1 with SMTP id x0; Sat, 21 Nov 2026 01:59:58 -0800 (PST)',
    returnedHeaders(messageId),
    '',
    '----- Message truncated -----',
    '',
    '--000000000000abc--',
  );
};

/** Neither mail nor headers come back: the report answers the mail, and nothing else names it. */
export const withoutReturnedMail: Shape = (facts = {}) => {
  const { messageId, action, status } = { ...FAILED, ...facts };
  return lines(
    'From: postmaster@shop.example',
    `In-Reply-To: ${messageId}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=x',
    '',
    '--x',
    'Content-Type: text/plain',
    '',
    'It did not arrive.',
    '--x',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.shop.example',
    '',
    'Final-Recipient: rfc822; seller@shop.example',
    `Action: ${action}`,
    `Status: ${status}`,
    '--x--',
  );
};

export const SHAPES: readonly (readonly [string, Shape])[] = [
  ['the shape of Postfix', postfixLike],
  ['the shape of Exchange', exchangeLike],
  ['the shape of Gmail', gmailLike],
  ['a report without the mail', withoutReturnedMail],
];

/** An answer of a person or a machine that quotes everything a report would. */
export const outOfOffice = (messageId: string): string =>
  lines(
    'From: seller@shop.example',
    `In-Reply-To: ${messageId}`,
    'Subject: Out of office',
    'Auto-Submitted: auto-replied',
    'Content-Type: text/plain',
    '',
    'Action: failed',
    'Status: 5.1.1',
    `Message-ID: ${messageId}`,
  );
