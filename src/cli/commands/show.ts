import type { Command } from 'commander';
import { onboardingId as onboardingIdSchema } from '../../domain/contract/identifiers';
import type { OnboardingStatus } from '../../domain/contract/status';
import type { Instant } from '../../domain/clock';
import type { Plan } from '../../domain/plan';
import { labelOf } from '../../domain/wakeups';
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
export interface ShownOnboarding extends OnboardingStatus {
  readonly plan: {
    readonly generation: number;
    readonly policyVersion: number;
    readonly steps: readonly { readonly key: string; readonly label: string; readonly at: string }[];
  } | null;
}

async function show(session: Session, id: string): Promise<void> {
  const onboardingId = parseWith(onboardingIdSchema, id, 'path');
  const registry = await session.registry();
  const view = await registry.onboardings.status(onboardingId);
  if (!view) throw noSuchOnboarding(onboardingId);
  const now: Instant = session.clock().now();
  const planned = view.authorization ? await registry.grants.plan(onboardingId) : undefined;
  const { spApiBase } = session.installation().amazon;
  const shown: ShownOnboarding = {
    ...statusDocument(view, now, spApiBase),
    plan: planned ? planDocument(planned.plan) : null,
  };
  session.output.result(shown, (style) => statusText(shown, now, style));
}

function planDocument({ generation, policyVersion, steps }: Plan): ShownOnboarding['plan'] {
  return {
    generation,
    policyVersion,
    steps: steps.map((step) => ({
      key: step.key,
      label: labelOf(step, steps),
      at: new Date(step.at).toISOString(),
    })),
  };
}
