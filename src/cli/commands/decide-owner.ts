import type { Command } from 'commander';
import { isoInstant, utc } from '../../domain/clock';
import type { Grant } from '../../registry/grant-row';
import type { Registry } from '../../registry/registry';
import { examples } from '../examples';
import { Failure } from '../failure';
import { findOpen } from '../find-open';
import { printable } from '../printable';
import type { Session } from '../session';
import { table } from '../table';
import { ask } from './verbs';

interface DecideOptions {
  readonly reason?: string;
  readonly accept?: true;
  readonly reject?: true;
  readonly consent?: string;
}

export function defineDecideOwner(program: Command, session: Session): void {
  program
    .command('decide-owner')
    .summary('decide whose account an onboarding belongs to')
    .description(
      'Decides about a consent that waits because it may be of another seller, or about one that its contact says was not ' +
        'theirs. --accept takes the one that waits, or lets the doubted one stand; --reject destroys the one that waits, or ' +
        'disconnects. Without either it shows the account that waits beside the one that is connected, and does nothing.',
    )
    .argument('<id>', 'id of the onboarding')
    .option('--accept', 'the account is right')
    .option('--reject', 'the account is wrong')
    .option('--consent <id>', 'which consent is meant, as its event names it (default: whichever waits)')
    .option('--reason <sentence>', 'why, needed to decide; kept in the audit')
    .addHelpText(
      'after',
      examples(
        'evergrant decide-owner acme',
        'evergrant decide-owner acme --reject --reason "The seller had signed in at another account."',
        'evergrant decide-owner acme --accept --reason "They moved to a new account; confirmed by telephone."',
      ),
    )
    .action((id: string, options: DecideOptions) =>
      options.accept || options.reject ? decide(session, id, options) : show(session, id),
    );
}

async function decide(session: Session, id: string, options: DecideOptions): Promise<void> {
  const { accept, reject, consent, reason } = options;
  if (accept && reject) throw unusable('A decision is either --accept or --reject.', 'Give one of the two.');
  if (reason === undefined) throw unusable('A decision needs a reason.', 'Say why with --reason.');
  const registry = await session.registry();
  const { onboardingId } = await findOpen(registry, id);
  const now = session.clock().now();
  const permission = { action: 'owner_change', onboardingId, actor: session.actor } as const;
  const { ticket } = await registry.tickets.issue(permission, now);
  await registry.tickets.redeem(ticket, 'owner_change', onboardingId, now);
  const detail = { decision: accept ? 'accept' : 'reject', consentId: consent ?? null };
  await ask(session, onboardingId, { verb: 'decide_owner', reason, detail });
}

function unusable(message: string, remedy: string): Failure {
  return new Failure({ kind: 'unusable', code: 'decision_missing', message, remedy });
}

async function show(session: Session, id: string): Promise<void> {
  const registry = await session.registry();
  const { onboardingId } = await findOpen(registry, id);
  const [connected, waiting] = await Promise.all([
    registry.grants.inForce(onboardingId),
    registry.grants.parked(onboardingId),
  ]);
  const document = {
    onboardingId,
    connected: connected ? accountOf(connected) : null,
    waiting: waiting
      ? {
          ...accountOf(waiting),
          reason: waiting.parkedReason,
          connectedElsewhere: await elsewhere(registry, waiting),
        }
      : null,
  };
  session.output.result(document, () => forPeople(document));
}

/** An account as its seller knows it. */
interface Account {
  readonly consentId: string;
  readonly sellerId: string;
  /** As the account calls its stores at Amazon. */
  readonly storeNames: readonly string[];
  readonly consentedAt: string;
}

function accountOf({ consentId, sellerId, print, grantedAt }: Grant): Account {
  const storeNames = [...new Set(print.map(({ storeName }) => storeName.trim()))].filter((name) => name !== '');
  return { consentId, sellerId, storeNames, consentedAt: isoInstant(grantedAt) };
}

/** Other onboardings that have connected the account. */
async function elsewhere({ grants }: Registry, waiting: Grant): Promise<readonly string[]> {
  const marketplaceIds = waiting.print.map(({ marketplaceId }) => marketplaceId);
  const others = await grants.collisions(waiting.onboardingId, waiting.sellerId, marketplaceIds);
  return others.map(({ onboardingId }) => onboardingId);
}

function forPeople(shown: {
  readonly onboardingId: string;
  readonly connected: Account | null;
  readonly waiting: (Account & { readonly connectedElsewhere: readonly string[] }) | null;
}): string {
  const { onboardingId, connected, waiting } = shown;
  const rows = [
    ['Connected', connected ? words(connected) : 'no account'],
    ['Waits', waiting ? words(waiting) : 'no consent'],
    ...(waiting ? [['Consent', waiting.consentId]] : []),
    ...(waiting && waiting.connectedElsewhere.length > 0
      ? [['Elsewhere', `also connected under ${waiting.connectedElsewhere.join(', ')}`]]
      : []),
  ];
  const next = `Nothing was done. To decide: evergrant decide-owner ${onboardingId} --accept (or --reject) --reason …`;
  return [table(rows), '', next].join('\n');
}

function words({ sellerId, storeNames, consentedAt }: Account): string {
  const names = storeNames.map((name) => `"${printable(name)}"`).join(', ') || 'stores without a name';
  return `${printable(sellerId)}, ${names}, consented ${utc(consentedAt)}`;
}
