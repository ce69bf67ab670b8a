import type { Command } from 'commander';
import { incidentDocument } from '../../documents/incident-document';
import { utc, type Instant } from '../../domain/clock';
import type { Incident } from '../../registry/incidents';
import { examples } from '../examples';
import type { Style } from '../output';
import { printable } from '../printable';
import type { Session } from '../session';
import { table } from '../table';
import { duration } from '../words';

/** Newest ones shown; the API has the older ones. */
const SHOWN = 20;

export function defineIncidents(program: Command, session: Session): void {
  program
    .command('incidents')
    .summary('list incidents at Amazon')
    .description(
      'Lists the newest times in which Amazon could not be asked or was not to be believed. While one is open nobody is ' +
        'called revoked; it closes by itself after two healthy rounds.',
    )
    .addHelpText(
      'after',
      examples('evergrant incidents', "evergrant incidents --json | jq '.items[] | select(.closedAt == null)'"),
    )
    .action(() => incidents(session));
}

async function incidents(session: Session): Promise<void> {
  const registry = await session.registry();
  const { items } = await registry.incidents.list({ limit: SHOWN });
  const now = session.clock().now();
  session.output.result({ items: items.map(incidentDocument) }, (style) => forPeople(items, now, style));
}

function forPeople(items: readonly Incident[], now: Instant, { bold }: Style): string {
  const open = items.find(({ closedAt }) => closedAt === null);
  const head = bold(open ? 'An incident is open.' : 'No incident is open.');
  if (items.length === 0) return head;
  const rows = items.map((incident) => {
    const { summary, error, asked, refused } = incidentDocument(incident);
    const lasted = duration((incident.closedAt ?? now) - incident.openedAt);
    return [
      incident.incidentId,
      utc(incident.openedAt),
      incident.closedAt === null ? `open for ${lasted}` : `lasted ${lasted}`,
      printable(error === null ? summary : `${summary} (${error})`),
      `${refused} of ${asked} refused`,
    ];
  });
  return `${head}\n${table([['INCIDENT', 'OPENED', '', 'WHAT', 'IN THAT ROUND'], ...rows])}`;
}
