import type { Command } from 'commander';
import { onboardingId as onboardingIdSchema } from '../../domain/contract/identifiers';
import { bodyHmac } from '../../documents/same-body';
import { startInput } from '../../documents/start-input';
import { statusDocument } from '../../documents/status-document';
import { examples } from '../examples';
import { Failure, noSuchOnboarding, onboardingClosed } from '../failure';
import { parseWith, readJson } from '../input';
import { printable } from '../printable';
import type { Session } from '../session';

export function defineOnboard(program: Command, session: Session): void {
  program
    .command('onboard')
    .summary('start an onboarding')
    .description(
      'Starts an onboarding from a JSON document, the body of PUT /v1/onboardings/{onboardingId}.\n' +
        'The same document again changes nothing and shows where the onboarding stands.',
    )
    .argument('<id>', 'id of the new onboarding, chosen by you')
    .argument('[file]', 'the JSON document; standard input without it or for -')
    .addHelpText(
      'after',
      examples('evergrant onboard acme acme.json', 'make-body acme | evergrant onboard acme --json'),
    )
    .action((id: string, file: string | undefined) => onboard(session, id, file));
}

async function onboard(session: Session, id: string, file: string | undefined): Promise<void> {
  const onboardingId = parseWith(onboardingIdSchema, id, 'path');
  const body = parseWith(session.contract().start, await readJson(session, file), 'body');
  const { bodyHmacKey, amazon } = session.installation();
  const registry = await session.registry();

  const input = startInput(onboardingId, body, bodyHmac(bodyHmacKey, body), session.actor);
  const result = await registry.onboardings.start(input, session.clock().now());
  if (result === 'closed') throw onboardingClosed(onboardingId);
  if (result === 'conflict') throw startedDifferently(onboardingId);

  const view = await registry.onboardings.status(onboardingId);
  if (!view) throw noSuchOnboarding(onboardingId);
  const status = statusDocument(view, session.clock().now(), amazon.spApiBase);
  session.output.result(status, ({ bold }) => {
    const first = result === 'created' ? 'was started.' : 'was started before with the same document.';
    return [
      `${bold(onboardingId)} ${first} It stands at: ${printable(status.stageDescription)}.`,
      `Follow it with: evergrant show ${onboardingId}`,
    ].join('\n');
  });
}

function startedDifferently(onboardingId: string): Failure {
  return new Failure({
    kind: 'conflict',
    code: 'onboarding_exists',
    message: `An onboarding "${onboardingId}" was started with another document.`,
    remedy:
      'Start again with the original document, change it with evergrant key, connection or the API, or choose another id.',
  });
}
