import type { Command } from 'commander';
import { disconnect as disconnectBody } from '../../domain/contract/commands';
import type { Verb } from '../../registry/registry';
import { examples } from '../examples';
import { onboardingClosed } from '../failure';
import { findOpen } from '../find-open';
import { parseWith } from '../input';
import type { Session } from '../session';

const DEFAULT_REASON = 'Asked for on the command line.';

export function defineDisconnect(program: Command, session: Session): void {
  program
    .command('disconnect')
    .summary('end an onboarding')
    .description(
      'Ends an onboarding: before the first consent at once and for good, after it in seven days, when tokens are ' +
        'destroyed and the id is closed.',
    )
    .argument('<id>', 'id of the onboarding')
    .requiredOption('--reason <sentence>', 'why; kept in the audit')
    .addHelpText('after', examples('evergrant disconnect acme --reason "The merchant has closed the shop."'))
    .action((id: string, { reason }: { readonly reason: string }) => ask(session, id, 'disconnect', reason));
}

export function defineRefresh(program: Command, session: Session): void {
  program
    .command('refresh')
    .summary('have an onboarding look at everything anew')
    .description('Wakes the process of an onboarding and moves it onto the newest code. Nothing is lost by it.')
    .argument('<id>', 'id of the onboarding')
    .option('--reason <sentence>', 'why; kept in the audit', DEFAULT_REASON)
    .addHelpText('after', examples('evergrant refresh acme'))
    .action((id: string, { reason }: { readonly reason: string }) => ask(session, id, 'refresh', reason));
}

/** Writes the verb down. The relay of an api or worker carries it to the process. */
async function ask(session: Session, id: string, verb: Verb, givenReason: string): Promise<void> {
  const { reason } = parseWith(disconnectBody, { reason: givenReason }, 'query');
  const registry = await session.registry();
  const { onboardingId } = await findOpen(registry, id);
  const requested = await registry.verbs.request(
    { onboardingId, verb, actor: session.actor, reason },
    session.clock().now(),
  );
  if (!requested) throw onboardingClosed(onboardingId);
  session.output.result(
    { auditId: requested.auditId, status: 'accepted' },
    () =>
      `Written down as ${requested.auditId}: ${verb} ${onboardingId}. It is carried out as soon as api or worker and Temporal run. See: evergrant show ${onboardingId}`,
  );
}
