import type { Command } from 'commander';
import { applicationCheck } from '../doctor/application';
import { databaseCheck, diskCheck } from '../doctor/database';
import { ill, unwise, well, type Check, type Finding } from '../doctor/finding';
import { mailCheck } from '../doctor/mail';
import { outsideCheck, publicAddressCheck } from '../doctor/outside';
import { temporalCheck } from '../doctor/temporal';
import { TimeIsUp, withinTime } from '../deadline';
import { examples } from '../examples';
import { Failure } from '../failure';
import type { Installation } from '../installation';
import type { Style } from '../output';
import type { Session } from '../session';
import { counted } from '../words';

export function defineDoctor(program: Command, session: Session): void {
  program
    .command('doctor')
    .summary('look whether everything works')
    .description(
      'Looks at settings, database, keys, disk, Temporal and its workers, mail server, Amazon and Commerce, our application ' +
        'at Amazon, and the clock, all at once and within 20 seconds, also when several of them are down. Says what to do ' +
        'about each finding.\n' +
        'Changes nothing and sends no mail. Exit code 1 if anything is broken.',
    )
    .addHelpText(
      'after',
      examples('evergrant doctor', 'evergrant doctor --json | jq \'.findings[] | select(.health != "well")\''),
    )
    .action(() => doctor(session));
}

/** Longer than every check gives its own questions. */
const CHECK_TIMEOUT_MS = 15_000;
const TELL_AFTER_MS = 2_000;

async function doctor(session: Session): Promise<void> {
  const { findings, installation } = settingsFindings(session);
  const found = [...findings, ...(installation ? await lookAtAll(installation, session) : [])];
  const healthy = found.every(({ health }) => health !== 'ill');
  if (!healthy) session.foundBroken();
  session.output.result({ healthy, findings: found }, (style) => report(found, style));
}

function settingsFindings(session: Session): {
  readonly findings: readonly Finding[];
  readonly installation: Installation | undefined;
} {
  try {
    const installation = session.installation();
    const complete = well('settings', `They are complete; the mode is ${installation.mode}.`);
    return { findings: installation.alertsReachSomebody ? [complete] : [complete, NOBODY_IS_ALERTED], installation };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { findings: [ill('settings', error.message, error.remedy)], installation: undefined };
  }
}

const NOBODY_IS_ALERTED = unwise(
  'alerts',
  'Nobody is told when something needs an operator.',
  'Set OPERATOR_EMAIL, or ALERT_WEBHOOK_URL with ALERT_WEBHOOK_SECRET.',
);

async function lookAtAll(installation: Installation, { output }: Session): Promise<readonly Finding[]> {
  const disk = diskCheck(installation);
  const checks: readonly Check[] = [
    databaseCheck(installation),
    ...(disk ? [disk] : []),
    temporalCheck(installation),
    mailCheck(installation),
    outsideCheck(installation),
    applicationCheck(installation),
    publicAddressCheck(installation),
  ];
  const open = new Set(checks.map(({ subject }) => subject));
  const tell = setInterval(() => output.progress(`Still looking at: ${[...open].join(', ')} …`), TELL_AFTER_MS);
  try {
    const found = await Promise.all(
      checks.map(async (check) => {
        const findings = await lookInTime(check);
        open.delete(check.subject);
        return findings;
      }),
    );
    return found.flat();
  } finally {
    clearInterval(tell);
  }
}

async function lookInTime({ subject, look }: Check): Promise<readonly Finding[]> {
  try {
    return await withinTime(CHECK_TIMEOUT_MS, look());
  } catch (error) {
    const why = error instanceof TimeIsUp ? 'did not answer in time' : 'could not be looked at';
    return [ill(subject, `It ${why}.`, 'See that it runs and can be reached from here.')];
  }
}

const MARKS = { well: 'ok    ', unwise: 'unwise', ill: 'BROKEN' } as const;

function report(findings: readonly Finding[], style: Style): string {
  const paint = { well: style.good, unwise: style.unwise, ill: style.bad } as const;
  const width = Math.max(...findings.map(({ subject }) => subject.length));
  const lines = findings.flatMap(({ subject, health, sentence, remedy }) => [
    `${paint[health](MARKS[health])}  ${subject.padEnd(width)}  ${sentence}`,
    ...(remedy === null ? [] : [`${' '.repeat(width + 10)}→ ${remedy}`]),
  ]);
  const [broken, unwiseOnes] = (['ill', 'unwise'] as const).map(
    (health) => findings.filter((one) => one.health === health).length,
  );
  return [...lines, '', style.bold(verdict(broken ?? 0, unwiseOnes ?? 0))].join('\n');
}

function verdict(broken: number, unwiseOnes: number): string {
  const unwiseText = unwiseOnes > 0 ? ` ${counted(unwiseOnes, 'thing is', 'things are')} unwise.` : '';
  return broken === 0
    ? `Everything works.${unwiseText}`
    : `${counted(broken, 'thing is', 'things are')} broken.${unwiseText}`;
}
