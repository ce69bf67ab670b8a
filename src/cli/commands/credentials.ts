import type { Command } from 'commander';
import { connectionInput, merchantKeyInput } from '../../documents/start-input';
import type { Registry } from '../../registry/registry';
import { examples } from '../examples';
import { onboardingClosed } from '../failure';
import { findOpen } from '../find-open';
import { parseWith, readJson } from '../input';
import type { Session } from '../session';

export function defineKey(program: Command, session: Session): void {
  const key = program
    .command('key')
    .summary("replace the merchant's Commerce API key")
    .helpCommand(false)
    .description("Replaces the merchant's Commerce API key.");
  key
    .command('set')
    .summary('replace the key pair')
    .description(
      'Reads {"environment": "production" or "sandbox", "apiKey": …, "privateKey": …} from standard input, stores it in ' +
        'place of the old pair and has it checked. Secrets are never taken from arguments, which others can see.',
    )
    .argument('<id>', 'id of the onboarding')
    .addHelpText('after', examples('evergrant key set acme < key.json'))
    .action(async (id: string) => {
      const body = parseWith(session.contract().commerceKey, await readJson(session, undefined), 'body');
      await replace(session, id, 'key', (registry, onboardingId) =>
        registry.credentials.replaceKey(onboardingId, merchantKeyInput(body), session.actor, session.clock().now()),
      );
    });
}

export function defineConnection(program: Command, session: Session): void {
  const connection = program
    .command('connection')
    .summary("replace the connection to the merchant's Commerce")
    .helpCommand(false)
    .description("Replaces the connection to the merchant's Commerce.");
  connection
    .command('set')
    .summary('replace base URL and credentials')
    .description(
      'Reads base URL and credentials from standard input, as in the body of PUT …/commerce-connection, stores them in ' +
        'place of the old ones and has the stores checked. Secrets are never taken from arguments, which others can see.',
    )
    .argument('<id>', 'id of the onboarding')
    .addHelpText('after', examples('evergrant connection set acme < connection.json'))
    .action(async (id: string) => {
      const body = parseWith(session.contract().commerceConnection, await readJson(session, undefined), 'body');
      await replace(session, id, 'connection', (registry, onboardingId) =>
        registry.credentials.replaceConnection(
          onboardingId,
          connectionInput(body),
          session.actor,
          session.clock().now(),
        ),
      );
    });
}

async function replace(
  session: Session,
  id: string,
  what: 'key' | 'connection',
  store: (registry: Registry, onboardingId: string) => Promise<{ readonly revision: number } | undefined>,
): Promise<void> {
  const registry = await session.registry();
  const { onboardingId } = await findOpen(registry, id);
  const replaced = await store(registry, onboardingId);
  if (!replaced) throw onboardingClosed(onboardingId);
  const { revision } = replaced;
  session.output.result(
    { onboardingId, revision },
    () =>
      `The ${what} of ${onboardingId} was replaced (revision ${revision}) and is checked now. See: evergrant show ${onboardingId}`,
  );
}
