import { randomUUID } from 'node:crypto';
import { Option, type Command } from 'commander';
import { utc } from '../../domain/clock';
import { makeLink, type LinkPurposeOffered } from '../../documents/new-link';
import { examples } from '../examples';
import { findOpen } from '../find-open';
import type { Session } from '../session';

export function defineLink(program: Command, session: Session): void {
  program
    .command('link')
    .summary('make a link for the seller or the merchant')
    .description(
      'Makes a link to hand to the person who is to act. Whoever has it can act: give it to nobody else. ' +
        'renew: see the status and consent; does not die by itself. ' +
        'manage: see the status and everything that is missing, and consent; dies after 24 hours.',
    )
    .argument('<id>', 'id of the onboarding')
    .addOption(new Option('--purpose <purpose>', 'what it is for').choices(['renew', 'manage']).default('renew'))
    .addHelpText('after', examples('evergrant link acme', 'evergrant link acme --purpose manage'))
    .action((id: string, { purpose }: { readonly purpose: LinkPurposeOffered }) => link(session, id, purpose));
}

async function link(session: Session, id: string, purpose: LinkPurposeOffered): Promise<void> {
  const registry = await session.registry();
  const { onboardingId } = await findOpen(registry, id);
  const { publicBaseUrl } = session.installation();
  const asked = { onboardingId, purpose, idempotencyKey: `${session.actor}/${randomUUID()}`, actor: session.actor };
  const made = await makeLink(registry.links, publicBaseUrl, asked, session.clock().now());
  // The address alone, so that it can be piped.
  session.output.result(made, () => made.url);
  if (session.output.json) return;
  session.output.note(made.expiresAt === null ? 'It does not die by itself.' : `It dies ${utc(made.expiresAt)}.`);
}
