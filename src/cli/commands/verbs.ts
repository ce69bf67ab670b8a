import type { Command } from 'commander';
import { z } from 'zod';
import { disconnect as disconnectBody } from '../../domain/contract/commands';
import { isoInstant } from '../../domain/clock';
import { inputInstant } from '../../domain/contract/input-instant';
import { DAY_MS } from '../../domain/policy';
import type { Verb, VerbDetail } from '../../domain/verbs';
import { examples } from '../examples';
import { Failure, onboardingClosed } from '../failure';
import { findOpen } from '../find-open';
import { parseWith } from '../input';
import type { Session } from '../session';

/** A verb that takes nothing but a reason. */
interface PlainVerb {
  readonly verb: Verb;
  readonly summary: string;
  readonly description: string;
  readonly example: string;
  /** Why, where nobody says so: for what neither sends nor ends anything. Without it a reason must be given. */
  readonly defaultReason?: string;
}

const ASKED_FOR = 'Asked for on the command line.';

const PLAIN_VERBS: readonly PlainVerb[] = [
  {
    verb: 'remind',
    summary: 'send the mail that fits now',
    description:
      'Sends the mail that fits where the onboarding stands, at once and beside the plan: the invitation, a reminder, or ' +
      'that it has expired.',
    example: 'evergrant remind acme --reason "The seller has lost the mail."',
  },
  {
    verb: 'probe',
    summary: 'ask Amazon whether the authorization lives',
    description: 'Refreshes the token of the grant to see whether Amazon still takes it. One refusal proves nothing.',
    example: 'evergrant probe acme',
    defaultReason: ASKED_FOR,
  },
  {
    verb: 'reopen',
    summary: 'invite the seller anew',
    description:
      'Gives the seller thirty days anew and sends the invitation: after a consent that lapsed or was blocked, and for an ' +
      'adopted onboarding that was quiet so far.',
    example: 'evergrant reopen acme --reason "They want to join after all."',
  },
  {
    verb: 'refresh',
    summary: 'have an onboarding look at everything anew',
    description: 'Wakes the process of an onboarding and moves it onto the newest code. Nothing is lost by it.',
    example: 'evergrant refresh acme',
    defaultReason: ASKED_FOR,
  },
  {
    verb: 'disconnect',
    summary: 'end an onboarding',
    description:
      'Ends an onboarding: before the first consent at once and for good, after it in seven days, when tokens are ' +
      'destroyed and the id is closed.',
    example: 'evergrant disconnect acme --reason "The merchant has closed the shop."',
  },
];

const REASON = '--reason <sentence>';
const WHY = 'why; kept in the audit';

export function defineVerbs(program: Command, session: Session): void {
  for (const { verb, summary, description, example, defaultReason } of PLAIN_VERBS) {
    const command = program
      .command(verb)
      .summary(summary)
      .description(description)
      .argument('<id>', 'id of the onboarding')
      .addHelpText('after', examples(example))
      .action((id: string, { reason }: { readonly reason: string }) => ask(session, id, { verb, reason }));
    if (defaultReason === undefined) command.requiredOption(REASON, WHY);
    else command.option(REASON, WHY, defaultReason);
  }
  defineSnooze(program, session);
}

function defineSnooze(program: Command, session: Session): void {
  program
    .command('snooze')
    .summary('put the reminders off')
    .description(
      'Mails no reminder for a while. The last ones before the expiry are mailed all the same, and so is what is no reminder.',
    )
    .argument('<id>', 'id of the onboarding')
    .requiredOption(REASON, WHY)
    .option('--days <number>', `for how many days, at most ${LONGEST_SNOOZE_DAYS}`, '7')
    .option('--until <instant>', 'until an instant instead, as 2027-03-01T00:00:00Z')
    .addHelpText('after', examples('evergrant snooze acme --days 14 --reason "The seller is on holiday."'))
    .action((id: string, { reason, ...when }: SnoozeOptions) =>
      ask(session, id, { verb: 'snooze', reason, detail: snoozeDetail(session, when) }),
    );
}

export interface SnoozeOptions {
  readonly reason: string;
  readonly days: string;
  readonly until?: string;
}

/** As the API takes it. */
const LONGEST_SNOOZE_DAYS = 90;

/** Until when, as the process reads it. Throws a `Failure` for what lies behind or too far ahead. */
export function snoozeDetail(session: Session, { days, until }: Omit<SnoozeOptions, 'reason'>): VerbDetail {
  const now = session.clock().now();
  const end =
    until === undefined
      ? now + Number(days) * DAY_MS
      : parseWith(z.object({ until: inputInstant('--until') }), { until }, 'query').until;
  if (end > now && end <= now + LONGEST_SNOOZE_DAYS * DAY_MS) return { until: isoInstant(end) };
  throw new Failure({
    kind: 'unusable',
    code: 'out_of_range',
    message: `Reminders are put off for 1 to ${LONGEST_SNOOZE_DAYS} days.`,
    remedy: 'Nothing was done; give another --days or --until.',
  });
}

interface Asked {
  readonly verb: Verb;
  readonly reason: string;
  readonly detail?: VerbDetail;
}

/** Writes the verb down. The relay of an api or worker carries it to the process. */
export async function ask(session: Session, id: string, { verb, reason: given, detail }: Asked): Promise<void> {
  const reason = reasonOf(given);
  const registry = await session.registry();
  const { onboardingId } = await findOpen(registry, id);
  const requested = await registry.verbs.request(
    { onboardingId, verb, actor: session.actor, reason, ...(detail && { detail }) },
    session.clock().now(),
  );
  if (!requested) throw onboardingClosed(onboardingId);
  const { auditId } = requested;
  session.output.result(
    { auditId, status: 'accepted' },
    () =>
      `Written down as ${auditId}: ${verb} ${onboardingId}. It is carried out as soon as api or worker and Temporal run. What came of it: evergrant audit show ${auditId}`,
  );
}

/** Throws a `Failure` for a reason that the API would not take either. */
export function reasonOf(given: string): string {
  return parseWith(disconnectBody, { reason: given }, 'query').reason;
}
