import { setTimeout as pause } from 'node:timers/promises';
import { Argument, type Command } from 'commander';
import type { Instant } from '../../domain/clock';
import type { Verb, VerbDetail } from '../../domain/verbs';
import type { Registry } from '../../registry/registry';
import type { StatusView } from '../../registry/status-view';
import { examples } from '../examples';
import { Failure } from '../failure';
import type { Session } from '../session';
import { table } from '../table';
import { onboardingsWhere, parseWhere, WHERE_NAMES } from '../where';
import { counted, duration } from '../words';
import { reasonOf, snoozeDetail } from './verbs';

/** What can be asked of many at once: nothing that ends an onboarding. */
const BULK_VERBS = ['remind', 'snooze', 'probe', 'reopen', 'refresh'] as const satisfies readonly Verb[];
type BulkVerb = (typeof BULK_VERBS)[number];

interface BulkOptions {
  readonly where: readonly string[];
  readonly reason: string;
  readonly yes?: true;
  readonly perMinute: string;
  readonly days: string;
}

const FASTEST_PER_MINUTE = 600;
const MINUTE_MS = 60_000;
const TELL_EVERY_MS = 2_000;
const ASKED_LATELY_MS = 60 * MINUTE_MS;

export function defineBulk(program: Command, session: Session): void {
  program
    .command('bulk')
    .summary('ask the same of many onboardings')
    .description(
      'Asks the same of every onboarding for which all filters hold. Shows which these are and does nothing, unless --yes ' +
        'is given. One that was asked the same within the hour is left out, so that a run that broke off can be repeated.',
    )
    .addArgument(new Argument('<verb>', 'what is asked').choices(BULK_VERBS))
    .requiredOption('--where <filter...>', `name=value of: ${WHERE_NAMES}`)
    .requiredOption('--reason <sentence>', 'why; kept in the audit')
    .option('--yes', 'do it')
    .option('--per-minute <number>', `how many a minute at most, up to ${FASTEST_PER_MINUTE}`, '60')
    .option('--days <number>', 'snooze: for how many days', '7')
    .addHelpText(
      'after',
      examples(
        'evergrant bulk remind --where stage=expired --reason "The mail server was down."',
        'evergrant bulk remind --where stage=expired --reason "The mail server was down." --yes',
        'evergrant bulk refresh --where waiting-on=us waiting-days=1 --reason "New code." --yes --per-minute 30',
      ),
    )
    .action((verb: BulkVerb, options: BulkOptions) => bulk(session, verb, options));
}

interface Outcome {
  readonly onboardingId: string;
  /** `closed`: it was disconnected for good since it was found. */
  readonly outcome: 'would_ask' | 'asked' | 'asked_lately' | 'closed';
  readonly auditId: string | null;
}

async function bulk(session: Session, verb: BulkVerb, options: BulkOptions): Promise<void> {
  const where = parseWhere(options.where);
  const spacingMs = MINUTE_MS / perMinute(options.perMinute);
  const reason = reasonOf(options.reason);
  const detail = verb === 'snooze' ? snoozeDetail(session, options) : undefined;
  const registry = await session.registry();
  const now = session.clock().now();

  const found: StatusView[] = [];
  for await (const view of onboardingsWhere(registry, where, now)) found.push(view);
  if (options.yes) await askAll(session, found, { verb, reason, ...(detail && { detail }) }, spacingMs);
  else showOnly(session, verb, found, now);
}

async function askAll(
  session: Session,
  found: readonly StatusView[],
  asked: Omit<Asked, 'onboardingId'>,
  spacingMs: number,
): Promise<void> {
  const registry = await session.registry();
  const items: Outcome[] = [];
  let told = Date.now();
  let nextAt = Date.now();
  for (const { onboardingId } of found) {
    await pause(nextAt - Date.now());
    const item = await ask(session, registry, { ...asked, onboardingId });
    items.push(item);
    if (item.outcome === 'asked') nextAt = Math.max(nextAt, Date.now()) + spacingMs;
    if (Date.now() - told < TELL_EVERY_MS) continue;
    told = Date.now();
    session.output.progress(`${items.length} of ${counted(found.length, 'onboarding')} …`);
  }
  const { verb } = asked;
  const count = (which: Outcome['outcome']) => items.filter(({ outcome }) => outcome === which).length;
  session.output.result({ verb, dryRun: false, items }, () =>
    [
      `Asked ${counted(count('asked'), 'onboarding')}: ${verb}.`,
      `Left out because they were asked the same within the hour: ${count('asked_lately')}.`,
      `Disconnected meanwhile: ${count('closed')}.`,
    ].join('\n'),
  );
}

function showOnly(session: Session, verb: BulkVerb, found: readonly StatusView[], now: Instant): void {
  const items: Outcome[] = found.map(({ onboardingId }) => ({ onboardingId, outcome: 'would_ask', auditId: null }));
  session.output.result({ verb, dryRun: true, items }, ({ bold }) => {
    if (found.length === 0) return 'There is no such onboarding.';
    const rows = found.map(({ onboardingId, merchantId, stage, waitingOn, waitingSince }) => [
      onboardingId,
      merchantId,
      stage,
      waitingOn,
      duration(now - waitingSince),
    ]);
    const [headings = '', ...lines] = table([['ONBOARDING', 'MERCHANT', 'STAGE', 'WAITS FOR', 'SINCE'], ...rows]).split(
      '\n',
    );
    return [bold(headings), ...lines, '', `Nothing was done. Add --yes to ask ${found.length} of these: ${verb}.`].join(
      '\n',
    );
  });
}

interface Asked {
  readonly onboardingId: string;
  readonly verb: BulkVerb;
  readonly reason: string;
  readonly detail?: VerbDetail;
}

async function ask(session: Session, registry: Registry, asked: Asked): Promise<Outcome> {
  const { onboardingId, verb } = asked;
  const now = session.clock().now();
  if (await wasAskedLately(registry, onboardingId, verb, now)) {
    return { onboardingId, outcome: 'asked_lately', auditId: null };
  }
  const requested = await registry.verbs.request({ ...asked, actor: session.actor }, now);
  return requested
    ? { onboardingId, outcome: 'asked', auditId: requested.auditId }
    : { onboardingId, outcome: 'closed', auditId: null };
}

async function wasAskedLately(
  registry: Pick<Registry, 'audit'>,
  onboardingId: string,
  verb: BulkVerb,
  now: Instant,
): Promise<boolean> {
  const { items } = await registry.audit.list({ onboardingId, limit: 100 });
  return items.some(({ action, at }) => action === verb && at > now - ASKED_LATELY_MS);
}

function perMinute(given: string): number {
  const number = Number(given);
  if (Number.isInteger(number) && number >= 1 && number <= FASTEST_PER_MINUTE) return number;
  throw new Failure({
    kind: 'unusable',
    code: 'out_of_range',
    message: `--per-minute is a whole number from 1 to ${FASTEST_PER_MINUTE}.`,
    remedy: 'Nothing was done; give another one.',
  });
}
