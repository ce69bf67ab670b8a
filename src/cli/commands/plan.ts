import type { Command } from 'commander';
import { utc } from '../../domain/clock';
import { onboardingId as onboardingIdSchema } from '../../domain/contract/identifiers';
import type { OnboardingPlan } from '../../domain/contract/plan';
import { readPlan } from '../../documents/plan-document';
import { examples } from '../examples';
import { noSuchOnboarding } from '../failure';
import { parseWith } from '../input';
import type { Style } from '../output';
import type { Session } from '../session';
import { table } from '../table';

export function definePlan(program: Command, session: Session): void {
  program
    .command('plan')
    .summary('show the dates of an authorization')
    .description(
      'Shows every reminder, event and alert of the authorization in force with its date by the clock of the contact, what ' +
        'became of it, and why it is on that day.',
    )
    .argument('<id>', 'id of the onboarding')
    .addHelpText('after', examples('evergrant plan acme', "evergrant plan acme --json | jq '.plan.steps[].at'"))
    .action((id: string) => plan(session, id));
}

async function plan(session: Session, id: string): Promise<void> {
  const onboardingId = parseWith(onboardingIdSchema, id, 'path');
  const registry = await session.registry();
  const view = await registry.onboardings.status(onboardingId);
  if (!view) throw noSuchOnboarding(onboardingId);
  const document = await readPlan(registry, view);
  session.output.result(document, (style) => forPeople(document, style));
}

const HEADINGS = ['DUE', 'STEP', 'WHAT', 'BECAME', 'WHY'];

function forPeople({ onboardingId, plan }: OnboardingPlan, { bold }: Style): string {
  if (!plan) return `${onboardingId} has no plan: no authorization is in force, or its year is just being planned.`;
  const { generation, policyVersion, timeZone, expiresAt, steps } = plan;
  const rows = steps.map(({ key, label, at, mark, why }) => [wall(at, timeZone), key, label, mark ?? '-', why ?? '']);
  const [headings = '', ...lines] = table([HEADINGS, ...rows]).split('\n');
  return [
    `Authorization ${generation} of ${onboardingId} ends ${utc(expiresAt)}.`,
    `Planned by version ${policyVersion} of the policy; times are those of ${timeZone}.`,
    '',
    bold(headings),
    ...lines,
  ].join('\n');
}

/** `Mon 2026-11-16 10:00` by the clock on the wall. */
function wall(at: string, timeZone: string): string {
  const instant = new Date(at);
  const weekday = instant.toLocaleString('en-US', { timeZone, weekday: 'short' });
  return `${weekday} ${instant.toLocaleString('sv-SE', { timeZone }).slice(0, 16)}`;
}
