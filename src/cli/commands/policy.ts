import type { Command } from 'commander';
import { utc } from '../../domain/clock';
import type { PolicyDocument } from '../../domain/contract/policy';
import { policyDocumentOf } from '../../documents/policy-document';
import { examples } from '../examples';
import type { Session } from '../session';
import { table } from '../table';

export function definePolicy(program: Command, session: Session): void {
  program
    .command('policy')
    .summary('show lifetimes, reminders and deadlines')
    .description(
      'Shows the newest version of the policy, as it is configured and in force. The dates that follow from it for an ' +
        'onboarding are shown by plan.',
    )
    .addHelpText('after', examples('evergrant policy', 'evergrant policy --json | jq .reminderDaysBefore'))
    .action(() => policy(session));
}

async function policy(session: Session): Promise<void> {
  const registry = await session.registry();
  const document = policyDocumentOf(await registry.policies.newest());
  session.output.result(document, () => forPeople(document));
}

function forPeople({ version, since, toldAt, ...fields }: PolicyDocument): string {
  const followed =
    toldAt === null ? 'Authorizations are still being planned anew by it.' : 'All authorizations follow it.';
  return [`Version ${version} of the policy, since ${utc(since)}. ${followed}`, '', table(rowsOf(fields))].join('\n');
}

/** Each figure by its name in the file, those of an object after its name and a dot. */
function rowsOf(fields: object, prefix = ''): readonly (readonly string[])[] {
  return Object.entries(fields).flatMap(([name, value]: [string, unknown]) => {
    if (Array.isArray(value)) return [[`${prefix}${name}`, value.join(', ')]];
    return typeof value === 'object' && value !== null
      ? rowsOf(value, `${prefix}${name}.`)
      : [[`${prefix}${name}`, String(value)]];
  });
}
