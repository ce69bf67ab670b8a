import type { Command } from 'commander';
import { isoInstant } from '../../domain/clock';
import { onboardingId } from '../../domain/contract/identifiers';
import { listFilters, type ListFilters } from '../../domain/contract/list';
import type { OnboardingSummary } from '../../domain/contract/status';
import { PARTIES, STAGES } from '../../domain/stages';
import { MAX_PAGE_SIZE, paging } from '../../documents/paging';
import { summaryDocument } from '../../documents/status-document';
import type { Registry } from '../../registry/registry';
import { examples } from '../examples';
import { Failure } from '../failure';
import { parseWith } from '../input';
import type { Style } from '../output';
import { printable } from '../printable';
import type { Session } from '../session';
import { table } from '../table';
import { counted, duration } from '../words';

interface ListOptions {
  readonly stage?: string;
  readonly waitingOn?: string;
  readonly merchant?: string;
  readonly expiresBefore?: string;
  readonly waitingAtLeast?: string;
  readonly limit?: string;
  readonly cursor?: string;
  readonly all?: true;
}

export function defineList(program: Command, session: Session): void {
  program
    .command('list')
    .summary('list onboardings')
    .description('Lists onboardings in the order of their ids. Filters are combined.')
    .option('--stage <stage>', `only those at this stage: ${STAGES.join(', ')}`)
    .option('--waiting-on <party>', `only those that wait for: ${PARTIES.join(', ')}`)
    .option('--merchant <id>', 'only those of this merchant')
    .option('--expires-before <instant>', 'only authorizations that end before this instant, as 2027-03-01T00:00:00Z')
    .option('--waiting-at-least <length>', 'only those that have waited so long for the same party, as 7d or 12h')
    .option('--limit <number>', `largest number of lines, at most ${MAX_PAGE_SIZE} (default: 20)`)
    .option('--cursor <cursor>', 'the page after one that was shown')
    .option('--all', 'all pages at once')
    .addHelpText(
      'after',
      examples(
        'evergrant list --waiting-on operator',
        'evergrant list --waiting-on seller --waiting-at-least 7d',
        'evergrant list --expires-before 2027-03-01T00:00:00Z --all',
        "evergrant list --all --json | jq -r '.items[].onboardingId'",
      ),
    )
    .action((options: ListOptions) => list(session, options));
}

interface Page {
  readonly items: readonly OnboardingSummary[];
  readonly nextCursor: string | null;
}

const pages = paging('onboardings', onboardingId);
const listQuery = listFilters.extend(pages.query);

interface Query extends ListFilters {
  /** The onboarding after which the page begins. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

async function list(session: Session, options: ListOptions): Promise<void> {
  const { stage, waitingOn, merchant: merchantId, expiresBefore, cursor } = options;
  const limit = options.limit ?? (options.all ? String(MAX_PAGE_SIZE) : undefined);
  const waitingSinceBefore =
    options.waitingAtLeast === undefined
      ? undefined
      : isoInstant(session.clock().now() - lengthOf(options.waitingAtLeast));
  const given = { stage, waitingOn, merchantId, expiresBefore, waitingSinceBefore, cursor, limit };
  const query: Query = parseWith(listQuery, given, 'query');
  const registry = await session.registry();
  const page = options.all ? await everyPage(session, registry, query) : await onePage(session, registry, query);
  const now = session.clock().now();
  session.output.result(page, (style) => forPeople(page, now, style));
}

const TELL_EVERY_MS = 2_000;

async function everyPage(session: Session, registry: Registry, query: Query): Promise<Page> {
  const items: OnboardingSummary[] = [];
  let told = Date.now();
  for (let cursor = query.cursor; ; cursor = items.at(-1)?.onboardingId) {
    const page = await onePage(session, registry, { ...query, cursor });
    items.push(...page.items);
    if (page.nextCursor === null) return { items, nextCursor: null };
    if (Date.now() - told < TELL_EVERY_MS) continue;
    told = Date.now();
    session.output.progress(`Read ${counted(items.length, 'onboarding')} …`);
  }
}

async function onePage(session: Session, registry: Registry, query: Query): Promise<Page> {
  const { cursor, stage, waitingOn, merchantId, expiresBefore, waitingSinceBefore, limit } = query;
  const { items, next } = await registry.onboardings.list({
    limit,
    ...(stage !== undefined && { stage }),
    ...(waitingOn !== undefined && { waitingOn }),
    ...(merchantId !== undefined && { merchantId }),
    ...(expiresBefore !== undefined && { expiresBefore }),
    ...(waitingSinceBefore !== undefined && { waitingSinceBefore }),
    ...(cursor !== undefined && { after: cursor }),
  });
  const { spApiBase } = session.installation().amazon;
  return { items: items.map((view) => summaryDocument(view, spApiBase)), nextCursor: pages.cursorAfter(next) };
}

const UNITS_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000 };

/** Milliseconds of `7d` or `12h`. */
function lengthOf(given: string): number {
  const [, count = '', unit = ''] = /^(\d{1,5})([dh])$/.exec(given) ?? [];
  const unitMs = UNITS_MS[unit];
  if (unitMs !== undefined) return Number(count) * unitMs;
  throw new Failure({
    kind: 'unusable',
    code: 'invalid_argument',
    message: '--waiting-at-least is no length of time.',
    remedy: 'Write days as 7d or hours as 12h.',
  });
}

const HEADINGS = ['ONBOARDING', 'MERCHANT', 'STAGE', 'WAITS FOR', 'SINCE', 'ENDS', 'FIRST THING MISSING'];

function forPeople({ items, nextCursor }: Page, now: number, { bold }: Style): string {
  if (items.length === 0) return 'There is no such onboarding.';
  const rows = items.map((item) => [
    item.onboardingId,
    item.merchantId,
    item.stage,
    item.waitingOn,
    duration(now - Date.parse(item.waitingSince)),
    item.authorization?.expiresAt.slice(0, 10) ?? '-',
    printable(item.requirements[0]?.sentence ?? '-'),
  ]);
  const [headings = '', ...lines] = table([HEADINGS, ...rows]).split('\n');
  const more = nextCursor === null ? [] : ['', `There are more: add --cursor ${nextCursor}`];
  return [bold(headings), ...lines, ...more].join('\n');
}
