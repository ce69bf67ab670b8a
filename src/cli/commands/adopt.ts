import type { Command } from 'commander';
import { adoptionReport, beginAdoption } from '../../documents/adoption';
import { readAdoptionFile } from '../../documents/adoption-file';
import {
  adoptionSchema,
  type AdoptionReport,
  type AdoptionResult,
  DEFAULT_STARTS_PER_HOUR,
  type ReadRow,
} from '../../domain/contract/adoption';
import { examples } from '../examples';
import { Failure } from '../failure';
import { parseWith, readText } from '../input';
import type { Style } from '../output';
import { printable } from '../printable';
import type { Session } from '../session';
import { table } from '../table';
import { counted } from '../words';

/** A fleet of tens of thousands, each with a private key. */
const MAX_FILE_BYTES = 256 * 1024 * 1024;
const TELL_EVERY_MS = 2_000;

interface AdoptOptions {
  readonly csv?: true;
  readonly yes?: true;
  readonly startsPerHour: string;
}

export function defineAdopt(program: Command, session: Session): void {
  program
    .command('adopt')
    .summary('take over grants that there are already')
    .description(
      'Takes over merchants whose sellers consented elsewhere: a list of rows in JSON, or CSV. Without --yes it only ' +
        'says what would be done. One row that cannot be used stops no other, and the same rows again change nothing. ' +
        'Nobody is invited. See docs/adoption.md.',
    )
    .argument('[file]', 'the rows; standard input without it or for -')
    .option('--csv', 'the rows are CSV, also where the file is not named .csv')
    .option('--yes', 'do it')
    .option(
      '--starts-per-hour <number>',
      'how many are begun in an hour: each asks Amazon and Commerce',
      String(DEFAULT_STARTS_PER_HOUR),
    )
    .addHelpText(
      'after',
      examples(
        'evergrant adopt merchants.csv',
        'evergrant adopt merchants.csv --yes --starts-per-hour 1200',
        'evergrant adopt rows.json --json | jq \'.results[] | select(.outcome == "refused")\'',
      ),
    )
    .action((file: string | undefined, options: AdoptOptions) => adopt(session, file, options));
}

async function adopt(session: Session, file: string | undefined, options: AdoptOptions): Promise<void> {
  const { startsPerHour } = parseWith(
    adoptionSchema(session.contract().adoptionRow).pick({ startsPerHour: true }),
    { startsPerHour: Number(options.startsPerHour) },
    'query',
  );
  const rows = await readRows(session, file, options.csv === true || file?.endsWith('.csv') === true);
  const registry = await session.registry();
  const { actor } = session;
  const clock = session.clock();
  const dryRun = options.yes !== true;
  if (!dryRun) {
    // Whoever works on the database itself permits it by saying so; it is audited like every other permission.
    const { ticket } = await registry.tickets.issue({ action: 'adoption', onboardingId: null, actor }, clock.now());
    await registry.tickets.redeem(ticket, 'adoption', null, clock.now());
  }
  const run = {
    adoptions: registry.adoptions,
    policy: await registry.policies.current(),
    bodyHmacKey: session.installation().bodyHmacKey,
    actor,
    startsPerHour,
    dryRun,
  };
  const adoptRow = await beginAdoption(run, clock.now());
  const results: AdoptionResult[] = [];
  let told = Date.now();
  for (const row of rows) {
    results.push(await adoptRow(row, clock.now()));
    if (Date.now() - told < TELL_EVERY_MS) continue;
    told = Date.now();
    session.output.progress(`${dryRun ? 'Checked' : 'Took over'} ${results.length} of ${rows.length} rows …`);
  }
  const report = adoptionReport(dryRun, results);
  session.output.result(report, (style) => forPeople(report, style));
  if (report.refused > 0) session.foundBroken();
}

async function readRows(session: Session, path: string | undefined, isCsv: boolean): Promise<readonly ReadRow[]> {
  const format = isCsv ? 'csv' : 'json';
  const { text } = await readText(session, path, format.toUpperCase(), MAX_FILE_BYTES);
  const file = readAdoptionFile(text, format, session.contract().adoptionRow);
  if (file.outcome === 'rows') return file.rows;
  const { message, remedy } = file;
  throw new Failure({ kind: 'unusable', code: 'unreadable_rows', message, remedy });
}

function forPeople({ dryRun, adopted, unchanged, refused, results }: AdoptionReport, { bold }: Style): string {
  const problems = results.flatMap((result) =>
    result.problems.map(({ pointer, detail, remedy }) => [
      String(result.row),
      result.onboardingId ?? '-',
      printable(pointer || '(whole row)'),
      printable(`${detail} ${remedy}`),
    ]),
  );
  const lastStart = results.findLast(({ startsAt }) => startsAt !== null)?.startsAt;
  const begin = typeof lastStart === 'string' ? ` The last one begins at ${lastStart}.` : '';
  const said = dryRun
    ? `${counted(adopted, 'row')} would be taken over, ${unchanged} were before, ${refused} cannot be. Nothing was done: add --yes to do it.`
    : `${counted(adopted, 'row')} taken over, ${unchanged} unchanged, ${refused} refused.${begin}`;
  if (problems.length === 0) return said;
  const [headings = '', ...lines] = table([['ROW', 'ONBOARDING', 'FIELD', 'WHAT IS WRONG'], ...problems]).split('\n');
  return [bold(headings), ...lines, '', said].join('\n');
}
