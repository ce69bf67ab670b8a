import type { Command } from 'commander';
import { describeAlert } from '../../domain/alerts';
import { isoInstant, utc } from '../../domain/clock';
import { onboardingId as onboardingIdSchema } from '../../domain/contract/identifiers';
import { runbookEntry } from '../../domain/runbook';
import type { Alerts } from '../../registry/alerts';
import { examples } from '../examples';
import { parseWith } from '../input';
import type { Style } from '../output';
import { printable } from '../printable';
import type { Session } from '../session';

/** Newest ones shown. */
const SHOWN = 20;

type RaisedAlerts = Awaited<ReturnType<Alerts['list']>>;

export function defineAlerts(program: Command, session: Session): void {
  program
    .command('alerts')
    .summary('list what operators were told')
    .description(
      'Lists the newest alerts: what happened, what to do, and whether mail and webhook have arrived. A way that is off was ' +
        'not configured when its turn came.',
    )
    .option('--onboarding <id>', 'only those about this onboarding')
    .addHelpText('after', examples('evergrant alerts', 'evergrant alerts --onboarding acme'))
    .action((options: { readonly onboarding?: string }) => alerts(session, options.onboarding));
}

async function alerts(session: Session, id: string | undefined): Promise<void> {
  const onboardingId = id === undefined ? undefined : parseWith(onboardingIdSchema, id, 'query');
  const registry = await session.registry();
  const found = await registry.alerts.list({ limit: SHOWN, ...(onboardingId !== undefined && { onboardingId }) });
  const items = found.map((alert) => {
    const { alertId, code, params, told, raisedAt } = alert;
    const words = describeAlert({ code, params });
    const runbook = runbookEntry(code);
    return { alertId, code, onboardingId: alert.onboardingId, raisedAt: isoInstant(raisedAt), ...words, runbook, told };
  });
  session.output.result({ items }, (style) => forPeople(found, style));
}

function forPeople(found: RaisedAlerts, { bold }: Style): string {
  if (found.length === 0) return 'Nobody was alerted.';
  return found
    .map(({ code, params, onboardingId, raisedAt, told }) => {
      const { sentence, remedy } = describeAlert({ code, params });
      return [
        bold(`${code}${onboardingId === null ? '' : `  ${onboardingId}`}  ${utc(raisedAt)}`),
        `  ${printable(sentence)}`,
        `  ${printable(remedy)}`,
        `  ${runbookEntry(code)}; mail ${told.mail}, webhook ${told.webhook}`,
      ].join('\n');
    })
    .join('\n\n');
}
