import type { Command } from 'commander';
import { reason as reasonSchema } from '../../domain/contract/commands';
import { examples } from '../examples';
import { parseWith } from '../input';
import { wordsOfSending } from '../sending';
import type { Session } from '../session';

const REASON = ['--reason <sentence>', 'why; kept in the audit'] as const;

interface Reasoned {
  readonly reason: string;
}

export function defineMail(program: Command, session: Session): void {
  const mail = program
    .command('mail')
    .summary('whether mails may leave')
    .helpCommand(false)
    .description('Whether mails to sellers and merchants may leave. Operators are written to in any case.');
  mail
    .command('show')
    .summary('tell whether mails leave')
    .description('Tells whether mails to sellers and merchants leave here, and if not, why.')
    .addHelpText('after', examples('evergrant mail show'))
    .action(() => show(session));
  mail
    .command('mute')
    .summary('send no mails for the time being')
    .description(
      'No mail to sellers and merchants leaves any more, until it is unmuted. Steps of the year that fall into that time are ' +
        'recorded as muted and not made up for, and events go out all the same; mails about addresses, keys and links wait.',
    )
    .requiredOption(...REASON)
    .addHelpText('after', examples('evergrant mail mute --reason "The texts are being changed."'))
    .action(({ reason }: Reasoned) => mute(session, reason));
  mail
    .command('unmute')
    .summary('send mails again')
    .description('Lets mails to sellers and merchants leave again.')
    .requiredOption(...REASON)
    .addHelpText('after', examples('evergrant mail unmute --reason "The new texts are right."'))
    .action(({ reason }: Reasoned) => unmute(session, reason));
  mail
    .command('move')
    .summary('say that the database has moved here')
    .description(
      'Says that this deployment is the home of the database now: its public address or its Temporal namespace has changed. ' +
        'In a copy for tests it would have real people written to twice. Mails leave again without a restart.',
    )
    .requiredOption(...REASON)
    .addHelpText('after', examples('evergrant mail move --reason "We have a new domain."'))
    .action(({ reason }: Reasoned) => move(session, reason));
}

async function show(session: Session): Promise<void> {
  const { environment, mailMuted } = session.installation();
  const registry = await session.registry();
  const found = await registry.mailing.standing(environment);
  session.output.result(
    { environment, ...found, leaving: found.standing === 'open' && !mailMuted, mutedBySettings: mailMuted },
    () => {
      const { sentence, remedy } = wordsOfSending(found, environment, mailMuted);
      return remedy === null ? sentence : `${sentence}\n${remedy}`;
    },
  );
}

async function mute(session: Session, given: string): Promise<void> {
  const reason = parseWith(reasonSchema, given, 'query');
  const registry = await session.registry();
  const changed = await registry.mailing.mute(session.actor, reason, session.clock().now());
  session.output.result({ muted: true, changed }, () =>
    changed
      ? 'Muted: no mail to sellers and merchants leaves any more.'
      : 'It was muted already. See: evergrant mail show',
  );
}

async function unmute(session: Session, given: string): Promise<void> {
  const reason = parseWith(reasonSchema, given, 'query');
  const registry = await session.registry();
  const changed = await registry.mailing.unmute(session.actor, reason, session.clock().now());
  session.output.result({ muted: false, changed }, () =>
    changed ? 'Unmuted: what is due from now on is mailed.' : 'It was not muted.',
  );
}

async function move(session: Session, given: string): Promise<void> {
  const reason = parseWith(reasonSchema, given, 'query');
  const { environment } = session.installation();
  const registry = await session.registry();
  await registry.mailing.moveTo(environment, session.actor, reason, session.clock().now());
  session.output.result({ environment }, () => `The database is at home here now: ${environment}.`);
}
