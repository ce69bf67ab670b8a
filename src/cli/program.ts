import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { defineAlerts } from './commands/alerts';
import { defineAudit } from './commands/audit';
import { defineBulk } from './commands/bulk';
import { defineAdopt } from './commands/adopt';
import { defineCampaign } from './commands/campaign';
import { defineConnection, defineKey } from './commands/credentials';
import { defineDecideOwner } from './commands/decide-owner';
import { defineDoctor } from './commands/doctor';
import { defineEvents } from './commands/events';
import { defineForecast } from './commands/forecast';
import { defineIncidents } from './commands/incidents';
import { defineKeys } from './commands/keys';
import { defineMail } from './commands/mail';
import { definePurge, defineReceipts, defineUndo } from './commands/leaving';
import { defineLink } from './commands/link';
import { defineList } from './commands/list';
import { defineOnboard } from './commands/onboard';
import { definePlan } from './commands/plan';
import { definePolicy } from './commands/policy';
import { defineShow } from './commands/show';
import { defineToken } from './commands/token';
import { defineVault } from './commands/vault';
import { defineVerbs } from './commands/verbs';
import { defineViews } from './commands/views';
import { defineReplay, defineWebhooks } from './commands/webhooks';
import { examples } from './examples';
import type { Session } from './session';

const EXIT_CODES_HELP = `
Exit codes:
  0  done
  1  failed, or doctor found something broken
  2  arguments, input or settings cannot be used; nothing was done
  3  not found
  4  the state of things forbids it
  5  something outside cannot be reached`;

/** The command line without its commands: what every command understands. */
export function createProgram(): Command {
  const program = new Command('evergrant');
  return program
    .description(
      'The command line of Evergrant for operators and developers. It works on the database itself, so also while the api ' +
        'and Temporal are down; what must follow is carried out as soon as they run.',
    )
    .version(version(), '--version', 'show the version')
    .option('--json', 'print JSON, on standard error too')
    .option('--data-folder <path>', 'work on what npm start runs in this folder')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .addHelpText('after', examples('evergrant doctor', 'evergrant list --waiting-on operator', 'evergrant show acme'))
    .addHelpText('after', EXIT_CODES_HELP);
}

/** Adds every command, in the order of the help. */
export function defineCommands(program: Command, session: Session): void {
  defineOnboard(program, session);
  defineAdopt(program, session);
  defineCampaign(program, session);
  defineList(program, session);
  defineShow(program, session);
  definePlan(program, session);
  defineForecast(program, session);
  definePolicy(program, session);
  defineLink(program, session);
  defineKey(program, session);
  defineConnection(program, session);
  defineVerbs(program, session);
  defineUndo(program, session);
  defineDecideOwner(program, session);
  definePurge(program, session);
  defineReceipts(program, session);
  defineBulk(program, session);
  defineAudit(program, session);
  defineViews(program, session);
  defineToken(program, session);
  defineEvents(program, session);
  defineIncidents(program, session);
  defineAlerts(program, session);
  defineWebhooks(program, session);
  defineReplay(program, session);
  defineKeys(program, session);
  defineVault(program, session);
  defineMail(program, session);
  defineDoctor(program, session);
}

function version(): string {
  const text = readFileSync(join(__dirname, '../../package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
