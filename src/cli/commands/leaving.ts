import type { Command } from 'commander';
import { isoInstant } from '../../domain/clock';
import { onboardingId as onboardingIdSchema } from '../../domain/contract/identifiers';
import { receiptDocument } from '../../documents/receipt-document';
import type { Receipt } from '../../registry/receipts';
import { examples } from '../examples';
import { Failure, noSuchOnboarding } from '../failure';
import { findOpen } from '../find-open';
import { parseWith } from '../input';
import type { Style } from '../output';
import { printable } from '../printable';
import type { Session } from '../session';
import { table } from '../table';
import { ask, reasonOf } from './verbs';

interface WithReason {
  readonly reason: string;
}

export function defineUndo(program: Command, session: Session): void {
  program
    .command('undo')
    .summary('take a disconnect back')
    .description(
      'Takes a disconnect back within seven days: everything goes on as before, and access tokens can be had at once.',
    )
    .argument('<id>', 'id of the onboarding')
    .requiredOption('--reason <sentence>', 'why; kept in the audit')
    .addHelpText('after', examples('evergrant undo acme --reason "It was the wrong shop."'))
    .action((id: string, { reason }: WithReason) => undo(session, id, reason));
}

async function undo(session: Session, id: string, reason: string): Promise<void> {
  const registry = await session.registry();
  const { onboardingId } = await findOpen(registry, id);
  const finalAt = await registry.onboardings.disconnectFinalAt(onboardingId);
  if (finalAt === null) {
    throw new Failure({
      kind: 'conflict',
      code: 'not_disconnected',
      message: `The onboarding "${onboardingId}" is not being disconnected.`,
      remedy: 'There is nothing to take back.',
    });
  }
  if (session.clock().now() >= finalAt) {
    throw new Failure({
      kind: 'conflict',
      code: 'disconnect_final',
      message: `The disconnect of the onboarding "${onboardingId}" is final since ${isoInstant(finalAt)}.`,
      remedy: 'Start a new onboarding with another id once this one is closed.',
    });
  }
  await ask(session, onboardingId, { verb: 'undo_disconnect', reason });
}

interface PurgeOptions extends WithReason {
  readonly yes?: true;
}

export function definePurge(program: Command, session: Session): void {
  program
    .command('purge')
    .summary('erase an onboarding that was disconnected for good')
    .description(
      'Erases what is known of a merchant and the seller, in the database and in Temporal. What stays are ids and instants, ' +
        'receipts of consent that name nobody, and the audit without its reasons. Without --yes it only says what would be ' +
        'done. Nothing brings it back.',
    )
    .argument('<id>', 'id of the onboarding')
    .requiredOption('--reason <sentence>', 'why; it stays in the audit, so name nobody')
    .option('--yes', 'do it')
    .addHelpText('after', examples('evergrant purge acme --reason "A request for erasure." --yes'))
    .action((id: string, options: PurgeOptions) => purge(session, id, options));
}

async function purge(session: Session, id: string, { reason: given, yes }: PurgeOptions): Promise<void> {
  const reason = reasonOf(given);
  const registry = await session.registry();
  const onboardingId = parseWith(onboardingIdSchema, id, 'path');
  const basics = await registry.onboardings.basics(onboardingId);
  if (!basics) throw noSuchOnboarding(onboardingId);
  if (basics.closedAt === null) throw notFinal(onboardingId);
  if (!yes) {
    session.output.result(
      { onboardingId, purgedAt: null },
      () => `${onboardingId} would be erased: add --yes to do it.`,
    );
    return;
  }
  const { actor } = session;
  const now = session.clock().now();
  // Whoever works on the database itself permits it by saying so; it is audited like every other permission.
  const { ticket } = await registry.tickets.issue({ action: 'purge', onboardingId, actor }, now);
  const result = await registry.purges.purge({ onboardingId, ticket, actor, reason }, now);
  if (result.outcome !== 'purged') throw notFinal(onboardingId);
  const purgedAt = isoInstant(result.purgedAt);
  session.output.result(
    { onboardingId, purgedAt },
    () => `${onboardingId} is erased since ${purgedAt}. Its workflows in Temporal go as soon as api or worker run.`,
  );
}

function notFinal(onboardingId: string): Failure {
  return new Failure({
    kind: 'conflict',
    code: 'not_final',
    message: `The onboarding "${onboardingId}" is not disconnected for good.`,
    remedy: `Disconnect it first, with: evergrant disconnect ${onboardingId} --reason … After a consent that is final in seven days.`,
  });
}

export function defineReceipts(program: Command, session: Session): void {
  program
    .command('receipts')
    .summary('export the receipts of consent')
    .description(
      'Shows the receipt of each consent that came into force: who, when, by which door, for which stores and which ' +
        'application. With --json they are exported whole, with what their hashes are made of.',
    )
    .argument('<id>', 'id of the onboarding')
    .addHelpText('after', examples('evergrant receipts acme', 'evergrant receipts acme --json > receipts-of-acme.json'))
    .action((id: string) => receipts(session, id));
}

async function receipts(session: Session, id: string): Promise<void> {
  const registry = await session.registry();
  const onboardingId = parseWith(onboardingIdSchema, id, 'path');
  if (!(await registry.onboardings.basics(onboardingId))) throw noSuchOnboarding(onboardingId);
  const found = await registry.receipts.list(onboardingId);
  session.output.result({ items: found.map(receiptDocument) }, (style) => forPeople(found, style));
}

function forPeople(found: readonly Receipt[], { bold }: Style): string {
  if (found.length === 0) return 'There is no receipt: no consent has come into force.';
  const rows = found.map(({ evidence, hash, person }) => [
    String(evidence.generation),
    evidence.consentedAt,
    evidence.door ?? 'adopted',
    printable(person?.sellerId ?? 'erased'),
    printable(person?.email ?? '-'),
    evidence.stores.map(({ storeId }) => storeId).join(','),
    hash.slice(0, 12),
  ]);
  const headings = ['GENERATION', 'CONSENTED', 'DOOR', 'SELLER', 'CONTACT', 'STORES', 'HASH'];
  const [first = '', ...lines] = table([headings, ...rows]).split('\n');
  return [bold(first), ...lines].join('\n');
}
