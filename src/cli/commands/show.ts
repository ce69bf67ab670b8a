import type { Command } from 'commander';
import { onboardingId as onboardingIdSchema } from '../../domain/contract/identifiers';
import type { OnboardingPlan } from '../../domain/contract/plan';
import type { OnboardingStatus } from '../../domain/contract/status';
import type { Instant } from '../../domain/clock';
import { readPlan } from '../../documents/plan-document';
import { statusDocument } from '../../documents/status-document';
import { examples } from '../examples';
import { noSuchOnboarding } from '../failure';
import { parseWith } from '../input';
import type { Session } from '../session';
import { statusText } from '../status-text';

export function defineShow(program: Command, session: Session): void {
  program
    .command('show')
    .summary('show where an onboarding stands')
    .description(
      'Shows one onboarding: stage, who must act and how, expiry and next step first; then everything that is missing, ' +
        'the stores, the authorization, the plan with its dates, and who held the ball how long.',
    )
    .argument('<id>', 'id of the onboarding')
    .addHelpText('after', examples('evergrant show acme', 'evergrant show acme --json | jq .requirements'))
    .action((id: string) => show(session, id));
}

/** The status of the API, and the dated plan of the grant in force. */
export type ShownOnboarding = OnboardingStatus & Pick<OnboardingPlan, 'plan'>;

async function show(session: Session, id: string): Promise<void> {
  const onboardingId = parseWith(onboardingIdSchema, id, 'path');
  const registry = await session.registry();
  const view = await registry.onboardings.status(onboardingId);
  if (!view) throw noSuchOnboarding(onboardingId);
  const now: Instant = session.clock().now();
  const { spApiBase } = session.installation().amazon;
  const { plan } = await readPlan(registry, view);
  const shown: ShownOnboarding = { ...statusDocument(view, now, spApiBase), plan };
  session.output.result(shown, (style) => statusText(shown, now, style));
}
