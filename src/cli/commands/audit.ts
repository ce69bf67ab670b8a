import type { Command } from 'commander';
import { auditPath } from '../../domain/contract/audit';
import { auditDocument } from '../../documents/audit-document';
import { examples } from '../examples';
import { Failure } from '../failure';
import { parseWith } from '../input';
import type { Style } from '../output';
import { printable } from '../printable';
import type { Session } from '../session';
import { table } from '../table';

export function defineAudit(program: Command, session: Session): void {
  program
    .command('audit')
    .summary('read the audit')
    .helpCommand(false)
    .description('Reads the audit: who did what, and what came of it.')
    .command('show')
    .summary('show what came of a verb')
    .description('Shows one entry of the audit, and of a verb what it has come to.')
    .argument('<auditId>', 'id of the entry, as it was printed when the verb was written down')
    .addHelpText('after', examples('evergrant audit show aud_0aB1cD2eF3gH4iJ5kL6m'))
    .action((id: string) => show(session, id));
}

async function show(session: Session, id: string): Promise<void> {
  const { auditId } = parseWith(auditPath, { auditId: id }, 'path');
  const registry = await session.registry();
  const entry = await registry.audit.find(auditId);
  if (!entry) {
    throw new Failure({
      kind: 'not_found',
      code: 'audit_entry_not_found',
      message: `There is no audit entry "${auditId}".`,
      remedy: 'Copy the id from what was printed when the verb was written down.',
    });
  }
  const shown = auditDocument(entry);
  session.output.result(shown, (style) => forPeople(shown, style));
}

function forPeople(entry: ReturnType<typeof auditDocument>, { bold }: Style): string {
  const { outcome, detail } = entry;
  const details = Object.entries(detail ?? {}).map(([name, value]): readonly string[] => [name, value ?? '-']);
  const rows = [
    ['asked', `${entry.action} ${entry.onboardingId ?? ''}`.trimEnd()],
    ['by', entry.actor],
    ['at', entry.at],
    ['why', entry.reason === '' ? '-' : entry.reason],
    ...details,
    ['outcome', outcome === null ? 'none yet' : `${outcome.sentence} (${outcome.at})`],
  ];
  return [bold(entry.auditId), table(rows.map(([name = '', value = '']) => [name, printable(value)]))].join('\n');
}
