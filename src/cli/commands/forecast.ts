import type { Command } from 'commander';
import type { AuthorizationForecast } from '../../domain/contract/forecast';
import { readForecast } from '../../documents/forecast-document';
import { examples } from '../examples';
import type { Style } from '../output';
import type { Session } from '../session';
import { table } from '../table';
import { counted } from '../words';

export function defineForecast(program: Command, session: Session): void {
  program
    .command('forecast')
    .summary('show which renewals fall due when')
    .description(
      'Counts the authorizations in force by the week in which they end, for sixty weeks, and marks the weeks with ' +
        'uncommonly many. Those that are renewed come again a year later.',
    )
    .addHelpText(
      'after',
      examples('evergrant forecast', "evergrant forecast --json | jq '.weeks[] | select(.cliff) | .from'"),
    )
    .action(() => forecast(session));
}

async function forecast(session: Session): Promise<void> {
  const { authorizationLimit } = session.installation();
  const registry = await session.registry();
  const document = await readForecast(registry, authorizationLimit, session.clock().now());
  session.output.result(document, (style) => forPeople(document, style));
}

const HEADINGS = ['WEEK FROM', 'ENDING', 'AGAIN', ''];
const LONGEST_BAR = 40;

function forPeople(document: AuthorizationForecast, { bold, unwise }: Style): string {
  const { weeks, averagePerWeek, cliffFrom } = document;
  const most = Math.max(1, ...weeks.map(({ ending, again }) => ending + again));
  const rows = weeks.map(({ from, ending, again, cliff }) => {
    const bar = '#'.repeat(Math.ceil(((ending + again) / most) * LONGEST_BAR));
    return [from.slice(0, 10), figure(ending), figure(again), cliff ? `${bar} cliff` : bar];
  });
  const [headings = '', ...lines] = table([HEADINGS, ...rows]).split('\n');
  return [
    `On average ${averagePerWeek} end in a week; a week with ${cliffFrom} or more is a cliff.`,
    ...besides(document),
    '',
    bold(headings),
    ...lines.map((line, week) => (weeks[week]?.cliff ? unwise(line) : line)),
  ].join('\n');
}

function besides({ expired, later, capacity: { limit, used } }: AuthorizationForecast): readonly string[] {
  return [
    ...(expired > 0
      ? [`${counted(expired, 'authorization has', 'authorizations have')} ended and may be revived.`]
      : []),
    ...(later > 0 ? [`${later} more end after these weeks.`] : []),
    ...(limit === null
      ? []
      : [`${used ?? 0} of ${limit} authorizations of an application that is not listed are used.`]),
  ];
}

function figure(count: number): string {
  return count === 0 ? '-' : String(count);
}
