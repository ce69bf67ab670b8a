import PostalMime, { type Attachment, type Email } from 'postal-mime';

/** What a mail that came to the bounce address says. */
export type DeliveryReport =
  /** A mail was given up for good. By which Message-ID it may be known, the surest first. */
  | { readonly kind: 'failed'; readonly messageIds: readonly string[] }
  /** It is late, was delivered, or failed for a reason that may pass. */
  | { readonly kind: 'not_failed' }
  /** Some other mail: an answer, an out-of-office reply, spam. */
  | { readonly kind: 'no_report' };

/** RFC 3464, and RFC 6533 for internationalized addresses. */
const STATUS_PARTS = ['message/delivery-status', 'message/global-delivery-status'];
const RETURNED_PARTS = ['message/rfc822', 'message/global', 'text/rfc822-headers', 'message/global-headers'];

/** Reports are flat; whoever nests deeper or has longer headers wants something else. */
const LIMITS = { maxNestingDepth: 20, maxHeadersSize: 128 * 1024, maxRfc822NestingDepth: 0 } as const;

/**
 * A report and what it returns are a few hundred lines. The parser takes a kilobyte or two of memory for each, however
 * short: half a megabyte of line ends would cost the process almost a gigabyte.
 */
const LINES_MAX = 4_000;

const PERMANENT_STATUS = /^5\.\d{1,3}\.\d{1,3}\b/;
const MESSAGE_ID = /<[^<>\s]{1,250}>/g;
/** A report is about one mail; more would be an attempt to hit many. */
const MESSAGE_IDS_MAX = 4;

/** Reads a delivery status notification (RFC 3464). Rejects if the mail cannot be parsed at all. */
export async function readDeliveryReport(raw: Uint8Array): Promise<DeliveryReport> {
  if (hasMoreLinesThan(LINES_MAX, raw)) return { kind: 'no_report' };
  const mail = await PostalMime.parse(raw, { ...LIMITS, forceRfc822Attachments: true, attachmentEncoding: 'utf8' });
  const status = mail.attachments.find(({ mimeType }) => STATUS_PARTS.includes(mimeType));
  if (!isReport(mail) || !status) return { kind: 'no_report' };
  if (!recipients(textOf(status)).some(failedForGood)) return { kind: 'not_failed' };
  return { kind: 'failed', messageIds: await messageIdsOf(mail) };
}

function hasMoreLinesThan(limit: number, raw: Uint8Array): boolean {
  let lines = 0;
  for (let end = raw.indexOf(LINE_FEED); end !== -1 && lines <= limit; end = raw.indexOf(LINE_FEED, end + 1))
    lines += 1;
  return lines > limit;
}

const LINE_FEED = 0x0a;

function isReport({ headers }: Email): boolean {
  const type = headers.find(({ key }) => key === 'content-type')?.value ?? '';
  return /^\s*multipart\/report\b/i.test(type);
}

/**
 * The returned mail tells it, whole or by its headers. Some systems return neither and answer the mail instead, as a
 * person would.
 */
async function messageIdsOf(mail: Email): Promise<readonly string[]> {
  const returned = mail.attachments.find(({ mimeType }) => RETURNED_PARTS.includes(mimeType));
  const inside = returned && (await PostalMime.parse(headersOf(textOf(returned)), LIMITS)).messageId;
  const told = [inside, mail.inReplyTo, mail.references].flatMap((text) => text?.match(MESSAGE_ID) ?? []);
  return [...new Set(told)].slice(0, MESSAGE_IDS_MAX);
}

/** What is behind them was written in lines unknown to us until it was decoded. */
function headersOf(mail: string): string {
  const [headers = ''] = mail.split(/\r?\n\r?\n/, 1);
  return `${headers}\r\n\r\n`;
}

type Fields = ReadonlyMap<string, string>;

/** RFC 3464 §2.1: groups of fields parted by empty lines, the first about the mail, the others about a recipient each. */
function recipients(status: string): readonly Fields[] {
  return status
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]+(?=\S)/g, ' ')
    .split(/\n[ \t]*\n/)
    .map(fieldsOf)
    .filter((fields) => fields.has('action'));
}

function fieldsOf(group: string): Fields {
  return new Map(
    group.split('\n').flatMap((line): [string, string][] => {
      const colon = line.indexOf(':');
      return colon < 1 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]];
    }),
  );
}

function failedForGood(fields: Fields): boolean {
  return /^failed\b/i.test(fields.get('action') ?? '') && PERMANENT_STATUS.test(fields.get('status') ?? '');
}

function textOf({ content }: Attachment): string {
  return typeof content === 'string' ? content : new TextDecoder().decode(content);
}
