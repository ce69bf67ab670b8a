import type { Command } from 'commander';
import { queryToday, SAVED_VIEWS } from '../../temporal/saved-views';
import { examples } from '../examples';
import type { Session } from '../session';

export function defineViews(program: Command, session: Session): void {
  program
    .command('views')
    .summary('print queries for the Temporal UI')
    .description(
      'Prints the queries behind the saved views that an operator keeps in the Temporal UI, with the dates of today.',
    )
    .addHelpText('after', examples('evergrant views', "evergrant views --json | jq -r '.[0].query'"))
    .action(() => {
      const now = session.clock().now();
      const views = SAVED_VIEWS.map((view) => ({ name: view.name, query: queryToday(view, now) }));
      session.output.result(views, ({ bold }) =>
        views.map(({ name, query }) => `${bold(name)}\n  ${query}`).join('\n\n'),
      );
    });
}
