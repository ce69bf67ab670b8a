import PostalMime from 'postal-mime';
import { readDeliveryReport } from '../../src/bounces/delivery-report';
import { outOfOffice, postfixLike, SHAPES, withoutReturnedMail } from './reports';

const ID = '<0a1b2c@backend.example>';
const read = (mail: string) => readDeliveryReport(Buffer.from(mail));
afterEach(() => jest.restoreAllMocks());

describe.each(SHAPES)('%s', (_name, report) => {
  it('tells that a mail failed for good, and which', async () => {
    expect(await read(report({ messageId: ID }))).toEqual({ kind: 'failed', messageIds: [ID] });
  });

  it.each(['delayed', 'delivered', 'relayed', 'expanded'])('is no failure if the mail was %s', async (action) => {
    expect(await read(report({ action }))).toEqual({ kind: 'not_failed' });
  });

  it('is no failure for good with a status that may pass', async () => {
    expect(await read(report({ status: '4.4.7' }))).toEqual({ kind: 'not_failed' });
  });
});

it.each([
  ['an answer that quotes a report', outOfOffice(ID)],
  [
    'a report of another kind',
    postfixLike()
      .replace('delivery-status;', 'disposition-notification;')
      .replaceAll('message/delivery-status', 'message/disposition-notification'),
  ],
  ['a mail without headers', '\r\nAction: failed\r\nStatus: 5.1.1\r\n'],
  ['nothing', ''],
])('%s is no delivery report', async (_what, mail) => {
  expect(await read(mail)).toEqual({ kind: 'no_report' });
});

it('a report that names no mail of anybody tells that something failed, not what', async () => {
  const report = withoutReturnedMail().replace(/In-Reply-To: .*\r\n/, '');
  expect(await read(report)).toEqual({ kind: 'failed', messageIds: [] });
});

it('a report that names a thousand mails counts for a few at most', async () => {
  const many = Array.from({ length: 1_000 }, (_, index) => `<${index}@backend.example>`).join('\r\n ');
  const report = await read(withoutReturnedMail({ messageId: many }));
  expect(report.kind === 'failed' && report.messageIds.length).toBeLessThanOrEqual(4);
});

it('of a report with thousands of lines nothing is read, since each costs the parser memory', async () => {
  const report = postfixLike({ messageId: ID });
  const padded = (lines: number) => report.replace('A report in several parts.', '\n'.repeat(lines));

  expect(await read(padded(1_000))).toEqual({ kind: 'failed', messageIds: [ID] });
  expect(await read(padded(5_000))).toEqual({ kind: 'no_report' });
});

it('of a returned mail only the headers are parsed, whatever its encoding hides', async () => {
  const returned = `Message-ID: ${ID}\n\n${'\n'.repeat(300_000)}`;
  const report = [
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.shop.example',
    '',
    'Action: failed',
    'Status: 5.1.1',
    '',
    '--b',
    'Content-Type: message/rfc822',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(returned).toString('base64'),
    '--b--',
    '',
  ].join('\r\n');
  const parse = jest.spyOn(PostalMime, 'parse');

  expect(await read(report)).toEqual({ kind: 'failed', messageIds: [ID] });
  const [, inside = ''] = parse.mock.calls.map(([mail]) => mail as string);
  expect(inside.length).toBeLessThan(100);
});

it('parts in a thousand layers are refused', async () => {
  const layers = Array.from({ length: 1_000 }, (_, index) => [
    `Content-Type: multipart/mixed; boundary=l${index}`,
    '',
    `--l${index}`,
  ]).flat();
  await expect(read(`${layers.join('\r\n')}\r\n`)).rejects.toThrow();
});
