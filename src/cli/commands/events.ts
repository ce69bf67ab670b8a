import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { EVENT_TYPES, eventDocument, type EventDocument } from '../../domain/contract/events';
import { merchantId, onboardingId } from '../../domain/contract/identifiers';
import { MAX_PAGE_SIZE, paging } from '../../documents/paging';
import type { EventQuery } from '../../registry/events';
import type { Registry } from '../../registry/registry';
import { examples } from '../examples';
import { parseWith } from '../input';
import type { Style } from '../output';
import { printable } from '../printable';
import type { Session } from '../session';

interface EventsOptions {
  readonly type?: string;
  readonly merchant?: string;
  readonly onboarding?: string;
  readonly limit?: string;
  readonly cursor?: string;
  readonly all?: true;
  readonly follow?: true;
}

export function defineEvents(program: Command, session: Session): void {
  program
    .command('events')
    .summary('list events, or follow them')
    .description(
      'Lists what happened, oldest first. With --follow shows new events as they come, one a line, until Ctrl-C; with ' +
        '--all before them those that there are.',
    )
    .option('--type <type>', `only this type: ${EVENT_TYPES.join(', ')}`)
    .option('--merchant <id>', 'only those of this merchant')
    .option('--onboarding <id>', 'only those of this onboarding')
    .option('--limit <number>', `largest number of lines, at most ${MAX_PAGE_SIZE} (default: 20)`)
    .option('--cursor <cursor>', 'the page after one that was shown')
    .option('--all', 'all pages at once')
    .option('--follow', 'go on with what comes')
    .addHelpText(
      'after',
      examples(
        'evergrant events --onboarding acme --all',
        'evergrant events --follow',
        'evergrant events --follow --json | jq \'select(.type == "authorization.expired")\'',
      ),
    )
    .action((options: EventsOptions) => events(session, options));
}

const pages = paging('events', z.int());
const querySchema = z.strictObject({
  type: z.enum(EVENT_TYPES as [(typeof EVENT_TYPES)[number]]).optional(),
  merchantId: merchantId.optional(),
  onboardingId: onboardingId.optional(),
  ...pages.query,
});

async function events(session: Session, options: EventsOptions): Promise<void> {
  const { type, merchant, onboarding, cursor: givenCursor, limit: givenLimit } = options;
  const asked = {
    type,
    merchantId: merchant,
    onboardingId: onboarding,
    cursor: givenCursor,
    limit: givenLimit,
  };
  const { cursor, limit, ...filters } = parseWith(querySchema, asked, 'query');
  const query: EventQuery = {
    limit: options.all ? LARGE_PAGE : limit,
    ...(cursor !== undefined && { after: cursor }),
    ...(filters.type !== undefined && { types: [filters.type] }),
    ...(filters.merchantId !== undefined && { merchantId: filters.merchantId }),
    ...(filters.onboardingId !== undefined && { onboardingId: filters.onboardingId }),
  };
  const registry = await session.registry();
  if (options.follow) return follow(session, registry, query, options.all === true || cursor !== undefined);

  const items: EventDocument[] = [];
  let page = await registry.events.page(query);
  items.push(...page.items.map(eventDocument));
  while (options.all && page.next !== null) {
    page = await registry.events.page({ ...query, after: page.next });
    items.push(...page.items.map(eventDocument));
  }
  const document: EventPageDocument = {
    items,
    nextCursor: pages.cursorAfter(page.next),
    resumeCursor: pages.cursorAfter(page.last),
  };
  session.output.result(document, (style) => forPeople(document, style));
}

interface EventPageDocument {
  readonly items: readonly EventDocument[];
  readonly nextCursor: string | null;
  /** From here on whoever reads on misses nothing; null on an empty page. */
  readonly resumeCursor: string | null;
}

const LARGE_PAGE = 1_000;
const LOOK_EVERY_MS = 1_000;

/** Reads on for ever; the process ends by a signal. `fromTheStart`: also what there was before. */
async function follow(
  { output }: Session,
  { events: source }: Registry,
  query: EventQuery,
  fromTheStart: boolean,
): Promise<void> {
  let after = query.after;
  for (let caughtUp = fromTheStart; ;) {
    const { items, next, last } = await source.page({
      ...query,
      limit: LARGE_PAGE,
      ...(after !== undefined && { after }),
    });
    if (caughtUp) for (const event of items.map(eventDocument)) output.line(event, (style) => lineOf(event, style));
    after = last ?? after;
    if (next !== null) continue;
    caughtUp = true;
    await delay(LOOK_EVERY_MS);
  }
}

function forPeople({ items, nextCursor }: EventPageDocument, style: Style): string {
  if (items.length === 0) return 'There is no such event.';
  const more = nextCursor === null ? [] : ['', `There are more: add --cursor ${nextCursor}`];
  return [...items.map((event) => lineOf(event, style)), ...more].join('\n');
}

function lineOf({ id, type, timestamp, onboardingId: onboarding, data }: EventDocument, { bold }: Style): string {
  const facts = Object.entries(data).map(([name, value]) => `${name}=${printable(textOf(value))}`);
  return [timestamp, bold(type), onboarding ?? '-', ...facts, `(${id})`].join('  ');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
